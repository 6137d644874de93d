package import Comprehension
package import struct Foundation.Date

/// One message, end to end: received, verified, parsed, stored; claimed, understood, decided, settled; delivered.
///
/// The whole program in one page. Steps 1–4 run before a webhook is answered, 5–8 in the message worker, 9 in the
/// delivery worker; step 10, the person's answer, is a queued delivery and leaves by step 9.
package struct MessageFlow: Sendable {
    let messages: any MessageStore
    let surroundings: any Surroundings
    /// Read before a message is stored, so that one in danger overtakes thousands that are not.
    let dangerSigns: DangerSignRules
    /// Lets same questions of several people be one case; `nil`: each is its own.
    let sameCases: SameCases?
    let ids: IDSource
    let now: @Sendable () -> Date

    package init(
        messages: any MessageStore,
        surroundings: any Surroundings,
        dangerSigns: DangerSignRules,
        sameCases: SameCases? = nil,
        ids: IDSource,
        now: @escaping @Sendable () -> Date
    ) {
        self.messages = messages
        self.surroundings = surroundings
        self.dangerSigns = dangerSigns
        self.sameCases = sameCases
        self.ids = ids
        self.now = now
    }

    /// Steps 1–4: the row is on disk when `then` is called, on the writer's thread or this one.
    ///
    /// It fails with a `WebhookRejection` where nothing was stored for good, with a `StoreFailure` where the platform
    /// should retry.
    package func receive(
        _ request: WebhookRequest,
        on platform: any ChatPlatform,
        then: @escaping @Sendable (Result<Arrival, any Error>) -> Void
    ) {
        do {
            let webhook = try platform.accept(request, at: now())
            Failpoint.hit("after-verify")
            messages.receive(webhook.sorted { dangerSigns.find(in: $0.exposed) ? .emergency : .ordinary }) { result in
                Failpoint.hit("before-acknowledge")
                then(result.mapError { $0 })
            }
        } catch {
            then(.failure(error))
        }
    }

    package func receive(_ request: WebhookRequest, on platform: any ChatPlatform) async throws -> Arrival {
        try await withCheckedThrowingContinuation { continuation in
            receive(request, on: platform) { continuation.resume(with: $0) }
        }
    }

    /// Steps 6–8: understands and decides a claimed burst, and settles it in one transaction.
    package func handle(_ burst: Burst) async throws {
        Failpoint.hit("before-understand")
        guard burst.attempts <= Burst.mostAttempts else {
            return try await quarantine(burst)
        }
        let situation = try await surroundings.situation(for: burst, at: now())
        let understanding = try await situation.knowledge.interpreter.understand(burst) {
            try await surroundings.previousQuestion(of: burst, at: now())
        }
        if let until = waits(burst, understanding) ?? surroundings.knowledgeExpected(understanding, at: now()) {
            return try await messages.postpone(burst, until: until)
        }
        Failpoint.hit("before-decide")
        let decision = Decider.decide(burst, understanding, in: situation)
        let opened = try await settle(
            burst,
            decision,
            understanding,
            as: .settled,
            knowledge: situation.knowledge.fingerprint
        )
        guard let request = decision.escalation, request.severity > .s1, let likeness = situation.knowledge.likeness
        else { return }
        // What fails here leaves a case of its own, which is answered like any other.
        try? await sameCases?.join(opened, by: likeness, at: now())
    }

    /// A burst that ended the work three times: a person reads it instead, and its member is told so in private.
    ///
    /// The rules for danger were run on its texts before they were stored, and did no harm then: what they find is
    /// answered as ever, so that a store that fails three times costs nobody an alarm.
    private func quarantine(_ burst: Burst) async throws {
        let situation = try await surroundings.situation(for: burst, at: now())
        let unread = Understanding.unread(burst.text, dangerSigns.findings(in: PlainText(burst.text)))
        let decision = Decider.giveToPerson(burst, unread, in: situation)
        _ = try await settle(burst, decision, unread, as: .quarantined)
    }

    /// When a fragment is looked at again; `nil` when the burst is to be decided now.
    private func waits(_ burst: Burst, _ understanding: Understanding) -> Date? {
        guard !understanding.isComplete, !burst.isAddressed, burst.messages.count < Burst.longest,
            let last = burst.messages.last
        else { return nil }
        let until = last.receivedAt.addingTimeInterval(Burst.window)
        return until > now() ? until : nil
    }

    private func settle(
        _ burst: Burst,
        _ decision: Decision,
        _ understanding: Understanding,
        as state: Message.State,
        knowledge: String = ""
    ) async throws -> ID<Escalation> {
        let at = now()
        let escalation = ids.next(Escalation.self)
        let outcome = Outcome(
            burst: burst,
            decision: decision,
            record: DecisionRecord(decision, of: understanding, knowledge: knowledge, at: at),
            state: state,
            country: decision.country ?? understanding.statedCountry.map { LearntCountry(code: $0, source: .stated) },
            at: at,
            escalation: escalation,
            dutyLine: decision.escalation.flatMap { surroundings.dutyLine(for: $0, escalation) }
        )
        Failpoint.hit("before-settle")
        _ = try await messages.settle(outcome)
        Failpoint.hit("after-settle")
        return escalation
    }
}

extension Understanding {
    /// Nothing understood but the danger that the rules find: for a message that could not be read.
    static func unread(_ text: String, _ dangerSigns: [DangerFinding]) -> Understanding {
        Understanding(
            language: Language.detect(text),
            labels: [:],
            decided: [.chatter],
            dangerSigns: dangerSigns,
            candidates: [],
            zone: .escalate,
            thresholds: ZoneThresholds(answer: 1, answerUnasked: 1, lead: 1, ask: 1),
            countries: [],
            isQuestion: false,
            isComplete: true
        )
    }
}

/// What surrounds a burst when it is decided: knowledge, phrases, group, connection, staff.
package protocol Surroundings: Sendable {
    func situation(for burst: Burst, at now: Date) async throws -> Situation
    /// What the burst's member asked last in its room, within the time a question may be leant on.
    func previousQuestion(of burst: Burst, at now: Date) async throws -> PreviousQuestion?
    /// When to look again for the knowledge that is being read at start; `nil` once it was read, refused or too late.
    func knowledgeExpected(at now: Date) -> Date?
    /// The line a new S0 or S1 puts into the duty room: class and link only; `nil` without a duty room.
    func dutyLine(for request: EscalationRequest, _ id: ID<Escalation>) -> DutyLine?
}

extension Surroundings {
    /// When a burst is looked at again because the knowledge is still being read; a danger sign never waits for it.
    func knowledgeExpected(_ understanding: Understanding, at now: Date) -> Date? {
        understanding.dangerSigns.isEmpty ? knowledgeExpected(at: now) : nil
    }
}

/// One line for the people on duty, in a room of their own.
package struct DutyLine: Sendable, Equatable {
    package let room: Room
    package let text: PrivateText

    package init(room: Room, text: PrivateText) {
        self.room = room
        self.text = text
    }
}
