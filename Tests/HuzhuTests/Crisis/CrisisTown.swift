import Comprehension
import Foundation
import Logging
import MutualAid
import TemplateFiles

@testable import Storage
@testable import huzhu

/// The daemon's way from the webhook to the people on duty, on a real database and a clock moved by hand.
///
/// The knowledge never comes: a crisis must do without.
final class CrisisTown: Sendable {
    let database: Database
    let platform: ThrottlingPlatform
    let troubles: Troubles
    let clock: HandClock
    private let folder: URL
    private let flow: MessageFlow
    private let messages: [MessageWorker]
    private let alarms: AlarmService
    private let deliveries: [DeliveryWorker]
    private let owner: Escalation.Owner

    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let dutyRoom = Room(connection: "gateway", name: "duty")

    init(_ trouble: Trouble, faults: Int) async throws {
        let clock = HandClock()
        let now: @Sendable () -> Date = { clock.now }
        let silent = Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        let file = Self.root.appendingPathComponent("Config/huzhu.yaml").path
        var configuration = try Configuration.load(
            ConfigurationFlags(file: file, data: folder.path),
            environment: [:]
        )
        configuration.dutyRoom = Self.dutyRoom
        let database = try Database.open(
            path: folder.appendingPathComponent("huzhu.sqlite"),
            keyFile: folder.appendingPathComponent("master.key"),
            ids: IDSource { Int64(Date.now.timeIntervalSince1970 * 1000) },
            logger: silent
        )
        let troubles = Troubles(trouble, faults: faults, clock: clock)
        let platform = ThrottlingPlatform(troubles, clock)
        let store = TroubledStore(database: database, troubles: troubles)
        let files = try EditedFiles(configuration)
        let register = DutyRegister(staff: database, duties: database, roster: database.roster)
        let flow = MessageFlow(
            messages: store,
            surroundings: LiveSurroundings(
                configuration: configuration,
                shelf: KnowledgeShelf(KnowledgeFiles.none(dangerSigns: files.dangerSigns)),
                state: KnowledgeState(isPaused: false, startedAt: clock.now),
                phrases: files.phrases,
                numbers: files.numbers,
                register: register,
                history: database,
                answers: database,
                connections: [platform.connection]
            ),
            dangerSigns: files.dangerSigns,
            ids: database.ids,
            now: now
        )
        alarms = AlarmService(
            store: store,
            caller: AlarmCaller(
                phrases: files.phrases,
                groups: Groups(configuration.groups),
                dutyRoom: Self.dutyRoom,
                publicURL: configuration.publicURL,
                sendsMail: false
            ),
            duty: { try await register.duty(at: $0) },
            now: now,
            logger: silent,
            waitForWork: { _ in }
        )
        let gate = DestinationGate(clock: { clock.instant })
        deliveries = Lane.allCases.map { lane in
            DeliveryWorker(
                lane: lane,
                store: store,
                platforms: [platform.connection.id: platform],
                gate: gate,
                now: now,
                logger: silent,
                waitForWork: { _ in }
            )
        }
        messages = Lane.allCases.map { lane in
            MessageWorker(lane: lane, flow: flow, logger: silent, waitToBegin: {}, waitForWork: { _ in })
        }
        self.clock = clock
        self.flow = flow
        self.database = database
        self.troubles = troubles
        self.platform = platform
        let chen = StaffMember(
            login: "chen",
            name: "Chen Yi",
            roles: [.psychologist],
            groups: [],
            desks: [],
            languages: ["zh"],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: true
        )
        owner = chen.asOwner
        try await database.add(chen, by: "operator", now: clock.now)
        database.roster.replace(with: Roster(people: [Self.alwaysThere("chen")]))
    }

    deinit {
        database.writer.close()
        // The folder goes with it; what the system cannot close or remove is no matter of the test.
        try? database.engine.close()
        try? FileManager.default.removeItem(at: folder)
    }

    /// Stores each person's line, again and again until the door took it, as a platform would.
    func write(_ text: String, by people: [String]) async {
        await withDiscardingTaskGroup { group in
            for person in people { group.addTask { await self.write(text, by: person) } }
        }
    }

    private func write(_ text: String, by person: String) async {
        let id = UUID().uuidString
        let request = WebhookRequest(headers: [("id", id), ("sender", person)], body: Array(text.utf8))
        while true {
            do {
                _ = try await flow.receive(request, on: platform)
                return
            } catch {
                clock.advance(by: 1)
            }
        }
    }

    /// Lets every part work for so long, and on until the condition holds, at most some hours.
    func live(_ seconds: TimeInterval, until isDone: () async throws -> Bool) async throws {
        let end = clock.now.addingTimeInterval(seconds)
        let latest = end.addingTimeInterval(4 * 3600)
        var idle = 0
        while clock.now < latest {
            if clock.now >= end, try await isDone() { return }
            var isBusy = false
            for worker in messages { isBusy = await worker.handleDue() || isBusy }
            _ = await alarms.fireDue()
            for worker in deliveries { isBusy = await worker.deliverDue() || isBusy }
            idle = isBusy ? 0 : idle + 1
            clock.advance(by: isBusy ? 0.01 : idle < 4 ? 0.25 : 10)
        }
    }

    /// The waiting S0 of these people, with what happened to each.
    func crises(of people: [String]) async throws -> [Escalation] {
        var found: [Escalation] = []
        let page = try await database.escalations(in: .waiting, scope: .all, after: nil, limit: 200)
        for item in page.items where item.severity == .s0 && people.contains(item.member.platformID.exposed) {
            if let known = try await database.escalation(item.id, scope: .all) { found.append(known) }
        }
        return found
    }

    /// Somebody takes each case and sees it through, so that nobody is called for it any more.
    func finish(_ cases: [Escalation]) async throws {
        for known in cases {
            let claimed = try await change(known, .claim(Lease(ordinary: 900, s0: 300)))
            _ = try await change(claimed, .resolve(followUp: EscalationChange.FollowUp.none, reason: nil))
        }
    }

    private func change(_ known: Escalation, _ change: EscalationChange) async throws -> Escalation {
        try await database.change(
            known.id,
            change,
            by: owner,
            scope: .all,
            version: known.version,
            now: clock.now
        )
    }

    /// Fills the queue with ordinary cases that have waited for longer.
    func deepen(_ count: Int) async throws {
        await write("早上好", by: ["u-crowd"])
        let at = clock.now.addingTimeInterval(-3600)
        let request = EscalationRequest(
            severity: .s2,
            desk: .counselors,
            labels: [.policyQuestion],
            dangerSigns: [],
            reason: .nothingClearedTheBar,
            draftEntry: nil
        )
        try await database.writer.write { [database] connection in
            let member = try connection.first("SELECT MIN(\"id\") FROM \"member\"")?.integer(0) ?? 0
            for _ in 0..<count {
                let new = EscalationRow.New(
                    id: database.ids.next(),
                    request: request,
                    group: "europe",
                    room: Room(connection: "gateway", name: "europe"),
                    member: ID(rawValue: member),
                    language: "zh",
                    wasAskedInGroup: true,
                    receivedAt: at
                )
                try EscalationRow.insert(new, at: at, connection)
            }
        }
    }

    private static func alwaysThere(_ login: String) -> RosterPerson {
        RosterPerson(
            login: login,
            timeZone: .gmt,
            languages: ["zh"],
            desks: [.psychologists],
            groups: [],
            line: 1,
            shifts: [Shift(days: .weekly(Set(Weekday.allCases)), from: 0, to: 1440)],
            absences: [],
            chat: ["gateway": ["u-\(login)"]],
            email: nil
        )
    }
}
