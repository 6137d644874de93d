import Comprehension
package import Foundation
package import MutualAid

extension Database: FAQStore {
    package func faqHeads() async throws -> [FAQHistory] {
        try await engine.read { database in
            let versions = try database.query(
                """
                SELECT \(FAQRow.versionColumns("v.")) FROM "faqEntry" e JOIN "faqVersion" v ON v."entry" = e."id"
                WHERE v."number" = e."latest" OR v."number" = e."published" ORDER BY v."entry", v."number"
                """
            ).map(FAQRow.version)
            let byEntry = Dictionary(grouping: versions, by: \.entry)
            return try database.query("SELECT \(FAQRow.columns) FROM \"faqEntry\" ORDER BY \"id\"").map { row in
                let record = FAQRow.record(row)
                return FAQHistory(record: record, versions: byEntry[record.id] ?? [])
            }
        }
    }

    package func faqHistory(_ id: String) async throws -> FAQHistory? {
        try await engine.read { try FAQRow.history(id, $0) }
    }

    package func changeFAQ(
        _ id: String,
        now: Date,
        _ rule: @escaping @Sendable (FAQHistory?) throws -> FAQStep?
    ) async throws -> FAQHistory? {
        try await writer.write { database in
            let known = try FAQRow.history(id, database)
            guard let step = try rule(known) else { return known }
            try FAQRow.write(step, isNew: known == nil, at: now, database)
            return FAQHistory(record: step.record, versions: (known?.versions ?? []) + [step.version].compactMap { $0 })
        }
    }

    package func isFAQFolderTaken() async throws -> Bool {
        try await engine.read { try $0.first("SELECT 1 FROM \"setting\" WHERE \"name\" = 'faqFolderTaken'") != nil }
    }

    package func rememberFAQFolderTaken() async throws {
        _ = try await writer.write { database in
            try database.execute(
                "INSERT INTO \"setting\" (\"name\", \"value\") VALUES ('faqFolderTaken', x'01') ON CONFLICT DO NOTHING"
            )
        }
    }
}

/// An entry's columns and those of its versions.
private enum FAQRow {
    static let columns = """
        "id", "revision", "state", "latest", "published", "publishedAt", "publishedBy", "previous", "inReviewSince",
        "goLiveAt", "fileFingerprint", "isConflicting", "needsReview", "isFileWaiting", "isUnreviewedChange"
        """

    static func versionColumns(_ table: String) -> String {
        ["entry", "number", "text", "fingerprint", "author", "at", "stale"].map { "\(table)\"\($0)\"" }
            .joined(separator: ", ")
    }

    static func history(_ id: String, _ database: any SQLConnection) throws -> FAQHistory? {
        let row = try database.first("SELECT \(columns) FROM \"faqEntry\" WHERE \"id\" = ?", .text(id))
        guard let row else { return nil }
        let versions = try database.query(
            "SELECT \(versionColumns("")) FROM \"faqVersion\" WHERE \"entry\" = ? ORDER BY \"number\"",
            .text(id)
        )
        return FAQHistory(record: record(row), versions: try versions.map(version))
    }

    static func record(_ row: SQLRow) -> FAQRecord {
        FAQRecord(
            id: row.text(0),
            revision: row.int(1),
            state: FAQState(rawValue: row.text(2)) ?? .draft,
            latest: row.int(3),
            published: row.optionalInteger(4).map(Int.init),
            publishedAt: row.optionalDate(5),
            publishedBy: row.optionalText(6),
            previous: row.optionalInteger(7).map(Int.init),
            inReviewSince: row.optionalDate(8),
            goLiveAt: row.optionalDate(9),
            fileFingerprint: row.optionalText(10),
            isConflicting: row.flag(11),
            needsReview: row.flag(12),
            isFileWaiting: row.flag(13),
            isUnreviewedChange: row.flag(14)
        )
    }

    static func version(_ row: SQLRow) throws -> FAQVersion {
        FAQVersion(
            entry: row.text(0),
            number: row.int(1),
            text: row.text(2),
            fingerprint: row.text(3),
            author: row.text(4),
            at: row.date(5),
            stale: try JSONColumn.decode([ReplyLanguage].self, row.text(6))
        )
    }

    static func write(_ step: FAQStep, isNew: Bool, at now: Date, _ database: any SQLConnection) throws {
        try write(step.record, isNew: isNew, database)
        if let version = step.version { try insert(version, database) }
        if let reason = step.reason {
            try database.execute(
                """
                INSERT INTO "faqReason" ("entry", "revision", "text", "actor", "at") VALUES (?, ?, ?, ?, ?)
                """,
                .text(step.record.id),
                SQLValue(step.record.revision),
                .text(reason),
                .text(step.actor),
                SQLValue(now)
            )
        }
        var details = ["revision": "\(step.record.revision)", "latest": "\(step.record.latest)"]
        details["published"] = step.record.published.map(String.init)
        if step.record.needsReview { details["needs_review"] = "true" }
        if !step.overridden.isEmpty {
            details["pinned_overridden"] = step.overridden.map { "\($0)" }.joined(separator: " ")
        }
        if step.record.isUnreviewedChange { details["changed_in_folder_not_reviewed"] = "true" }
        try EventLog.append(
            step.move.event,
            .entry(step.record.id),
            actor: step.actor,
            state: step.record.state.rawValue,
            details: details,
            at: now,
            database
        )
    }

    private static func write(_ record: FAQRecord, isNew: Bool, _ database: any SQLConnection) throws {
        let values: [SQLValue] = [
            SQLValue(record.revision), .text(record.state.rawValue), SQLValue(record.latest),
            SQLValue(record.published.map(Int64.init)), SQLValue(record.publishedAt), SQLValue(record.publishedBy),
            SQLValue(record.previous.map(Int64.init)), SQLValue(record.inReviewSince), SQLValue(record.goLiveAt),
            SQLValue(record.fileFingerprint), SQLValue(record.isConflicting), SQLValue(record.needsReview),
            SQLValue(record.isFileWaiting), SQLValue(record.isUnreviewedChange), .text(record.id),
        ]
        if isNew {
            try database.execute(
                """
                INSERT INTO "faqEntry" ("revision", "state", "latest", "published", "publishedAt", "publishedBy",
                  "previous", "inReviewSince", "goLiveAt", "fileFingerprint", "isConflicting", "needsReview", "isFileWaiting",
                  "isUnreviewedChange", "id")
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                values
            )
        } else {
            try database.execute(
                """
                UPDATE "faqEntry" SET "revision" = ?, "state" = ?, "latest" = ?, "published" = ?, "publishedAt" = ?,
                  "publishedBy" = ?, "previous" = ?, "inReviewSince" = ?, "goLiveAt" = ?, "fileFingerprint" = ?,
                  "isConflicting" = ?, "needsReview" = ?, "isFileWaiting" = ?, "isUnreviewedChange" = ? WHERE "id" = ?
                """,
                values
            )
        }
    }

    private static func insert(_ version: FAQVersion, _ database: any SQLConnection) throws {
        try database.execute(
            """
            INSERT INTO "faqVersion" ("entry", "number", "text", "fingerprint", "author", "at", "stale")
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """,
            .text(version.entry),
            SQLValue(version.number),
            .text(version.text),
            .text(version.fingerprint),
            .text(version.author),
            SQLValue(version.at),
            .text(try JSONColumn.encode(version.stale))
        )
    }
}
