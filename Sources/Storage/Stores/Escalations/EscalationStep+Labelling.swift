import Comprehension
import Foundation
import MutualAid

extension EscalationStep {
    /// Notes what a person says a message is about; the case carries the labels of all its lines from then on.
    func correct(_ correction: LabelCorrection) throws {
        let own = try ownLines()
        let lines = try decidedLines(correction.message, among: own)
        guard let first = lines.ids.first else { throw LabelRefusal.notInCase }
        guard try !lines.text(store.members, database).isEmpty else { throw LabelRefusal.nothingToRead }
        let before = try lines.labels(database)
        let labels = Label.allCases.filter(correction.labels.contains)
        for line in lines.ids {
            try database.execute("DELETE FROM \"labelCorrection\" WHERE \"message\" = ?", .integer(line))
        }
        try database.execute(
            "INSERT INTO \"labelCorrection\" (\"message\", \"member\", \"labels\", \"author\", \"at\") VALUES (?, ?, ?, ?, ?)",
            .integer(first),
            .integer(known.member.id.rawValue),
            .text(try JSONColumn.encode(labels)),
            .text(actor.login),
            SQLValue(now)
        )
        try update(known.id, ["labels": .text(try JSONColumn.encode(try labelsOfCase(own)))])
        // Which labels they were is for those who may know them, so it stands in the trail and not in the event.
        try tell(.escalationRelabelled, state: known.state, ["message": "\(ID<Message>(rawValue: first))"])
        let act = AuditedAct(
            actor: actor.login,
            action: .labelsCorrected,
            subject: "\(known.id)",
            group: known.group,
            member: known.member.id,
            reason: PrivateText("\(Self.words(before)) → \(Self.words(labels))")
        )
        try AuditChain.append(act, store.members, store.keys, at: now, database)
    }

    /// The lines of the case's own member; those of askers who were merged into it have their own case.
    private func ownLines() throws -> [Int64] {
        try database.query(
            "SELECT \"message\" FROM \"escalationMessage\" WHERE \"escalation\" = ? ORDER BY \"message\"",
            .integer(known.id.rawValue)
        ).map { $0.integer(0) }
    }

    private func decidedLines(_ message: ID<Message>?, among own: [Int64]) throws -> DecidedLines {
        if let message {
            guard own.contains(message.rawValue) else { throw LabelRefusal.notInCase }
            return try DecidedLines(with: message.rawValue, database)
        }
        guard let first = own.first else { throw LabelRefusal.nothingToRead }
        let lines = try DecidedLines(with: first, database)
        guard own.allSatisfy(lines.ids.contains) else { throw LabelRefusal.lineMissing }
        return lines
    }

    /// The labels of every line, and the sensitive ones the case had: to take those away would open it to readers.
    private func labelsOfCase(_ own: [Int64]) throws -> [Label] {
        var all = Set(known.labels.filter(\.isSensitive))
        for line in own { all.formUnion(try DecidedLines(with: line, database).labels(database)) }
        let named = Label.allCases.filter { $0 != .chatter && all.contains($0) }
        return named.isEmpty ? [.chatter] : named
    }

    private static func words(_ labels: [Label]) -> String { labels.map(\.rawValue).joined(separator: " ") }
}
