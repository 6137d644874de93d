package import Comprehension
package import Foundation
package import MutualAid

extension Database: CorrectionStore {
    /// Sent, on its way, or tried without word of what came of it.
    private static let isTold = "d.\"state\" IN ('waiting', 'attempting', 'delivered', 'held')"

    package func told(_ entry: String, before: ID<Delivery>?, limit: Int) async throws -> [ToldAnswer] {
        try await engine.read { [members] database in
            try database.query(
                """
                SELECT d."id", d."entryVersion", d."connection", d."room", d."groupID", d."visibility", d."member",
                  d."entryLanguage", d."createdAt", d."state", c."delivery" IS NOT NULL
                FROM "delivery" d LEFT JOIN "correctedDelivery" c ON c."delivery" = d."id"
                WHERE d."entry" = ? AND d."id" < ? AND \(Self.isTold) ORDER BY d."id" DESC LIMIT ?
                """,
                .text(entry),
                .integer(before?.rawValue ?? .max),
                SQLValue(limit)
            ).map { row in
                ToldAnswer(
                    delivery: ID(rawValue: row.integer(0)),
                    version: row.text(1),
                    room: Room(connection: row.text(2), name: row.text(3)),
                    group: row.text(4),
                    visibility: Visibility(rawValue: row.text(5)) ?? .private,
                    member: try row.optionalInteger(6).map { try members.read($0, database) },
                    language: ReplyLanguage(rawValue: row.text(7)) ?? .chinese,
                    at: row.date(8),
                    state: Delivery.State(rawValue: row.text(9)) ?? .waiting,
                    isCorrected: row.flag(10)
                )
            }
        }
    }

    package func toldLanguages(_ entry: String) async throws -> [String: Set<ReplyLanguage>] {
        try await engine.read { database in
            try database.query(
                """
                SELECT DISTINCT d."entryVersion", d."entryLanguage" FROM "delivery" d
                WHERE d."entry" = ? AND \(Self.isTold)
                """,
                .text(entry)
            ).reduce(into: [:]) { all, row in
                guard let language = ReplyLanguage(rawValue: row.text(1)) else { return }
                all[row.text(0), default: []].insert(language)
            }
        }
    }

    package func toldVersions(since: Date) async throws -> [ToldVersion] {
        try await engine.read { database in
            try database.query(
                """
                SELECT d."entry", d."entryVersion", COUNT(*),
                  SUM(CASE WHEN c."delivery" IS NULL THEN 1 ELSE 0 END), MAX(d."createdAt")
                FROM "delivery" d LEFT JOIN "correctedDelivery" c ON c."delivery" = d."id" WHERE d."entry" IS NOT NULL AND d."createdAt" >= ? AND \(Self.isTold)
                GROUP BY d."entry", d."entryVersion" ORDER BY MAX(d."createdAt") DESC, d."entry", d."entryVersion"
                """,
                SQLValue(since)
            ).map {
                ToldVersion(
                    entry: $0.text(0),
                    version: $0.text(1),
                    count: $0.int(2),
                    uncorrected: $0.int(3),
                    lastAt: $0.date(4)
                )
            }
        }
    }

    package func corrections(limit: Int) async throws -> [Correction] {
        try await engine.read { database in
            try database.query(
                "SELECT \(CorrectionRow.columns) FROM \"correction\" ORDER BY \"id\" DESC LIMIT ?",
                SQLValue(limit)
            ).map(CorrectionRow.correction)
        }
    }

    package func corrections(of entry: String) async throws -> [Correction] {
        try await engine.read { database in
            try database.query(
                "SELECT \(CorrectionRow.columns) FROM \"correction\" WHERE \"entry\" = ? ORDER BY \"id\" DESC",
                .text(entry)
            ).map(CorrectionRow.correction)
        }
    }

    package func keep(_ correction: Correction) async throws {
        try await writer.write { database in
            try database.execute(
                """
                INSERT INTO "correction" ("id", "entry", "versions", "texts", "author", "at", "state")
                VALUES (?, ?, ?, ?, ?, ?, 'draft')
                """,
                .integer(correction.id.rawValue),
                .text(correction.entry),
                .text(try JSONColumn.encode(correction.versions)),
                .text(try CorrectionRow.encode(correction.texts)),
                .text(correction.author),
                SQLValue(correction.at)
            )
            try CorrectionRow.tell(.correctionDrafted, correction, by: correction.author, at: correction.at, database)
        }
    }

    package func withdraw(_ id: ID<Correction>, of entry: String, by login: String, now: Date) async throws {
        try await writer.write { database in
            let known = try CorrectionRow.draft(id, of: entry, database)
            try database.execute(
                "UPDATE \"correction\" SET \"state\" = 'withdrawn' WHERE \"id\" = ?",
                .integer(id.rawValue)
            )
            try CorrectionRow.tell(.correctionWithdrawn, known, by: login, at: now, database)
        }
    }

    package func send(
        _ id: ID<Correction>,
        of entry: String,
        texts: [ReplyLanguage: PrivateText],
        by login: String,
        now: Date
    ) async throws {
        try await writer.write { [self] database in
            let known = try CorrectionRow.draft(id, of: entry, database)
            guard known.author != login else { throw CorrectionRefusal.secondPersonNeeded }
            guard try !isInForce(known, database) else { throw CorrectionRefusal.stillInForce }
            let places = try places(to: known, database)
            for place in places { try post(known, place, texts, now, database) }
            try database.execute(
                "UPDATE \"correction\" SET \"state\" = 'sent', \"sentBy\" = ?, \"sentAt\" = ?, \"sentTo\" = ? WHERE \"id\" = ?",
                .text(login),
                SQLValue(now),
                SQLValue(places.count),
                .integer(id.rawValue)
            )
            try CorrectionRow.tell(
                .correctionSent,
                known,
                by: login,
                details: ["places": "\(places.count)"],
                at: now,
                database
            )
        }
        changes.deliveries.ring()
    }

