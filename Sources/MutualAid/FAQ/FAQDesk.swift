package import Comprehension
package import struct Foundation.Date

/// Where people change entries: the API and the pages come here, with who they are and the version they saw.
package struct FAQDesk: Sendable {
    private let store: any FAQStore
    private let reader: any FAQReader
    private let register: DutyRegister
    private let changes: FAQChanges
    private let gate: (any PublishGate)?
    private let now: @Sendable () -> Date

    package init(
        store: any FAQStore,
        reader: any FAQReader,
        register: DutyRegister,
        changes: FAQChanges,
        gate: (any PublishGate)? = nil,
        now: @escaping @Sendable () -> Date
    ) {
        self.store = store
        self.reader = reader
        self.register = register
        self.changes = changes
        self.gate = gate
        self.now = now
    }

    /// Every entry with its newest and its published version, by id.
    package func entries() async throws -> [FAQHistory] { try await store.faqHeads() }

    /// One entry with every version.
    ///
    /// - Throws: `FAQConflict.notFound`.
    package func entry(_ id: String) async throws -> FAQHistory {
        guard let known = try await store.faqHistory(id) else { throw FAQConflict.notFound }
        return known
    }

    /// What a version says.
    ///
    /// - Throws: `FileProblems`.
    package func read(_ version: FAQVersion) throws(FileProblems) -> FAQEntry {
        try reader.entry(id: version.entry, text: version.text)
    }

    /// Keeps a text as the entry's newest version; nothing is answered from it yet.
    ///
    /// - Parameters:
    ///   - text: the whole file.
    ///   - id: the entry's.
    ///   - confirmed: languages whose text is still right though the other changed.
    ///   - person: who writes.
    ///   - expectation: what they saw.
    /// - Returns: the entry after it.
    /// - Throws: `FAQConflict`, `FileProblems` where the text is wrong, `StoreFailure`.
    package func save(
        _ text: String,
        as id: String,
        confirmed: [ReplyLanguage],
        by person: StaffMember,
        expecting expectation: FAQExpectation
    ) async throws -> FAQHistory {
        guard person.mayEditFAQ else { throw FAQConflict.notAllowed(.save) }
        guard FAQName.isValid(id) else { throw FAQConflict.nameInvalid }
        let entry = try reader.entry(id: id, text: text)
        let draft = FAQDraft(text: text, entry: entry, author: person.login, confirmed: confirmed)
        let time = now()
        return try await change(id) { [reader] known in
            try expectation.check(known)
            return try FAQRules.save(draft, on: known, reader: reader, at: time)
        }
    }

    /// Does anything else to an entry.
    ///
    /// - Parameters:
    ///   - order: what.
    ///   - id: the entry's.
    ///   - person: who.
    ///   - expectation: what they saw.
    ///   - override: why it is put in force though pinned questions break; `nil`: then it is not.
    /// - Returns: the entry after it.
    /// - Throws: `FAQConflict`, `StoreFailure`.
    package func carryOut(
        _ order: FAQOrder,
        on id: String,
        by person: StaffMember,
        expecting expectation: FAQExpectation,
        overriding override: String? = nil
    ) async throws -> FAQHistory {
        guard order.isAllowed(to: person) else { throw FAQConflict.notAllowed(order.move) }
        let time = now()
        let duty = try await register.duty(at: time)
        let publisher = FAQPublisher(
            login: person.login,
            reason: order.reason,
            staff: duty.staff,
            isOnDuty: { duty.isOnDuty($0, at: time) }
        )
        let broken = try await broken(by: order, on: id, expecting: expectation)
        let because = override.flatMap { $0.allSatisfy(\.isWhitespace) ? nil : $0 }
        return try await change(id) { [reader] known in
            guard let known else { throw FAQConflict.notFound }
            try expectation.check(known)
            var step = try order.step(on: known, by: publisher, reader: reader, at: time)
            guard !broken.isEmpty else { return step }
            guard let because else { throw FAQConflict.pinnedQuestionsBreak(broken) }
            step.reason = [step.reason, because].compactMap { $0 }.joined(separator: "\n")
            step.overridden = broken.map(\.id)
            return step
        }
    }

    /// The pinned questions that putting the newest text in force would break; withdrawing and undoing break none.
    private func broken(
        by order: FAQOrder,
        on id: String,
        expecting expectation: FAQExpectation
    ) async throws -> [PinnedQuestion] {
        switch order {
        case .publish, .schedule: break
        case .review, .pause, .resume, .archive, .approve, .rollBack: return []
        }
        guard let gate, let known = try await store.faqHistory(id), let latest = known.latest else { return [] }
        try expectation.check(known)
        return try await gate.broken(by: read(latest).inForce(stale: latest.stale, isPaused: false))
    }

    private func change(
        _ id: String,
        _ rule: @escaping @Sendable (FAQHistory?) throws -> FAQStep?
    ) async throws -> FAQHistory {
        guard let changed = try await store.changeFAQ(id, now: now(), rule) else { throw FAQConflict.notFound }
        changes.ring()
        return changed
    }
}

