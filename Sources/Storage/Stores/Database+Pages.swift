package import Foundation
package import MutualAid

extension Database: PageStore {
    func add(
        page login: String,
        _ text: PrivateText,
        _ alarm: Alarm,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        let id = ids.next(Page.self)
        let sealed = try Sealing.seal(
            Data(text.exposed.utf8),
            under: keys.house,
            table: "page",
            row: id.rawValue,
            column: "text"
        )
        try database.execute(
            """
            INSERT INTO "page" ("id", "escalation", "rung", "login", "text", "state", "attempts", "dueAt", "createdAt")
            VALUES (?, ?, ?, ?, ?, 'waiting', 0, ?, ?)
            """,
            .integer(id.rawValue),
            .integer(alarm.escalation.rawValue),
            SQLValue(alarm.rung),
            .text(login),
            .blob(sealed),
            SQLValue(now),
            SQLValue(now)
        )
    }

    package func claimPages(limit: Int, now: Date) async throws -> [Page] {
        let isAny = try await engine.read { try $0.first(Self.duePages, SQLValue(now), 1) != nil }
        guard isAny else { return [] }
        return try await writer.write(.emergency) { [keys] database in
            try database.query(Self.duePages, SQLValue(now), SQLValue(limit)).map { row in
                // Sent again by itself when the program dies before the result is written.
                try database.execute(
                    "UPDATE \"page\" SET \"attempts\" = \"attempts\" + 1, \"dueAt\" = ? WHERE \"id\" = ?",
                    SQLValue(now.addingTimeInterval(Page.lease)),
                    .integer(row.integer(0))
                )
                let text = try Sealing.open(
                    row.blob(4) ?? Data(),
                    under: keys.house,
                    table: "page",
                    row: row.integer(0),
                    column: "text"
                )
                return Page(
                    id: ID(rawValue: row.integer(0)),
                    escalation: ID(rawValue: row.integer(1)),
                    login: row.text(2),
                    attempt: row.int(3) + 1,
                    text: PrivateText(String(decoding: text, as: UTF8.self)),
                    createdAt: row.date(5)
                )
            }
        }
    }

    package func record(_ result: PageResult, of page: Page, now: Date) async throws {
        try await writer.write(.emergency) { database in
            let state: String
            var dueAt = now
            var cause: String?
            switch result {
            case .sent: state = "sent"
            case .waiting(let until, let why): (state, dueAt, cause) = ("waiting", until, why.rawValue)
            case .abandoned(let why): (state, cause) = ("abandoned", why.rawValue)
            }
            try database.execute(
                "UPDATE \"page\" SET \"state\" = ?, \"dueAt\" = ?, \"cause\" = ? WHERE \"id\" = ? AND \"attempts\" = ?",
                .text(state),
                SQLValue(dueAt),
                SQLValue(cause),
                .integer(page.id.rawValue),
                SQLValue(page.attempt)
            )
            guard state != "waiting" else { return }
            try EventLog.append(
                state == "sent" ? .pageSent : .pageAbandoned,
                .escalation(page.escalation),
                details: ["login": page.login, "attempts": "\(page.attempt)"],
                at: now,
                database
            )
        }
    }

    package func nextPageDue() async throws -> Date? {
        try await engine.read {
            try $0.first("SELECT MIN(\"dueAt\") FROM \"page\" WHERE \"state\" = 'waiting'")?.optionalDate(0)
        }
    }

    private static let duePages = """
        SELECT "id", "escalation", "login", "attempts", "text", "createdAt" FROM "page"
        WHERE "state" = 'waiting' AND "dueAt" <= ? ORDER BY "dueAt", "id" LIMIT ?
        """
}
