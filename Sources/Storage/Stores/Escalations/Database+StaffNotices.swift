package import Foundation
package import MutualAid

extension Database: StaffNoticeStore {
    package func unreadNotices(of login: String) async throws -> [StaffNotice] {
        try await engine.read { database in
            try database.query(
                """
                SELECT "id", "escalation", "kind", "at" FROM "staffNotice" WHERE "login" = ? AND "readAt" IS NULL
                ORDER BY "id" LIMIT 200
                """,
                .text(login)
            ).compactMap { row in
                StaffNotice.Kind(rawValue: row.text(2)).map { kind in
                    StaffNotice(
                        id: row.integer(0),
                        login: login,
                        escalation: ID(rawValue: row.integer(1)),
                        kind: kind,
                        at: row.date(3)
                    )
                }
            }
        }
    }

    package func readNotices(of login: String, upTo id: Int64, now: Date) async throws {
        _ = try await writer.write { database in
            try database.execute(
                "UPDATE \"staffNotice\" SET \"readAt\" = ? WHERE \"login\" = ? AND \"id\" <= ? AND \"readAt\" IS NULL",
                SQLValue(now),
                .text(login),
                .integer(id)
            )
        }
    }

    package func unsentNotices(limit: Int) async throws -> [OwedNotice] {
        try await engine.read { database in
            try database.query(
                """
                SELECT n."id", n."login", n."escalation", n."kind", n."at", e."severity", e."desk", e."groupID"
                FROM "staffNotice" n JOIN "escalation" e ON e."id" = n."escalation"
                WHERE n."sentAt" IS NULL ORDER BY n."id" LIMIT ?
                """,
                SQLValue(limit)
            ).compactMap { row in
                guard let kind = StaffNotice.Kind(rawValue: row.text(3)) else { return nil }
                return OwedNotice(
                    notice: StaffNotice(
                        id: row.integer(0),
                        login: row.text(1),
                        escalation: ID(rawValue: row.integer(2)),
                        kind: kind,
                        at: row.date(4)
                    ),
                    severity: Severity(rawValue: row.text(5)) ?? .s0,
                    desk: Desk(rawValue: row.text(6)) ?? .counselors,
                    group: row.text(7)
                )
            }
        }
    }

    package func send(_ owed: OwedNotice, _ call: AlarmCall, now: Date) async throws {
        let isSent = try await writer.write { [self] database in
            let changed = try database.execute(
                "UPDATE \"staffNotice\" SET \"sentAt\" = ? WHERE \"id\" = ? AND \"sentAt\" IS NULL",
                SQLValue(now),
                .integer(owed.notice.id)
            )
            guard changed == 1 else { return false }
            for chat in call.chats { try queue(call.text, to: chat, about: owed, now, database) }
            return true
        }
        if isSent { changes.deliveries.ring() }
    }

    private func queue(
        _ text: PrivateText,
        to chat: AlarmCall.StaffChat,
        about owed: OwedNotice,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        let person = try members.member(
            Sender(platformID: chat.platformID),
            on: chat.room.connection,
            ids: ids,
            at: now,
            database
        )
        try DeliveryQueue.add(
            .duty(
                ids.next(),
                text,
                in: chat.room,
                group: owed.group,
                to: person.id,
                escalation: owed.notice.escalation,
                as: .notice
            ),
            members: members,
            keys: keys,
            at: now,
            database
        )
    }
}