/// Looks what putting a text in force would break.
package protocol PublishGate: Sendable {
    /// Pinned questions that an entry's text would break.
    func broken(by entry: FAQEntry) async throws -> [PinnedQuestion]
}

extension ReplayDesk: PublishGate {}

/// What the caller saw of an entry before changing it.
package enum FAQExpectation: Sendable, Equatable {
    /// Its revision then.
    case revision(Int)
    /// That there is none yet.
    case none
    /// Nothing was named.
    case unnamed

    func check(_ known: FAQHistory?) throws(FAQConflict) {
        switch (self, known) {
        case (.unnamed, _): throw .versionMissing
        case (.none, nil): break
        case (.none, .some(let known)): throw .stale(known)
        case (.revision, nil): throw .notFound
        case (.revision(let seen), .some(let known)):
            if seen != known.record.revision { throw .stale(known) }
        }
    }
}

/// Everything that is done to an entry beside writing it.
package enum FAQOrder: Sendable, Equatable {
    case review, pause, resume, archive, approve
    case publish(reason: String?)
    case schedule(Date, reason: String?)
    case rollBack(to: Int, reason: String?)

    var move: FAQMove {
        switch self {
        case .review: .review
        case .pause: .pause
        case .resume: .resume
        case .archive: .archive
        case .approve: .approve
        case .publish: .publish
        case .schedule: .schedule
        case .rollBack: .rollback
        }
    }

    var reason: String? {
        switch self {
        case .review, .pause, .resume, .archive, .approve: nil
        case .publish(let reason), .schedule(_, let reason), .rollBack(_, let reason): reason
        }
    }

    /// Sending for review and withdrawing belong to who writes; putting in force is a right apart.
    func isAllowed(to person: StaffMember) -> Bool {
        switch self {
        case .review, .pause: person.mayEditFAQ
        case .publish, .schedule, .rollBack, .resume, .archive, .approve: person.mayPublishFAQ
        }
    }

    func step(
        on known: FAQHistory,
        by publisher: FAQPublisher,
        reader: any FAQReader,
        at now: Date
    ) throws -> FAQStep {
        switch self {
        case .review, .pause, .resume, .archive:
            return try FAQRules.move(move, known, by: publisher.login, at: now)
        case .approve: return try FAQRules.approve(known, by: publisher.login, at: now)
        case .publish:
            let isHighRisk = try Self.isHighRisk(known.latest, known, reader)
            return try FAQRules.publish(known, isHighRisk: isHighRisk, by: publisher, at: now)
        case .schedule(let time, _):
            let isHighRisk = try Self.isHighRisk(known.latest, known, reader)
            return try FAQRules.schedule(known, isHighRisk: isHighRisk, for: time, by: publisher, at: now)
        case .rollBack(let number, _):
            let isHighRisk = try Self.isHighRisk(known.version(number), known, reader)
            return try FAQRules.rollBack(known, to: number, isHighRisk: isHighRisk, by: publisher, at: now)
        }
    }

    /// The text in force counts too, so that no draft takes the risk off by calling itself something else.
    private static func isHighRisk(
        _ version: FAQVersion?,
        _ known: FAQHistory,
        _ reader: any FAQReader
    ) throws -> Bool {
        guard let version else { throw FAQConflict.noSuchVersion }
        let versions = [version] + [known.published].compactMap { $0 }
        return try versions.contains { try reader.entry(id: $0.entry, text: $0.text).needsSecondPerson }
    }
}