    /// Whether the entry answers with one of the versions at this moment.
    private func isInForce(_ correction: Correction, _ database: any SQLConnection) throws -> Bool {
        let row = try database.first(
            """
            SELECT v."fingerprint" FROM "faqEntry" e JOIN "faqVersion" v
              ON v."entry" = e."id" AND v."number" = e."published"
            WHERE e."id" = ? AND e."state" IN ('published', 'published_with_draft')
            """,
            .text(correction.entry)
        )
        return row.map { correction.versions.contains($0.text(0)) } ?? false
    }

    /// The rooms and people who were told and not put right, each with all that was said to them.
    private func places(to correction: Correction, _ database: any SQLConnection) throws -> [[SQLRow]] {
        let marks = correction.versions.map { _ in "?" }.joined(separator: ", ")
        let rows = try database.query(
            """
            SELECT d."id", d."connection", d."room", d."groupID", d."visibility", d."member", d."entryLanguage",
              d."platformMessageID" FROM "delivery" d
            WHERE d."entry" = ? AND d."entryVersion" IN (\(marks)) AND \(Self.isTold)
              AND NOT EXISTS (SELECT 1 FROM "correctedDelivery" c WHERE c."delivery" = d."id") ORDER BY d."id"
            """,
            [.text(correction.entry)] + correction.versions.map { .text($0) }
        )
        let places = Dictionary(grouping: rows) { row in
            [row.text(1), row.text(2), row.text(4) == "private" ? "\(row.integer(5))" : ""]
        }
        return places.values.sorted { $0[0].integer(0) < $1[0].integer(0) }
    }

    /// One post a place, as a reply to the last thing said there, in every language it was said in.
    private func post(
        _ correction: Correction,
        _ said: [SQLRow],
        _ texts: [ReplyLanguage: PrivateText],
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        guard let last = said.last else { return }
        let isPrivate = last.text(4) == "private"
        let spoken = Set(said.compactMap { ReplyLanguage(rawValue: $0.text(6)) })
        let words = ReplyLanguage.allCases.filter(spoken.contains).compactMap { texts[$0]?.exposed }
        try DeliveryQueue.add(
            DeliveryQueue.New(
                id: ids.next(),
                room: Room(connection: last.text(1), name: last.text(2)),
                group: last.text(3),
                visibility: isPrivate ? .private : .group,
                member: isPrivate ? last.optionalInteger(5).map { ID(rawValue: $0) } : nil,
                inReplyTo: said.reversed().lazy.compactMap { $0.optionalText(7) }.first,
                kind: .correction,
                text: PrivateText(words.joined(separator: "\n\n")),
                message: nil,
                decision: nil,
                escalation: nil,
                entry: nil,
                isUnasked: false
            ),
            members: members,
            keys: keys,
            at: now,
            database
        )
        for row in said {
            try database.execute(
                "INSERT INTO \"correctedDelivery\" (\"delivery\", \"correction\") VALUES (?, ?)",
                .integer(row.integer(0)),
                .integer(correction.id.rawValue)
            )
        }
    }
}

/// A correction's columns.
private enum CorrectionRow {
    static let columns = """
        "id", "entry", "versions", "texts", "author", "at", "state", "sentBy", "sentAt", "sentTo"
        """

    static func correction(_ row: SQLRow) throws -> Correction {
        let texts = try JSONColumn.decode([String: String].self, row.text(3))
        return Correction(
            id: ID(rawValue: row.integer(0)),
            entry: row.text(1),
            versions: try JSONColumn.decode([String].self, row.text(2)),
            texts: Dictionary(
                uniqueKeysWithValues: texts.compactMap { name, text in
                    ReplyLanguage(rawValue: name).map { ($0, text) }
                }
            ),
            author: row.text(4),
            at: row.date(5),
            state: Correction.State(rawValue: row.text(6)) ?? .withdrawn,
            sentBy: row.optionalText(7),
            sentAt: row.optionalDate(8),
            sentTo: row.int(9)
        )
    }

    static func encode(_ texts: [ReplyLanguage: String]) throws -> String {
        try JSONColumn.encode(Dictionary(uniqueKeysWithValues: texts.map { ($0.key.rawValue, $0.value) }))
    }

    /// - Throws: `CorrectionRefusal` where it is not there, or no draft any more.
    static func draft(
        _ id: ID<Correction>,
        of entry: String,
        _ database: any SQLConnection
    ) throws -> Correction {
        let row = try database.first(
            "SELECT \(columns) FROM \"correction\" WHERE \"id\" = ? AND \"entry\" = ?",
            .integer(id.rawValue),
            .text(entry)
        )
        guard let row else { throw CorrectionRefusal.notFound }
        let known = try correction(row)
        guard known.state == .draft else { throw CorrectionRefusal.illegal(from: known.state) }
        return known
    }

    static func tell(
        _ kind: Event.Kind,
        _ correction: Correction,
        by login: String,
        details: [String: String] = [:],
        at now: Date,
        _ database: any SQLConnection
    ) throws {
        let all = ["correction": "\(correction.id)", "versions": correction.versions.joined(separator: " ")]
        try EventLog.append(
            kind,
            .entry(correction.entry),
            actor: login,
            details: all.merging(details) { $1 },
            at: now,
            database
        )
    }
}
