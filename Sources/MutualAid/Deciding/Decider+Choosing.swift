import Comprehension
import struct Foundation.Date

extension Decider {
    /// Offers up to three titles where the bot was addressed and something is near (criterion F2).
    mutating func offerChoice() -> Bool {
        guard burst.isAddressed, !situation.answersArePaused, maySpeak else { return false }
        let near = understanding.candidates.prefix(3).filter { $0.probability >= understanding.thresholds.ask }
        let entries = near.compactMap { situation.knowledge.entries[$0.entry] }.filter {
            $0.reasonNotToSend(in: situation, language: language, country: country) == nil
        }
        guard !entries.isEmpty else { return false }
        offer(entries)
        return true
    }

    private mutating func offer(_ entries: [FAQEntry]) {
        let rows = entries.enumerated().map { index, entry in
            ["number": "\(index + 1)", "title": entry.titles[language] ?? entry.id]
        }
        decision.reasons.append(.choiceOffered)
        decision.choice = entries.map(\.id)
        say(.choice, .choice, visibility: whereAsked, slots: ["choices": .rows(rows)], desk: .counselors)
    }

    /// The entries that differ only by country, where together they clear the bar.
    var rivals: Rivals? {
        let bars = understanding.thresholds
        return Rivals(
            understanding.candidates,
            in: situation.knowledge,
            country: country,
            bar: burst.isAddressed ? bars.answer : bars.answerUnasked
        )
    }

    /// Asks once which country is meant, where two or three entries differ only by it and none is known (F10).
    mutating func askCountry() -> Bool {
        guard situation.knowledge.isAvailable, !understanding.leansOnContext, !situation.answersArePaused,
            country == nil, maySpeak, let rivals, (2...3).contains(rivals.entries.count),
            rivals.entries.allSatisfy({
                $0.reasonNotToSend(in: situation, language: language, country: nil) == .countryUnknown
            })
        else { return false }
        decision.reasons.append(.countryAsked)
        offer(rivals.entries)
        return true
    }

    /// A number in reply to an offered choice: the entry chosen, or a person for 0 (criterion F6).
    mutating func follow(_ taken: ChoiceTaken) {
        switch taken {
        case .entry(let id):
            decision.reasons.append(.answeredByNumber)
            let countries = situation.knowledge.entries[id]?.countries ?? []
            if country == nil, countries.count == 1 {
                decision.country = LearntCountry(code: countries[0], source: .chosen)
            }
            switch approvedAnswer(of: id, probability: 1) {
            case .success(let answer): sayOrEscalate(answer)
            case .failure(let refusal):
                decision.reasons.append(refusal.reason)
                escalateQuestion(draft: refusal.draft)
            }
        case .none:
            decision.reasons.append(.choiceDeclined)
            escalateQuestion(draft: nil)
        }
    }
}

/// A member's number, bound to the choice that was offered to them in this room.
enum ChoiceTaken {
    case entry(String)
    /// 0: none of these.
    case none

    /// `nil` where nothing was offered within its lifetime, or the burst is no number on offer.
    init?(_ burst: Burst, at now: Date) {
        guard let choice = burst.conversation.choice,
            now.timeIntervalSince(choice.offeredAt) <= Conversation.OfferedChoice.lifetime,
            let number = Self.number(in: burst.text), number <= choice.entries.count
        else { return nil }
        self = number == 0 ? .none : .entry(choice.entries[number - 1])
    }

    /// A single digit, half or full width, alone but for punctuation and a mention.
    private static func number(in text: String) -> Int? {
        let words = text.split(whereSeparator: \.isWhitespace).filter { !$0.hasPrefix("@") }
        guard words.count == 1 else { return nil }
        let characters = words[0].filter { $0.isLetter || $0.isNumber }
        guard characters.count == 1 else { return nil }
        return characters.first?.wholeNumberValue.flatMap { (0...9).contains($0) ? $0 : nil }
    }
}
