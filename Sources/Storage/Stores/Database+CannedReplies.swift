package import Foundation
package import MutualAid

extension Database: CannedReplyStore {
    package func editedReplies() async throws -> [EditedReply] {
        try await engine.read { database in
            try database.query(
                """
                SELECT "name", "keywords", "zh", "en", "isRemoved", "version" FROM "cannedReply" ORDER BY "name"
                """
            ).map { row in
                EditedReply(
                    reply: CannedReply(
                        name: row.text(0),
                        keywords: row.text(1),
                        chinese: row.text(2),
                        english: row.text(3)
                    ),
                    isRemoved: row.flag(4),
                    version: row.int(5)
                )
            }
        }
    }

    package func keep(_ reply: CannedReply, isRemoved: Bool, version: Int, by actor: String, now: Date) async throws {
        try await writer.write { database in
            let known = try database.first(
                "SELECT \"version\" FROM \"cannedReply\" WHERE \"name\" = ?",
                .text(reply.name)
            )
            guard known?.int(0) ?? 0 == version else { throw CannedReplyConflict() }
            try database.execute(
                """
                INSERT INTO "cannedReply" ("name", "keywords", "zh", "en", "isRemoved", "version", "changedBy",
                  "changedAt") VALUES (?, ?, ?, ?, ?, 1, ?, ?)
                ON CONFLICT ("name") DO UPDATE SET "keywords" = excluded."keywords", "zh" = excluded."zh",
                  "en" = excluded."en", "isRemoved" = excluded."isRemoved", "version" = "version" + 1,
                  "changedBy" = excluded."changedBy", "changedAt" = excluded."changedAt"
                """,
                .text(reply.name),
                .text(reply.keywords),
                .text(reply.chinese),
                .text(reply.english),
                SQLValue(isRemoved),
                .text(actor),
                SQLValue(now)
            )
            try EventLog.append(
                .cannedReplyChanged,
                .system,
                actor: actor,
                details: ["name": reply.name, "removed": "\(isRemoved)"],
                at: now,
                database
            )
        }
    }
}
