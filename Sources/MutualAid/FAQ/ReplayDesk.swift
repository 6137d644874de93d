package import Logging
package import struct Foundation.Date
package import struct Foundation.TimeInterval
import ServiceLifecycle

/// Runs replays one after the other in the background, and remembers the last of each entry.
///
/// It guards the list, which is in memory only: a replay is asked for again after a restart.
package final class ReplayDesk: Sendable {
    private struct Board {
        var replays: [String: Replay] = [:]
        var waiting: [Order] = []
    }

    private struct Order {
        let entry: FAQEntry
        let since: Date
    }

    private let board = Guarded(Board())
    private let bell = ChangeNotice()
    private let store: any ReplayStore
    private let drafting: any KnowledgeDrafting
    private let rehearsal: Rehearsal
    private let room: @Sendable (String) -> Room?
    private let ids: IDSource
    private let now: @Sendable () -> Date
    private let logger: Logger

    /// Real questions that are asked again, the newest first.
    package static let mostQuestions = 10_000
    /// Questions read, and asked side by side, in one go.
    private static let page = 256
    private static let company = 32

    /// - Parameters:
    ///   - store: what was asked.
    ///   - drafting: makes the knowledge with the edit in it.
    ///   - rehearsal: decides as the bot would.
    ///   - room: a room of a group, for questions that nobody asked yet.
    ///   - ids: names replays.
    ///   - now: the clock.
    ///   - logger: told what fails.
    package init(
        store: any ReplayStore,
        drafting: any KnowledgeDrafting,
        rehearsal: Rehearsal,
        room: @escaping @Sendable (String) -> Room?,
        ids: IDSource,
        now: @escaping @Sendable () -> Date,
        logger: Logger
    ) {
        self.store = store
        self.drafting = drafting
        self.rehearsal = rehearsal
        self.room = room
        self.ids = ids
        self.now = now
        self.logger = logger
    }

    /// Asks for a replay of an entry's text; one that waits or runs for it is let go on instead.
    package func begin(_ entry: FAQEntry, version: Int, since: Date) -> Replay {
        let fresh = Replay(id: ids.next(), entry: entry.id, version: version, askedAt: now())
        let replay = board.withLock { board -> Replay in
            if let known = board.replays[entry.id], [.waiting, .running].contains(known.state),
                known.version == version
            {
                return known
            }
            board.replays[entry.id] = fresh
            board.waiting.removeAll { $0.entry.id == entry.id }
            board.waiting.append(Order(entry: entry, since: since))
            return fresh
        }
        bell.ring()
        return replay
    }

    /// The last replay of an entry; `nil` where none was asked for since the start.
    package func replay(of entry: String) -> Replay? { board.withLock { $0.replays[entry] } }

    /// Pinned questions that an entry's text would break: met now and no longer, or its own and not met.
    package func broken(by entry: FAQEntry) async throws -> [PinnedQuestion] {
        let pinned = try await store.pinnedQuestions()
        guard !pinned.isEmpty else { return [] }
        let (before, after) = try await drafting.knowledge(with: entry)
        var stage = rehearsal.stage()
        var placed: [(question: PinnedQuestion, asked: AskedQuestion, situation: Situation)] = []
        for question in pinned {
            guard let room = room(question.group) else { continue }
            let asked = question.asked(in: room)
            placed.append((question, asked, try await stage.situation(for: asked)))
        }
        let (old, new) = AskedQuestion.rehearsed(placed.map { ($0.asked, $0.situation) }, with: before, and: after)
        return zip(placed.map(\.question), zip(old, new)).compactMap { question, rehearsed in
            let mayBreak = question.expected == entry.id || question.isMet(by: rehearsed.0)
            return mayBreak && !question.isMet(by: rehearsed.1) ? question : nil
        }
    }

    fileprivate func runNext() async {
        guard let order = board.withLock({ $0.waiting.isEmpty ? nil : $0.waiting.removeFirst() }) else {
            return await cancelWhenGracefulShutdown { await self.bell.wait(until: .distantFuture) }
        }
        let id = replay(of: order.entry.id)?.id
        change(order.entry.id, id) { $0.state = .running }
        do {
            try await run(order, id)
            change(order.entry.id, id) { [now] in
                $0.state = .done
                $0.endedAt = now()
            }
        } catch {
            logger.error("A replay failed", metadata: ["entry": "\(order.entry.id)", "error": "\(type(of: error))"])
            change(order.entry.id, id) { $0.state = .failed }
        }
    }

    private func run(_ order: Order, _ id: ID<Replay>?) async throws {
        let (before, after) = try await drafting.knowledge(with: order.entry)
        var stage = rehearsal.stage()
        let pinned = try await store.pinnedQuestions().compactMap { question in
            room(question.group).map { ReplayedQuestion(source: .pinned(question.id), asked: question.asked(in: $0)) }
        }
        try await ask(pinned, before, after, &stage, order.entry.id, id)
        var last: ID<Message>?
        var left = Self.mostQuestions
        while left > 0, !Task.isShuttingDownGracefully, !Task.isCancelled {
            let page = try await store.replayedQuestions(
                since: order.since,
                before: last,
                limit: min(left, Self.page)
            )
            try await ask(page, before, after, &stage, order.entry.id, id)
            guard case .message(let message) = page.last?.source else { return }
            last = message
            left -= page.count
        }
    }

    private func ask(
        _ questions: [ReplayedQuestion],
        _ before: Knowledge,
        _ after: Knowledge,
        _ stage: inout Rehearsal.Stage,
        _ entry: String,
        _ id: ID<Replay>?
    ) async throws {
        change(entry, id) { $0.total += questions.count }
        var placed: [(ReplayedQuestion, Situation)] = []
        for question in questions { placed.append((question, try await stage.situation(for: question.asked))) }
        await withTaskGroup(of: (Int, [ReplayChange]).self) { tasks in
            for start in stride(from: 0, to: placed.count, by: Self.company) {
                let some = placed[start..<min(start + Self.company, placed.count)]
                tasks.addTask { (some.count, Self.changes(Array(some), before, after)) }
            }
            for await (count, changes) in tasks { change(entry, id) { $0.add(changes, done: count) } }
        }
    }

    private static func changes(
        _ questions: [(ReplayedQuestion, Situation)],
        _ before: Knowledge,
        _ after: Knowledge
    ) -> [ReplayChange] {
        let asked = questions.map { ($0.0.asked, $0.1) }
        let (old, new) = AskedQuestion.rehearsed(asked, with: before, and: after)
        return zip(questions, zip(old, new)).compactMap { question, rehearsed in
            ReplayEffect(before: rehearsed.0, after: rehearsed.1).map { effect in
                ReplayChange(source: question.0.source, effect: effect, before: rehearsed.0, after: rehearsed.1)
            }
        }
    }

    /// Notes something of a replay, unless a newer one took its place.
    private func change(_ entry: String, _ id: ID<Replay>?, _ change: (inout Replay) -> Void) {
        board.withLock { board in
            guard var known = board.replays[entry], known.id == id else { return }
            change(&known)
            board.replays[entry] = known
        }
    }
}

/// The loop of the replays.
package struct ReplayWorker: Service {
    private let desk: ReplayDesk

    package init(desk: ReplayDesk) {
        self.desk = desk
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled { await desk.runNext() }
    }
}
