import MutualAid

/// Which lines of a member may still be waiting to be decided.
///
/// An index by member would have a page written for nearly every arrival, since members write in no order. The one
/// process that owns the file remembers instead, and reads it from the queue's own index after a start. What it says is a
/// hint: whoever uses it looks at the rows. All calls come from inside the transactions of the one writer.
///
/// It guards one table; whatever a transaction undoes is forgotten whole and read again.
final class WaitingLines: Sendable {
    private struct Memory {
        var isLoaded = false
        var lines: [Int64: [Int64]] = [:]
    }

    private let memory = Guarded(Memory())

    /// So many lines of one member are looked at; the others wait until these are decided.
    private static let most = 64

    func forgetAll() {
        memory.withLock { $0 = Memory() }
    }

    func add(_ message: ID<Message>, of member: Int64) {
        memory.withLock { memory in
            guard memory.isLoaded, memory.lines[member]?.contains(message.rawValue) != true else { return }
            memory.lines[member, default: []].append(message.rawValue)
        }
    }

    /// The oldest lines of a member.
    func lines(of member: Int64, _ database: any SQLConnection) throws -> [Int64] {
        try load(database)
        return memory.withLock { ($0.lines[member] ?? []).sorted().prefix(Self.most).map { $0 } }
    }

    func remove(_ messages: some Collection<Int64>, of member: Int64) {
        memory.withLock { memory in
            guard var lines = memory.lines[member] else { return }
            lines.removeAll { messages.contains($0) }
            memory.lines[member] = lines.isEmpty ? nil : lines
        }
    }

    private func load(_ database: any SQLConnection) throws {
        guard memory.withLock({ !$0.isLoaded }) else { return }
        let rows = try Lane.allCases.flatMap { lane in
            try database.query("SELECT \"id\", \"member\" FROM \"message\" WHERE \(lane.isWaitedIn)")
        }
        memory.withLock { memory in
            memory = Memory()
            memory.isLoaded = true
            for row in rows { memory.lines[row.integer(1), default: []].append(row.integer(0)) }
        }
    }
}

extension Lane {
    /// Whether a message waits in this lane, as the lanes' indexes say it word for word, so that they are used.
    var isWaitedIn: String { "\"state\" = 'received' AND \"lane\" = '\(rawValue)'" }
}
