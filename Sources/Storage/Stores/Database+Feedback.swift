import Comprehension
package import Foundation
package import MutualAid

extension Database: AnswerRecords {
    package func answer(spokenOfBy burst: Burst, since: Date) async throws -> GivenAnswer? {
        try engine.readHere { database in
            let quotes = burst.messages.compactMap { message in message.replyTo.map { (message.room, $0) } }
            for (room, quoted) in quotes {
                if let answer = try GivenAnswerRow.quoted(quoted, in: room, since: since, database) { return answer }
            }
            // Whoever quotes something else speaks of that.
            guard quotes.isEmpty else { return nil }
            return try GivenAnswerRow.before(burst, since: since, database)
        }
    }

    package func ratings(of entry: String) async throws -> [FAQRating] {
        try engine.readHere { database in
            try database.query(
                """
                SELECT "version", COUNT(DISTINCT CASE WHEN "verdict" = 'helpful' THEN "member" END),
                  COUNT(DISTINCT CASE WHEN "verdict" = 'unhelpful' THEN "member" END), MAX("at")
                FROM "feedback" WHERE "entry" = ? GROUP BY "version" ORDER BY MAX("at") DESC, "version"
                """,
                .text(entry)
            ).map { FAQRating(version: $0.text(0), helpful: $0.int(1), unhelpful: $0.int(2), lastAt: $0.date(3)) }
        }
    }

    /// A reaction that says whether an answer helped is a line of its member's that quotes the answer.
    ///
    /// The platform's id of the row is that of the answer, so that whatever is said of it quotes a post that is there.
    func store(
        _ reaction: String,
        to reference: IncomingReference,
        of webhook: ReceivedWebhook,
        _ database: any SQLConnection
    ) throws -> Stored {
        let nothing = Stored(arrival: Arrival(id: nil, isDuplicate: false), key: nil)
        let since = webhook.receivedAt.addingTimeInterval(-Feedback.lifetime)
        guard let verdict = Verdict(reaction: reaction), !reference.sender.isBot,
            let answer = try GivenAnswerRow.quoted(reference.platformID, in: reference.room, since: since, database)
        else { return nothing }
        let (room, at) = (reference.room, webhook.receivedAt)
        let member = try members.member(reference.sender, on: room.connection, ids: ids, at: at, database)
        guard try !isSaid(verdict, of: answer.delivery, by: member.id, database) else { return nothing }
        var message = IncomingMessage(
            room: room,
            group: reference.group,
            platformID: reference.platformID,
            sender: reference.sender,
            text: PrivateText(reaction),
            sentAt: at
        )
        message.replyTo = reference.platformID
        message.isPrivate = answer.visibility == .private
        return try insert(message, at, key: messageKey(room, "reaction " + webhook.eventID), database)
    }

    /// Whether a member's last word on an answer was this one already.
    private func isSaid(
        _ verdict: Verdict,
        of delivery: ID<Delivery>,
        by member: ID<Member>,
        _ database: any SQLConnection
    ) throws -> Bool {
        let known = try database.first(
            "SELECT \"verdict\" FROM \"feedback\" WHERE \"delivery\" = ? AND \"member\" = ?",
            .integer(delivery.rawValue),
            .integer(member.rawValue)
        )
        return known?.text(0) == verdict.rawValue
    }

