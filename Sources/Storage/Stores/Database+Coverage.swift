package import Foundation
package import MutualAid

extension Database: CoverageStore {
    package func warn(of gap: CoverageGap, _ line: DutyLine?, now: Date) async throws {
        let isNew = try await engine.read { try Self.isNew(gap, $0) }
        guard isNew else { return }
        try await writer.write { [self] database in
            guard try Self.isNew(gap, database) else { return }
            try database.execute(
                "INSERT INTO \"coverageWarning\" (\"desk\", \"groupID\", \"from\", \"to\") VALUES (?, ?, ?, ?)",
                .text(gap.desk.rawValue),
                .text(gap.group),
                SQLValue(gap.span.start),
                SQLValue(gap.span.end)
            )
            try EventLog.append(
                .coverageGapFound,
                .system,
                details: [
                    "desk": gap.desk.rawValue, "group": gap.group, "from": "\(gap.span.start.microseconds / 1_000_000)",
                    "to": "\(gap.span.end.microseconds / 1_000_000)",
                ],
                at: now,
                database
            )
            guard let line else { return }
            try DeliveryQueue.add(
                .duty(ids.next(), line.text, in: line.room, group: gap.group),
                members: members,
                keys: keys,
                at: now,
                database
            )
        }
        changes.deliveries.ring()
    }

    /// A gap that goes on, or whose end only came into sight, was told of already.
    private static func isNew(_ gap: CoverageGap, _ database: any SQLConnection) throws -> Bool {
        try database.first(
            """
            SELECT 1 FROM "coverageWarning" WHERE "desk" = ? AND "groupID" = ? AND "from" <= ? AND "to" >= ?
            """,
            .text(gap.desk.rawValue),
            .text(gap.group),
            SQLValue(gap.span.start),
            SQLValue(gap.span.start)
        ) == nil
    }
}
