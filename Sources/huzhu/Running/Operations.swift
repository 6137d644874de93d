import Accounts
import Foundation
import MutualAid
import Storage
import Web

/// What commands do to live data: through the control socket beside a running daemon, or directly where none runs.
struct Operations: Sendable {
    let configuration: Configuration
    let database: Database
    let state: KnowledgeState
    let now: @Sendable () -> Date

    /// The operations by name, JSON in and JSON out.
    var table: [String: ControlServer.Operation] {
        [
            "why": { try await Self.run($0, why) },
            "backup": { try await Self.run($0, backup) },
            "release": { try await Self.run($0, release) },
            "pause": { try await Self.run($0, pause) },
            "staff-add": { try await Self.run($0, addStaff) },
            "staff-list": { try await Self.run($0, listStaff) },
            "staff-token": { try await Self.run($0, issueToken) },
            "staff-invite": { try await Self.run($0, inviteStaff) },
            "staff-disable": { try await Self.run($0, disableStaff) },
        ]
    }

    struct Named: Codable { var name: String }
    struct Nothing: Codable {}
    struct Paused: Codable { var isPaused: Bool }
    struct Told: Codable { var text: String }

    private func why(_ asked: Named) async throws -> Told {
        guard let id = ID<Message>(asked.name), let found = try await database.message(id) else {
            throw OperationRefusal("there is no message \(asked.name)")
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .iso8601
        return Told(text: String(decoding: try encoder.encode(MessageJSON(found, showsText: false)), as: UTF8.self))
    }

    private func backup(_ asked: Named) async throws -> Told {
        let report = try await database.backUp(to: URL(fileURLWithPath: asked.name), now: now())
        return Told(text: "\(report)")
    }

    private func release(_: Nothing) async throws -> Told {
        Told(text: "\(try await database.releaseHeld(now: now())) deliveries released")
    }

    private func pause(_ asked: Paused) async throws -> Told {
        state.pause(asked.isPaused)
        try await database.setAnswersPaused(asked.isPaused, actor: "operator", now: now())
        return Told(
            text: asked.isPaused
                ? "Automatic answers are paused; storing, danger signs and the queue go on."
                : "Automatic answers are on again."
        )
    }

    private func addStaff(_ person: StaffMember) async throws -> Told {
        let unknown = Set(person.groups).subtracting(configuration.groups.map(\.id))
        guard unknown.isEmpty else {
            throw OperationRefusal("there is no group \(unknown.sorted().joined(separator: ", "))")
        }
        do {
            try await database.add(person, now: now())
        } catch StaffConflict.loginTaken {
            throw OperationRefusal("somebody has the login \(person.login) already")
        }
        return Told(text: "\(person.login) is added; `huzhu staff token --login \(person.login)` gives a token.")
    }

    private func listStaff(_: Nothing) async throws -> [StaffMember] {
        try await database.staff()
    }

    private func issueToken(_ asked: Named) async throws -> Told {
        let token = AccessToken()
        do {
            try await database.setToken(hash: token.hash, for: asked.name, now: now())
        } catch StaffConflict.notFound {
            throw OperationRefusal("nobody has the login \(asked.name)")
        }
        return Told(text: token.text)
    }

    /// A link by which somebody chooses a password and a second factor, replacing what they had.
    private func inviteStaff(_ asked: Named) async throws -> Told {
        do {
            let key = try await Office(database).enrolment.invite(asked.name, by: "operator", now: now())
            return Told(text: "\(configuration.publicURL)/invitation/\(key.text)")
        } catch StaffConflict.notFound {
            throw OperationRefusal("nobody who is enabled has the login \(asked.name)")
        }
    }

    private func disableStaff(_ asked: Named) async throws -> Told {
        do {
            try await database.disable(asked.name, now: now())
        } catch StaffConflict.notFound {
            throw OperationRefusal("nobody has the login \(asked.name)")
        }
        return Told(text: "\(asked.name) is disabled; their token no longer works.")
    }

    private static func run<Asked: Decodable, Told: Encodable>(
        _ data: Data,
        _ operation: (Asked) async throws -> Told
    ) async throws -> Data {
        do {
            let told = try await operation(
                JSONDecoder().decode(Asked.self, from: data.isEmpty ? Data("{}".utf8) : data)
            )
            return try JSONEncoder().encode(Answer(told: told, refused: nil))
        } catch let refusal as OperationRefusal {
            return try JSONEncoder().encode(Answer<Told>(told: nil, refused: refusal.reason))
        }
    }

    /// What comes back over the socket: a result, or why not.
    struct Answer<Told: Encodable>: Encodable {
        let told: Told?
        let refused: String?
    }
}

/// Why an operation was not done, in words for the person at the command line.
struct OperationRefusal: Error, Sendable {
    let reason: String

    init(_ reason: String) {
        self.reason = reason
    }
}