    /// Counts what a burst says of an answer, and puts the question that was answered into the case it opened.
    func rate(_ outcome: Outcome, _ escalation: ID<Escalation>?, _ database: any SQLConnection) throws {
        guard let feedback = outcome.decision.feedback else { return }
        let (answer, member) = (feedback.answer, outcome.burst.member.id)
        try database.execute(
            """
            INSERT INTO "feedback" ("delivery", "member", "entry", "version", "verdict", "escalation", "at")
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT ("delivery", "member") DO UPDATE SET
              "verdict" = excluded."verdict", "escalation" = COALESCE(excluded."escalation", "escalation"),
              "at" = excluded."at"
            """,
            .integer(answer.delivery.rawValue),
            .integer(member.rawValue),
            .text(answer.entry),
            .text(answer.version),
            .text(feedback.verdict.rawValue),
            SQLValue(feedback.verdict == .unhelpful ? escalation?.rawValue : nil),
            SQLValue(outcome.at)
        )
        try EventLog.append(
            .answerRated,
            .delivery(answer.delivery),
            actor: "member",
            details: ["entry": answer.entry, "version": answer.version, "verdict": feedback.verdict.rawValue],
            at: outcome.at,
            database
        )
        guard let escalation, feedback.verdict == .unhelpful else { return }
        // Only the member's own words: a case never shows what somebody else asked.
        try database.execute(
            """
            INSERT INTO "escalationMessage" ("escalation", "message")
            SELECT ?, m."id" FROM "message" m JOIN "delivery" d ON d."decision" = m."decision"
            WHERE d."id" = ? AND m."member" = ? AND m."state" != 'deleted' ON CONFLICT DO NOTHING
            """,
            .integer(escalation.rawValue),
            .integer(answer.delivery.rawValue),
            .integer(member.rawValue)
        )
    }
}

/// Finds the answer that somebody speaks of, by the decision that made it.
enum GivenAnswerRow {
    /// The answer whose post is quoted; `nil` where that is something else, or too old.
    static func quoted(
        _ platformID: String,
        in room: Room,
        since: Date,
        _ database: any SQLConnection
    ) throws -> GivenAnswer? {
        let row = try database.first(
            """
            SELECT \(columns) FROM "delivery" d JOIN "decision" x ON x."id" = d."decision"
            WHERE d."connection" = ? AND d."platformMessageID" = ? AND d."room" = ? AND d."kind" = 'answer'
              AND d."createdAt" > ?
            """,
            .text(room.connection),
            .text(platformID),
            .text(room.name),
            SQLValue(since)
        )
        return try row.flatMap { try answer($0, isQuoted: true) }
    }

    /// The answer to the line of the same member in the same room just before the burst; `nil` where that had none.
    ///
    /// Reads back along the keys, which rise with time; only lines that read like a word on an answer ask.
    static func before(_ burst: Burst, since: Date, _ database: any SQLConnection) throws -> GivenAnswer? {
        guard let first = burst.messages.first else { return nil }
        let last = try database.first(
            """
            SELECT "decision" FROM "message" WHERE "id" < ? AND "id" > ? AND "member" = ? AND "connection" = ?
              AND "room" = ? AND "state" = 'settled' AND "decision" IS NOT NULL ORDER BY "id" DESC LIMIT 1
            """,
            .integer(first.id.rawValue),
            .integer(ID<Message>.earliest(at: since).rawValue),
            .integer(burst.member.id.rawValue),
            .text(first.room.connection),
            .text(first.room.name)
        )
        guard let decision = last?.optionalInteger(0) else { return nil }
        let row = try database.first(
            """
            SELECT \(columns) FROM "delivery" d JOIN "decision" x ON x."id" = d."decision"
            WHERE d."decision" = ? AND d."kind" = 'answer' AND d."state" != 'superseded' AND d."createdAt" > ?
            ORDER BY d."id" LIMIT 1
            """,
            .integer(decision),
            SQLValue(since)
        )
        return try row.flatMap { try answer($0, isQuoted: false) }
    }

    private static let columns = "d.\"id\", d.\"visibility\", x.\"record\""

    /// A line that points to an answer given before names its entry in the decision only.
    private static func answer(_ row: SQLRow, isQuoted: Bool) throws -> GivenAnswer? {
        guard let answered = try JSONColumn.decode(DecisionRecord.self, row.text(2)).answered else { return nil }
        return GivenAnswer(
            delivery: ID(rawValue: row.integer(0)),
            entry: answered.entry,
            version: answered.version,
            language: answered.language,
            visibility: Visibility(rawValue: row.text(1)) ?? .private,
            isQuoted: isQuoted
        )
    }
}
