package import Foundation
package import MutualAid

extension Database: StaffStore {
    package func add(_ staff: StaffMember, by actor: String, now: Date) async throws {
        try await writer.write { [keys] database in
            try Self.add(staff, by: actor, keys, now, database)
        }
    }

    static func add(
        _ staff: StaffMember,
        by actor: String,
        _ keys: KeyRing,
        _ now: Date,
        _ database: any SQLConnection
    ) throws {
        let known = try database.first("SELECT 1 FROM \"staff\" WHERE \"login\" = ?", .text(staff.login))
        guard known == nil else { throw StaffConflict.loginTaken }
        try database.execute(
            """
            INSERT INTO "staff" ("login", "name", "person", "isEnabled", "isOnDuty", "addedAt")
            VALUES (?, ?, ?, ?, ?, ?)
            """,
            .text(staff.login),
            .blob(try sealedName(of: staff, keys)),
            .text(try JSONColumn.encode(StaffRow.Person(staff))),
            SQLValue(staff.isEnabled),
            SQLValue(staff.isOnDuty),
            SQLValue(now)
        )
        try EventLog.append(.staffAdded, .staff(staff.login), actor: actor, at: now, database)
    }

    private static func sealedName(of staff: StaffMember, _ keys: KeyRing) throws -> Data {
        try Sealing.seal(Data(staff.name.utf8), under: keys.house, table: "staff", row: 0, column: staff.login)
    }

    package func staff() async throws -> [StaffMember] {
        try await engine.read { [keys] database in
            try database.query("SELECT \(StaffRow.columns) FROM \"staff\" ORDER BY \"login\"").map {
                try StaffRow.staff($0, keys: keys)
            }
        }
    }

    package func change(_ staff: StaffMember, by actor: String, now: Date) async throws {
        try await writer.write { [keys] database in
            let changed = try database.execute(
                "UPDATE \"staff\" SET \"name\" = ?, \"person\" = ? WHERE \"login\" = ?",
                .blob(try Self.sealedName(of: staff, keys)),
                .text(try JSONColumn.encode(StaffRow.Person(staff))),
                .text(staff.login)
            )
            guard changed == 1 else { throw StaffConflict.notFound }
            let roles = staff.roles.map(\.rawValue).joined(separator: " ")
            try EventLog.append(
                .staffChanged,
                .staff(staff.login),
                actor: actor,
                details: ["roles": roles],
                at: now,
                database
            )
        }
    }

    package func disable(_ login: String, by actor: String, now: Date) async throws {
        try await update(login, "\"isEnabled\" = ?", 0, .staffDisabled, actor: actor, now) { database in
            try database.execute("DELETE FROM \"accessToken\" WHERE \"login\" = ?", .text(login))
        }
    }

    private func update(
        _ login: String,
        _ assignment: String,
        _ value: SQLValue,
        _ kind: Event.Kind,
        actor: String,
        _ now: Date,
        also: @escaping @Sendable (any SQLConnection) throws -> Void = { _ in }
    ) async throws {
        try await writer.write { database in
            let changed = try database.execute(
                "UPDATE \"staff\" SET \(assignment) WHERE \"login\" = ?",
                value,
                .text(login)
            )
            guard changed == 1 else { throw StaffConflict.notFound }
            try also(database)
            try EventLog.append(kind, .staff(login), actor: actor, at: now, database)
        }
    }
}

/// A staff member's columns.
enum StaffRow {
    static let columns = "\"login\", \"name\", \"person\", \"isEnabled\", \"isOnDuty\""

    /// What is kept of a person beside their name.
    struct Person: Codable {
        let roles: [StaffMember.Role]
        let groups: [String]
        let desks: [Desk]
        let languages: [String]
        let timeZone: String

        init(_ staff: StaffMember) {
            roles = staff.roles
            groups = staff.groups
            desks = staff.desks
            languages = staff.languages
            timeZone = staff.timeZone
        }
    }

    static func staff(_ row: SQLRow, keys: KeyRing) throws -> StaffMember {
        let login = row.text(0)
        let person = try JSONColumn.decode(Person.self, row.text(2))
        return StaffMember(
            login: login,
            name: try name(row.blob(1), login, keys),
            roles: person.roles,
            groups: person.groups,
            desks: person.desks,
            languages: person.languages,
            timeZone: person.timeZone,
            isEnabled: row.flag(3),
            isOnDuty: row.flag(4)
        )
    }

    static func owner(_ login: String, keys: KeyRing, _ database: any SQLConnection) throws -> Escalation.Owner? {
        let row = try database.first("SELECT \"name\" FROM \"staff\" WHERE \"login\" = ?", .text(login))
        return try row.map { Escalation.Owner(login: login, name: try name($0.blob(0), login, keys)) }
    }

    /// The roles and seats of an enabled staff member; `nil` for anybody else.
    static func person(
        _ login: String,
        _ database: any SQLConnection
    ) throws -> (roles: [StaffMember.Role], seats: Set<Desk>)? {
        let row = try database.first(
            "SELECT \"person\" FROM \"staff\" WHERE \"login\" = ? AND \"isEnabled\" = 1",
            .text(login)
        )
        return try row.map { row in
            let person = try JSONColumn.decode(Person.self, row.text(0))
            return (person.roles, person.desks.isEmpty ? Set(person.roles.flatMap(\.desks)) : Set(person.desks))
        }
    }

    private static func name(_ sealed: Data?, _ login: String, _ keys: KeyRing) throws -> String {
        guard let sealed else { return login }
        let plain = try Sealing.open(sealed, under: keys.house, table: "staff", row: 0, column: login)
        return String(decoding: plain, as: UTF8.self)
    }
}
