package import Comprehension
package import struct Foundation.Date

/// Somebody who was told an entry's text, or a room that was: where, when and which version (criterion F12).
package struct ToldAnswer: Sendable {
    package let delivery: ID<Delivery>
    /// The fingerprint of the text that was sent.
    package let version: String
    package let room: Room
    package let group: String
    package let visibility: Visibility
    /// Whom it was for, or whose question it answered in the group.
    package let member: Member?
    package let language: ReplyLanguage
    package let at: Date
    package let state: Delivery.State
    /// Whether a correction of it was sent.
    package let isCorrected: Bool

    package init(
        delivery: ID<Delivery>,
        version: String,
        room: Room,
        group: String,
        visibility: Visibility,
        member: Member?,
        language: ReplyLanguage,
        at: Date,
        state: Delivery.State,
        isCorrected: Bool
    ) {
        self.delivery = delivery
        self.version = version
        self.room = room
        self.group = group
        self.visibility = visibility
        self.member = member
        self.language = language
        self.at = at
        self.state = state
        self.isCorrected = isCorrected
    }
}

/// What is to be put right of an entry's earlier texts, for everybody who was told them.
package struct Correction: Sendable, Equatable {
    package let id: ID<Correction>
    package let entry: String
    /// The fingerprints of the texts that were wrong.
    package let versions: [String]
    package let texts: [ReplyLanguage: String]
    package let author: String
    package let at: Date
    package let state: State
    /// Who looked at it and sent it.
    package let sentBy: String?
    package let sentAt: Date?
    /// How many rooms and people it went to.
    package let sentTo: Int

    /// Where a correction stands.
    ///
    /// Legal moves: `draft → sent` by somebody other than its author; `draft → withdrawn`.
    package enum State: String, Sendable, Codable, CaseIterable {
        case draft, sent, withdrawn
    }

    /// The longest text, in characters.
    package static let longest = 2000

    package init(
        id: ID<Correction>,
        entry: String,
        versions: [String],
        texts: [ReplyLanguage: String],
        author: String,
        at: Date,
        state: State = .draft,
        sentBy: String? = nil,
        sentAt: Date? = nil,
        sentTo: Int = 0
    ) {
        self.id = id
        self.entry = entry
        self.versions = versions
        self.texts = texts
        self.author = author
        self.at = at
        self.state = state
        self.sentBy = sentBy
        self.sentAt = sentAt
        self.sentTo = sentTo
    }
}

/// A text that was sent, how often, and how much of that is not put right.
package struct ToldVersion: Sendable, Equatable {
    package let entry: String
    /// The text's fingerprint.
    package let version: String
    /// Posts and private messages it was sent in.
    package let count: Int
    package let uncorrected: Int
    package let lastAt: Date

    package init(entry: String, version: String, count: Int, uncorrected: Int, lastAt: Date) {
        self.entry = entry
        self.version = version
        self.count = count
        self.uncorrected = uncorrected
        self.lastAt = lastAt
    }
}

/// Why a correction was refused.
package enum CorrectionRefusal: Error, Sendable, Equatable {
    case notFound
    /// Their roles do not include it.
    case notAllowed
    /// Nobody sends what they wrote themselves.
    case secondPersonNeeded
    /// It was sent or withdrawn already.
    case illegal(from: Correction.State)
    /// A text is missing in a language that somebody was told in, is too long, or has a slot.
    case textUnfit(ReplyLanguage)
    /// No such version was ever sent, or none is named.
    case noSuchVersion
    /// The entry still answers with a version that is to be put right: change or withdraw it first.
    case stillInForce
}

/// Corrections on disk, and the deliveries they put right.
package protocol CorrectionStore: Sendable {
    /// What was sent of an entry, newest first, before a delivery; whatever still may arrive is told too.
    func told(_ entry: String, before: ID<Delivery>?, limit: Int) async throws -> [ToldAnswer]
    /// The versions and languages an entry was told in.
    func toldLanguages(_ entry: String) async throws -> [String: Set<ReplyLanguage>]
    /// Every text that was sent since then, the last sent first.
    func toldVersions(since: Date) async throws -> [ToldVersion]
    /// Every correction of an entry, newest first.
    func corrections(of entry: String) async throws -> [Correction]
    /// The newest corrections of all entries.
    func corrections(limit: Int) async throws -> [Correction]
    /// Keeps a new draft.
    func keep(_ correction: Correction) async throws
    /// Takes a draft back.
    ///
    /// Throws `CorrectionRefusal` where it is no draft.
    func withdraw(_ id: ID<Correction>, of entry: String, by login: String, now: Date) async throws
    /// Queues a draft for every room and person who was told one of its versions and not yet put right: once each.
    ///
    /// Throws `CorrectionRefusal` where it is no draft, is the sender's own, or its version is still answered from.
    func send(
        _ id: ID<Correction>,
        of entry: String,
        texts: [ReplyLanguage: PrivateText],
        by login: String,
        now: Date
    ) async throws
}

