import Comprehension
import Foundation
import Logging
import MutualAid

@testable import Storage

/// A real database in a folder of its own, gone with the test.
final class Fixture: Sendable {
    let folder: URL
    let database: Database
    private let isOpen = Guarded(true)

    static let start = Date(timeIntervalSince1970: 1_586_500_000)

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        database = try Self.open(folder)
    }

    deinit {
        if isOpen.withLock({ $0 }) {
            database.writer.close()
            try? database.engine.close()
        }
        try? FileManager.default.removeItem(at: folder)
    }

    static func open(_ folder: URL) throws -> Database {
        try Database.open(
            path: folder.appendingPathComponent("huzhu.sqlite"),
            keyFile: folder.appendingPathComponent("master.key"),
            ids: IDSource { Int64(Date.now.timeIntervalSince1970 * 1000) },
            logger: Logger(label: "test")
        )
    }

    /// Closes the database, so that another may open the same folder.
    func close() async throws {
        isOpen.withLock { $0 = false }
        try await database.close()
    }

    /// Stores one message as a webhook would.
    @discardableResult
    func receive(
        _ text: String = "回国要隔离几天?",
        by sender: String = "u-1",
        id: String = UUID().uuidString,
        event: String = UUID().uuidString,
        room: String = "europe",
        at: Date = start,
        isPrivate: Bool = false
    ) async throws -> Arrival {
        var message = IncomingMessage(
            room: Room(connection: "gateway", name: room),
            group: "europe",
            platformID: id,
            sender: Sender(platformID: PrivateText(sender), name: "小陈"),
            text: PrivateText(text),
            sentAt: at
        )
        message.isPrivate = isPrivate
        return try await receive(.messageCreated(message), event: event, at: at)
    }

    @discardableResult
    func receive(_ event: IncomingEvent, event id: String = UUID().uuidString, at: Date = start) async throws -> Arrival
    {
        try await database.receive(
            ReceivedWebhook(connection: "gateway", eventID: id, events: [event], receivedAt: at)
        )
    }

    /// Claims the one burst that is due.
    func claim(at now: Date = start) async throws -> Burst {
        let bursts = try await database.claimBursts(.ordinary, limit: 10, now: now)
        guard let burst = bursts.first else { throw NothingDue() }
        return burst
    }

    struct NothingDue: Error {}

    /// Settles a burst with replies and, where asked for, a case.
    @discardableResult
    func settle(
        _ burst: Burst,
        replies: [Reply] = [Reply(kind: .answer, visibility: .private, text: "答复")],
        escalation: EscalationRequest? = nil,
        dutyLine: DutyLine? = nil,
        reasons: [Reason] = [.answered],
        at: Date = start
    ) async throws -> Bool {
        var decision = Decision()
        decision.replies = replies
        decision.escalation = escalation
        decision.reasons = reasons
        return try await database.settle(
            Outcome(
                burst: burst,
                decision: decision,
                record: DecisionRecord(decision, of: .nothing, knowledge: "test", at: at),
                state: .settled,
                country: nil,
                at: at,
                escalation: database.ids.next(),
                dutyLine: dutyLine
            )
        )
    }

    /// A case of a new member.
    func openCase(
        _ severity: Severity = .s2,
        desk: Desk = .counselors,
        by sender: String = UUID().uuidString,
        at: Date = start
    ) async throws -> Escalation {
        try await receive(by: sender, at: at)
        let burst = try await claim(at: at)
        try await settle(burst, replies: [], escalation: .test(severity, desk), at: at)
        let page = try await database.escalations(in: nil, scope: .all, after: nil, limit: 1000)
        guard let escalation = page.items.first(where: { $0.member.id == burst.member.id }) else { throw NothingDue() }
        return escalation
    }

    func addStaff(_ login: String = "chen", roles: [StaffMember.Role] = [.coordinator]) async throws -> Escalation.Owner
    {
        let person = StaffMember(
            login: login,
            name: "Chen Yi",
            roles: roles,
            groups: [],
            desks: [],
            languages: ["zh"],
            timeZone: "Europe/Berlin",
            isEnabled: true,
            isOnDuty: true
        )
        try await database.add(person, by: "operator", now: Self.start)
        return person.asOwner
    }

    /// Every byte of the database's files.
    var bytes: Data {
        ["", "-wal"].reduce(into: Data()) { all, ending in
            all += FileManager.default.contents(atPath: folder.path + "/huzhu.sqlite" + ending) ?? Data()
        }
    }
}

extension EscalationRequest {
    static func test(_ severity: Severity, _ desk: Desk = .counselors) -> EscalationRequest {
        EscalationRequest(
            severity: severity,
            desk: desk,
            labels: [.policyQuestion],
            dangerSigns: [],
            reason: .nothingClearedTheBar,
            draftEntry: nil
        )
    }
}

extension Understanding {
    static let nothing = Understanding(
        language: .chinese,
        labels: [:],
        decided: [.chatter],
        dangerSigns: [],
        candidates: [],
        zone: .escalate,
        thresholds: ZoneThresholds(answer: 1, answerUnasked: 1, lead: 1, ask: 1),
        countries: [],
        isQuestion: false,
        isComplete: true
    )
}
