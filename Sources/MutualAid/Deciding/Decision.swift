package import Comprehension

/// What is done about a burst, with the reasons: pure data.
package struct Decision: Sendable, Equatable {
    /// What is said, in order; nothing is sent that is not listed here.
    package var replies: [Reply] = []
    /// The case a person gets; `nil` when nobody is needed.
    package var escalation: EscalationRequest?
    /// The numbered titles offered, when the bot asks back.
    package var choice: [String]?
    /// The entry that was answered, for cool-down and corrections.
    package var answered: AnsweredEntry?
    /// What the burst says of an answer given before.
    package var feedback: Feedback?
    /// The country learnt from what the member chose.
    package var country: LearntCountry?
    /// Why, in the order the rules were met.
    package var reasons: [Reason] = []

    package init() {}
}

/// One text the bot owes, before it is worded for a platform.
package struct Reply: Sendable, Equatable {
    package let kind: Delivery.Kind
    package let visibility: Visibility
    package let text: PrivateText

    package init(kind: Delivery.Kind, visibility: Visibility, text: PrivateText) {
        self.kind = kind
        self.visibility = visibility
        self.text = text
    }
}

/// A case to be opened for a person, or joined to the member's open one.
package struct EscalationRequest: Sendable, Equatable, Codable {
    package let severity: Severity
    package let desk: Desk
    package let labels: [Label]
    package let dangerSigns: [DangerSign]
    /// Why a person is needed, shown to staff.
    package let reason: Reason
    /// An entry that may help but must not be sent by itself (criterion F11).
    package let draftEntry: String?
    /// The version of it that was sent or would have been; `nil` where it is no longer known.
    package let draftVersion: String?

    package init(
        severity: Severity,
        desk: Desk,
        labels: [Label],
        dangerSigns: [DangerSign],
        reason: Reason,
        draftEntry: String?,
        draftVersion: String? = nil
    ) {
        self.severity = severity
        self.desk = desk
        self.labels = labels
        self.dangerSigns = dangerSigns
        self.reason = reason
        self.draftEntry = draftEntry
        self.draftVersion = draftVersion
    }
}

/// Which entry answered, in which version, and how sure.
package struct AnsweredEntry: Sendable, Equatable, Codable {
    package let entry: String
    package let version: String
    package let language: ReplyLanguage
    package let probability: Double

    package init(entry: String, version: String, language: ReplyLanguage, probability: Double) {
        self.entry = entry
        self.version = version
        self.language = language
        self.probability = probability
    }
}

/// Who may see a text.
package enum Visibility: String, Sendable, Codable {
    case group
    case `private`
}

/// Why something was decided; the raw value is what `huzhu why` and the API say.
package enum Reason: String, Sendable, Codable, CaseIterable {
    case dangerSign = "danger_sign"
    case sensitive
    /// Nothing was decided, but the line is too likely to be about a body or a mind to be left unread.
    case mayBeSensitive = "may_be_sensitive"
    case answered
    case answeredByNumber = "answered_by_number"
    case recentlyAnswered = "recently_answered"
    case overQuietBudget = "over_quiet_budget"
    /// What may be about somebody's body or mind is answered or held in private, and its line is not quoted.
    case keptPrivate = "kept_private"
    case choiceOffered = "choice_offered"
    case choiceDeclined = "choice_declined"
    case countryAsked = "country_asked"
    case chosenByCountry = "chosen_by_country"
    case leansOnContext = "leans_on_context"
    case understoodInContext = "understood_in_context"
    case belowUnaskedBar = "below_unasked_bar"
    case nothingClearedTheBar = "nothing_cleared_the_bar"
    case entryNotValidToday = "entry_not_valid_today"
    case entryNotForCountry = "entry_not_for_country"
    case countryUnknown = "country_unknown"
    case entryNotForGroup = "entry_not_for_group"
    case entryPaused = "entry_paused"
    case entryNotReviewed = "entry_not_reviewed"
    case slotUnfilled = "slot_unfilled"
    case datedAnswersNotAllowed = "dated_answers_not_allowed"
    case supplyRequested = "supply_requested"
    case humanWanted = "human_wanted"
    case humanAskedTooOften = "human_asked_too_often"
    case caseAlreadyOpen = "case_already_open"
    case returnDeclared = "return_declared"
    case thanked
    case rumourReported = "rumour_reported"
    case onlyRemark = "only_remark"
    case onlyMedia = "only_media"
    case erasureAsked = "erasure_asked"
    case couldNotBeRead = "could_not_be_read"
    case knowledgeUnavailable = "knowledge_unavailable"
    case automaticAnswersPaused = "automatic_answers_paused"
    case botOrOwnMessage = "bot_or_own_message"
    case introduced
    case joined
    case edited
    case deliveryAbandoned = "delivery_abandoned"
    case byListedRole = "by_listed_role"
    case answeredInGroup = "answered_in_group"
    case notSolved = "not_solved"
    case foundHelpful = "found_helpful"
}
