import Comprehension

extension FAQEntry {
    /// Why this entry must not be sent by itself here; `nil` when it may.
    ///
    /// Answers fail closed: outside its dates, groups, countries or reviewed languages an entry travels with the case
    /// as a draft (criterion F11).
    func reasonNotToSend(in situation: Situation, language: ReplyLanguage, country: String?) -> Reason? {
        if situation.answersArePaused { return .automaticAnswersPaused }
        if isPaused { return .entryPaused }
        if !isReviewed(in: language, asOf: situation.asOf) { return .entryNotReviewed }
        if !holds(on: situation.judgedOn) { return .entryNotValidToday }
        if !groups.isEmpty, !groups.contains(situation.group.id) { return .entryNotForGroup }
        if situation.asOf != nil, !situation.connection.allowsDatedAnswers { return .datedAnswersNotAllowed }
        guard !countries.isEmpty else { return nil }
        guard let country else { return .countryUnknown }
        return countries.contains(country) ? nil : .entryNotForCountry
    }

    /// Whether the day lies within its dates; days compare as `yyyy-MM-dd` texts.
    func holds(on day: String) -> Bool {
        validFrom <= day && day <= (validUntil ?? "9999-12-31")
    }

    /// Whether somebody approved the text of this language; the starter set counts only while `as_of` is set.
    func isReviewed(in language: ReplyLanguage, asOf: String?) -> Bool {
        guard let reviewer, !unreviewed.contains(language), answers[language] != nil else { return false }
        return reviewer != "starter-set" || asOf != nil
    }
}
