package import struct Foundation.Date

/// A case nobody has claimed yet and for which people are being called: a row, so that it outlives a restart.
package struct Alarm: Sendable, Equatable {
    package let escalation: ID<Escalation>
    package let severity: Severity
    package let desk: Desk
    package let group: String
    /// Receipt of the member's first message, or of the line that brought the case back; the ladder counts from it.
    package let receivedAt: Date
    /// The rung that fires next, counted from 0.
    package let rung: Int
    package let dueAt: Date

    package init(
        escalation: ID<Escalation>,
        severity: Severity,
        desk: Desk,
        group: String,
        receivedAt: Date,
        rung: Int,
        dueAt: Date
    ) {
        self.escalation = escalation
        self.severity = severity
        self.desk = desk
        self.group = group
        self.receivedAt = receivedAt
        self.rung = rung
        self.dueAt = dueAt
    }
}

/// Everything one rung owes, written before any of it is sent.
package struct AlarmCall: Sendable, Equatable {
    /// Class and link, no word of the member.
    package let text: PrivateText
    /// The duty room, where it is called and there is one.
    package var room: Room?
    package var chats: [StaffChat] = []
    /// The logins of those who get an e-mail.
    package var emails: [String] = []
    /// How many people it is for, whether or not they can be reached.
    package var people = 0

    package init(text: PrivateText) {
        self.text = text
    }

    /// Where a staff member is reached in private.
    package struct StaffChat: Sendable, Equatable {
        package let room: Room
        package let platformID: PrivateText

        package init(room: Room, platformID: PrivateText) {
            self.room = room
            self.platformID = platformID
        }
    }
}

/// Alarms on disk.
package protocol AlarmStore: Sendable {
    /// Gives every waiting S0 and S1 that has none an alarm, and one that was raised a fresh one.
    func raiseAlarms(now: Date) async throws
    /// Alarms that are due, in due order.
    func dueAlarms(now: Date, limit: Int) async throws -> [Alarm]
    /// When the next one falls due; `nil` when none is raised.
    func nextAlarmDue() async throws -> Date?
    /// Queues a rung's calls and moves to the next rung, in one transaction.
    ///
    /// Returns `false` where the alarm fired or moved meanwhile, or its case no longer waits and the alarm ended.
    func fire(_ alarm: Alarm, _ call: AlarmCall, nextRung: Int, nextDue: Date, now: Date) async throws -> Bool
}
