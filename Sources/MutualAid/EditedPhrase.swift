package import Comprehension
package import struct Foundation.Date

/// A bot phrase as it was edited on its page: it goes before the file's text of its name and language.
package struct EditedPhrase: Sendable, Equatable {
    package let phrase: Phrase
    package let language: ReplyLanguage
    package let text: String
    /// Whether the file's text is said again.
    package let isRemoved: Bool
    /// Rises with every change; a change names the version it saw, 0 for a file's.
    package let version: Int

    package init(phrase: Phrase, language: ReplyLanguage, text: String, isRemoved: Bool, version: Int) {
        self.phrase = phrase
        self.language = language
        self.text = text
        self.isRemoved = isRemoved
        self.version = version
    }
}

/// The phrases that were edited, on disk.
package protocol EditedPhraseStore: Sendable {
    func editedPhrases() async throws -> [EditedPhrase]
    /// Keeps a text, or that the file's is said again; its version is the one it is after.
    ///
    /// What was proposed for it is done with.
    ///
    /// - Throws: `EditedPhraseConflict` where somebody else changed it since.
    func keep(_ edited: EditedPhrase, by actor: String, now: Date) async throws
    /// Texts that wait for a second person.
    func proposedPhrases() async throws -> [ProposedPhrase]
    /// Lets a text wait, in place of what waited for its phrase and language before.
    func propose(_ proposed: ProposedPhrase) async throws
    /// Lets what waits go; nothing where there is none.
    func dropProposal(of phrase: Phrase, in language: ReplyLanguage, by actor: String, now: Date) async throws
}

/// A text for a phrase that is said in an emergency: it waits until somebody other than its author looked at it.
package struct ProposedPhrase: Sendable, Equatable {
    package let phrase: Phrase
    package let language: ReplyLanguage
    package let text: String
    /// The version it would be.
    package let version: Int
    /// A staff login.
    package let author: String
    package let at: Date

    package init(phrase: Phrase, language: ReplyLanguage, text: String, version: Int, author: String, at: Date) {
        self.phrase = phrase
        self.language = language
        self.text = text
        self.version = version
        self.author = author
        self.at = at
    }

    /// Names this very text, so that nobody agrees to one they have not seen.
    package var seen: String { "\(Int64(at.timeIntervalSince1970 * 1_000_000)) \(author)" }

    /// Whether somebody may put it in force: not its author, unless nobody else could.
    ///
    /// - Parameters:
    ///   - reader: who wants to.
    ///   - staff: everybody.
    /// - Returns: false for whoever has no right to it at all.
    package func mayBeAccepted(by reader: StaffMember, among staff: [StaffMember]) -> Bool {
        guard reader.mayPublishFAQ else { return false }
        return reader.login != author || !staff.contains { $0.login != author && $0.mayPublishFAQ }
    }
}

/// Somebody else changed the phrase since.
package struct EditedPhraseConflict: Error {
    package init() {}
}

/// The phrases in force, as their page edits them.
package protocol PhraseEditing: Sendable {
    /// What is said now, before slots are filled.
    func text(of phrase: Phrase, in language: ReplyLanguage) -> String
    /// What the file says.
    func shipped(_ phrase: Phrase, in language: ReplyLanguage) -> String
    /// The slots a phrase may have.
    func slots(of phrase: Phrase) -> [String]
    /// What is wrong with a text for a phrase; empty where it may be said.
    func problems(in text: String, for phrase: Phrase, in language: ReplyLanguage) -> [PhraseProblem]
    /// Says these from now on; a text that is not in order is left out, and the file's stays.
    func replace(with edited: [EditedPhrase])
}

/// Why a text cannot be a phrase.
package enum PhraseProblem: Sendable, Hashable {
    case empty, tooLong
    /// Braces or sections that do not close.
    case broken
    case unknownSlot(String)
    /// A slot without which the phrase does not say what it is there for.
    case missingSlot(String)
    /// Script, HTML, characters nobody sees, or a link.
    case unsafe
}

/// What a phrase is there for: how their page is ordered.
package enum PhrasePurpose: String, Sendable, CaseIterable {
    case answering, holding, emergency, greeting, staff
}

extension Phrase {
    /// Whether a text of it holds only once a second person looked at it.
    package var needsSecondPerson: Bool { purpose == .emergency }

    package var purpose: PhrasePurpose {
        switch self {
        case .answer, .sourceLine, .answerMore, .answerDetails, .answerPointer, .answerPrivateOverBudget, .choice,
            .correction:
            .answering
        case .holdingQuestion, .holdingHuman, .holdingSupply, .holdingPrivateMedical, .holdingPrivateDistress,
            .holdingPrivateMixed, .alreadyWaiting, .humanLimit, .notSolved, .noPrivateChannel, .textOnly,
            .declarationNoted, .eraseRequested, .checkIn:
            .holding
        case .emergencySelfHarm, .emergencySelfHarmOther, .emergencyAcuteIllness, .emergencyAcuteIllnessOther,
            .emergencyViolence, .emergencyViolenceOther, .emergencyOverdose, .emergencyOverdoseOther,
            .emergencyStrandedMinor, .emergencyStrandedMinorOther:
            .emergency
        case .thanks, .introduction, .welcome: .greeting
        case .dutyAlert, .coverageGap, .counselorPrefix, .staffNotice: .staff
        }
    }
}
