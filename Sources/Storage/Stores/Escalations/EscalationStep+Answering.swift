import Foundation
import MutualAid

extension EscalationStep {
    /// Queues the answer for everybody whose language it is in; those of another language keep the case open.
    func answer(_ texts: [String: PrivateText], _ visibility: Visibility, _ hold: TimeInterval) throws {
        try requireOwner()
        let askers = try AskerRow.all(of: known.id, database)
        let waiting = askers.filter { !$0.isAnswered }
        let words = try Words(texts, own: askers.first?.language ?? "")
        let addressed = words.reached(waiting.isEmpty ? askers : waiting)
        guard !addressed.isEmpty else { throw EscalationConflict.textMissing }
        try post(addressed, words, visibility, hold)
        for asker in addressed {
            try database.execute(
                "UPDATE \"escalation\" SET \"answeredAt\" = ? WHERE \"id\" = ?",
                SQLValue(now),
                .integer(asker.escalation.rawValue)
            )
        }
        try dropDraft()
        let left = Set(waiting.map(\.language)).subtracting(addressed.map(\.language)).sorted()
        if left.isEmpty {
            try move(to: .answered, .escalationAnswered, details: ["askers": "\(addressed.count)"])
        } else {
            try move(
                to: .claimed,
                .escalationAnswered,
                ["leaseUntil": leaseEnd(store.lease)],
                details: ["askers": "\(addressed.count)", "languages_waiting": left.joined(separator: " ")]
            )
        }
    }

    /// Asks back; the case waits for the member.
    func askMember(_ texts: [String: PrivateText], _ visibility: Visibility, _ hold: TimeInterval) throws {
        try requireOwner()
        let askers = try AskerRow.all(of: known.id, database)
        let words = try Words(texts, own: askers.first?.language ?? "")
        try post(Array(askers.prefix(1)), words, visibility, hold)
        try dropDraft()
        try move(to: .awaitingMember, .escalationMemberAsked)
    }

    /// At most one post a room, which addresses everybody who asked there; one private line each for all others, and
    /// for whoever's question was kept private beside others.
    private func post(
        _ askers: [AskerRow],
        _ words: Words,
        _ visibility: Visibility,
        _ hold: TimeInterval
    ) throws {
        guard visibility == .private || !known.isSensitive else { throw EscalationConflict.mustBePrivate }
        // The words are kept under an asker's key: of those who were erased meanwhile nobody is there to be answered.
        let askers = try askers.filter { try store.members.key(of: $0.member.rawValue, database) != nil }
        guard !askers.isEmpty else { throw EscalationConflict.memberErased }
        let isOpen = { (asker: AskerRow) in visibility == .group && (asker.isOpenlyAsked || askers.count == 1) }
        let (open, alone) = (askers.filter(isOpen), askers.filter { !isOpen($0) })
        var rooms: [Room] = []
        for asker in open where !rooms.contains(asker.room) { rooms.append(asker.room) }
        for room in rooms { try post(to: open.filter { $0.room == room }, words, .group, hold) }
        for asker in alone { try post(to: [asker], words, .private, hold) }
    }

    private func post(
        to askers: [AskerRow],
        _ words: Words,
        _ visibility: Visibility,
        _ hold: TimeInterval
    ) throws {
        guard let first = askers.first else { return }
        let text = words.text(for: askers.map(\.language))
        guard !text.isBlank else { throw EscalationConflict.textMissing }
        let id = store.ids.next(Delivery.self)
        try DeliveryQueue.add(
            DeliveryQueue.New(
                id: id,
                room: first.room,
                group: first.group,
                visibility: visibility,
                member: first.member,
                inReplyTo: first.question,
                kind: .counselor,
                text: text,
                message: first.message,
                decision: nil,
                escalation: first.escalation,
                entry: nil,
                isUnasked: false,
                hold: hold
            ),
            members: store.members,
            keys: store.keys,
            at: now,
            database
        )
        if askers.count > 1 { try DeliveryMentions.add(askers.map(\.member), to: id, database) }
    }
}

/// What a counselor wrote, by language; under the empty name what is in the language of the case.
private struct Words {
    private let texts: [String: PrivateText]

    /// - Throws: `EscalationConflict.textMissing` where there is nothing to read.
    init(_ texts: [String: PrivateText], own: String) throws {
        var known = texts.filter { !$0.value.isBlank }
        if let unnamed = known.removeValue(forKey: "") { known[own] = known[own] ?? unnamed }
        guard !known.isEmpty else { throw EscalationConflict.textMissing }
        self.texts = known
    }

    /// Those who can be answered with it; who is alone with their language takes what there is.
    func reached(_ askers: [AskerRow]) -> [AskerRow] {
        let isOneLanguage = Set(askers.map(\.language)).count == 1
        return askers.filter { isOneLanguage || texts[$0.language] != nil }
    }

    /// One text for these languages, each once, in the order they were asked in.
    func text(for languages: [String]) -> PrivateText {
        var seen: [String] = []
        for language in languages where !seen.contains(language) { seen.append(language) }
        let parts = seen.compactMap { texts[$0]?.exposed }
        if !parts.isEmpty { return PrivateText(parts.joined(separator: "\n\n")) }
        return texts.min { $0.key < $1.key }?.value ?? ""
    }
}

/// Somebody who asked, as far as answering them needs it.
private struct AskerRow {
    let escalation: ID<Escalation>
    let member: ID<Member>
    let room: Room
    let group: String
    let language: String
    /// Asked in the group, and the group was spoken to about it.
    let isOpenlyAsked: Bool
    let isAnswered: Bool
    /// The platform's id of their question, to quote it.
    let question: String?
    let message: ID<Message>?

    /// The case's own member, then those of the cases merged into it.
    static func all(of id: ID<Escalation>, _ database: any SQLConnection) throws -> [AskerRow] {
        try database.query(
            """
            SELECT e."id", e."member", e."connection", e."room", e."groupID", e."language", e."wasAskedInGroup",
              e."answeredAt", m."platformID", m."id", \(EscalationRow.wasKeptPrivate)
            FROM "escalation" e LEFT JOIN "message" m ON m."id" =
              (SELECT MIN(x."message") FROM "escalationMessage" x WHERE x."escalation" = e."id")
            WHERE e."id" = ? OR e."mergedInto" = ? ORDER BY e."id" != ?, e."id"
            """,
            .integer(id.rawValue),
            .integer(id.rawValue),
            .integer(id.rawValue)
        ).map { row in
            AskerRow(
                escalation: ID(rawValue: row.integer(0)),
                member: ID(rawValue: row.integer(1)),
                room: Room(connection: row.text(2), name: row.text(3)),
                group: row.text(4),
                language: row.text(5),
                isOpenlyAsked: row.flag(6) && !row.flag(10),
                isAnswered: row.optionalInteger(7) != nil,
                question: row.optionalText(8),
                message: row.optionalInteger(9).map { ID(rawValue: $0) }
            )
        }
    }
}