/// Where people put right what was said: drafted by one, looked at and sent by another.
package struct CorrectionDesk: Sendable {
    private let store: any CorrectionStore
    private let phrases: any Phrasebook
    private let ids: IDSource
    private let now: @Sendable () -> Date

    package init(
        store: any CorrectionStore,
        phrases: any Phrasebook,
        ids: IDSource,
        now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.phrases = phrases
        self.ids = ids
        self.now = now
    }

    /// Who was told an entry, newest first.
    package func told(_ entry: String, before: ID<Delivery>?, limit: Int) async throws -> [ToldAnswer] {
        try await store.told(entry, before: before, limit: limit)
    }

    /// Every text that was sent since then, the last sent first.
    package func toldVersions(since: Date) async throws -> [ToldVersion] {
        try await store.toldVersions(since: since)
    }

    /// The newest corrections of all entries.
    package func corrections(limit: Int) async throws -> [Correction] {
        try await store.corrections(limit: limit)
    }

    /// Every correction of an entry, newest first.
    package func corrections(of entry: String) async throws -> [Correction] {
        try await store.corrections(of: entry)
    }

    /// Keeps what is to be put right; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - texts: what is said, in every language that the versions were told in.
    ///   - versions: the fingerprints of the texts that were wrong.
    ///   - entry: the entry's id.
    ///   - person: who writes.
    /// - Returns: the draft.
    /// - Throws: `CorrectionRefusal`, `StoreFailure`.
    package func draft(
        _ texts: [ReplyLanguage: String],
        for versions: [String],
        of entry: String,
        by person: StaffMember
    ) async throws -> Correction {
        guard person.mayEditFAQ else { throw CorrectionRefusal.notAllowed }
        let told = try await store.toldLanguages(entry)
        guard !versions.isEmpty, versions.allSatisfy({ told[$0] != nil }) else { throw CorrectionRefusal.noSuchVersion }
        let needed = versions.reduce(into: Set(texts.keys)) { $0.formUnion(told[$1] ?? []) }
        for language in ReplyLanguage.allCases where needed.contains(language) {
            let text = texts[language] ?? ""
            let isBlank = text.allSatisfy(\.isWhitespace)
            guard !isBlank, text.count <= Correction.longest, !text.contains("{{") else {
                throw CorrectionRefusal.textUnfit(language)
            }
        }
        let correction = Correction(
            id: ids.next(),
            entry: entry,
            versions: versions.sorted(),
            texts: texts,
            author: person.login,
            at: now()
        )
        try await store.keep(correction)
        return correction
    }

    /// Sends what another wrote.
    ///
    /// - Throws: `CorrectionRefusal`, `StoreFailure`.
    package func send(_ id: ID<Correction>, of entry: String, by person: StaffMember) async throws {
        guard person.mayPublishFAQ else { throw CorrectionRefusal.notAllowed }
        guard let known = try await store.corrections(of: entry).first(where: { $0.id == id }) else {
            throw CorrectionRefusal.notFound
        }
        let texts = known.texts.map { language, text in
            (language, phrases.say(.correction, in: language, ["text": .text(text)]))
        }
        try await store.send(
            id,
            of: entry,
            texts: Dictionary(uniqueKeysWithValues: texts),
            by: person.login,
            now: now()
        )
    }

    /// Takes a draft back.
    ///
    /// - Throws: `CorrectionRefusal`, `StoreFailure`.
    package func withdraw(_ id: ID<Correction>, of entry: String, by person: StaffMember) async throws {
        guard person.mayEditFAQ else { throw CorrectionRefusal.notAllowed }
        try await store.withdraw(id, of: entry, by: person.login, now: now())
    }
}
