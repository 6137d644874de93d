import Comprehension
package import struct Foundation.Date

/// Turns a rung into the calls it owes: pure.
package struct AlarmCaller: Sendable {
    let phrases: any Phrasebook
    private let groups: Groups
    private let dutyRoom: Room?
    let publicURL: String
    private let sendsMail: Bool

    package init(phrases: any Phrasebook, groups: Groups, dutyRoom: Room?, publicURL: String, sendsMail: Bool) {
        self.phrases = phrases
        self.groups = groups
        self.dutyRoom = dutyRoom
        self.publicURL = publicURL
        self.sendsMail = sendsMail
    }

    /// Whom and where a rung calls.
    ///
    /// Where nobody it is for can be reached in private, the duty room is called too.
    package func call(for alarm: Alarm, _ rung: AlarmRung, _ duty: Duty, _ now: Date) -> AlarmCall {
        var call = AlarmCall(text: text(alarm))
        var seen: Set<String> = []
        for audience in rung.audiences {
            let people = duty.people(audience, desk: alarm.desk, group: alarm.group, now: now)
            for person in people where seen.insert(person.login).inserted {
                let listed = duty.roster.person(person.login)
                guard let listed else { continue }
                let chats = rung.ways.contains(.chat) ? chats(listed, alarm.group) : []
                call.chats += chats
                // Who has no chat id is not kept waiting for the rung that goes another way.
                if sendsMail, listed.email != nil, rung.ways.contains(.email) || chats.isEmpty {
                    call.emails.append(person.login)
                }
            }
        }
        call.people = seen.count
        // The room heard of a new case when it was settled; without a private way it hears of the first rung as well.
        let isUnreached = call.chats.isEmpty && call.emails.isEmpty && alarm.rung > 0
        if rung.ways.contains(.room) || isUnreached { call.room = dutyRoom }
        return call
    }

    private func text(_ alarm: Alarm) -> PrivateText {
        let slots: [String: PhraseSlot] = [
            "severity": .text(alarm.severity.rawValue), "desk": .text(alarm.desk.rawValue),
            "link": .text("\(publicURL)/escalations/\(alarm.escalation)"),
        ]
        return phrases.say(.dutyAlert, in: .chinese, slots)
    }

    /// The person's ids, each in a room of its connection, which a platform needs to address anybody.
    func chats(_ person: RosterPerson, _ group: String) -> [AlarmCall.StaffChat] {
        person.chat.sorted { $0.key < $1.key }.flatMap { connection, ids -> [AlarmCall.StaffChat] in
            guard let room = room(on: connection, group) else { return [] }
            return ids.map { AlarmCall.StaffChat(room: room, platformID: PrivateText($0)) }
        }
    }

    private func room(on connection: String, _ group: String) -> Room? {
        if let name = groups.group(id: group)?.rooms[connection]?.first {
            return Room(connection: connection, name: name)
        }
        if let dutyRoom, dutyRoom.connection == connection { return dutyRoom }
        return groups.all.compactMap { $0.rooms[connection]?.first }.first.map {
            Room(connection: connection, name: $0)
        }
    }
}
