import Accounts
import Comprehension
import Foundation
import MutualAid
import Storage
import Web

/// What commands do to live data: through the control socket beside a running daemon, or directly where none runs.
struct Operations: Sendable {
    let configuration: Configuration
    let database: Database
    let state: KnowledgeState
    /// Tells the keeper of the knowledge that entries changed.
    let faqChanges: FAQChanges
    let shelf: KnowledgeShelf
    let now: @Sendable () -> Date

    /// The operations by name, JSON in and JSON out.
    var table: [String: ControlServer.Operation] {
        let own: [String: ControlServer.Operation] = [
            "why": { try await Self.run($0, why) },
            "backup": { try await Self.run($0, backup) },
            "release": { try await Self.run($0, release) },
            "pause": { try await Self.run($0, pause) },
            "staff-add": { try await Self.run($0, addStaff) },
            "staff-list": { try await Self.run($0, listStaff) },
            "staff-invite": { try await Self.run($0, inviteStaff) },
            "faq-import": { try await Self.run($0, importEntries) },
            "faq-export": { try await Self.run($0, exportEntries) },
            "faq-list": { try await Self.run($0, listEntries) },
            "staff-disable": { try await Self.run($0, disableStaff) },
        ]
        return own.merging(careTable) { first, _ in first }.merging(memberTable) { first, _ in first }
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
        let explained = Explained(message: MessageJSON(found, showsText: false), replay: try await replay(found))
        return Told(text: String(decoding: try encoder.encode(explained), as: UTF8.self))
    }

    /// Understands the message's burst once more with what is in force; `nil` where there is nothing to do that with.
    private func replay(_ found: SettledMessage) async throws -> DecisionReplay? {
        guard let record = found.decision, let burst = try await database.decidedBurst(of: found.message.id),
            !burst.text.isEmpty
        else { return nil }
        let knowledge = shelf.current
        guard knowledge.isAvailable else { return nil }
        let since = record.at.addingTimeInterval(-PreviousQuestion.lifetime)
        let understanding = try await knowledge.interpreter.understand(burst) {
            try await database.lastQuestion(before: burst, since: since)
        }
        return DecisionReplay(
            of: record,
            as: understanding,
            versions: knowledge.fingerprint,
            features: knowledge.interpreter.features(of: burst.text)
        )
    }

    /// A message with its decision and the replay of it, as one object.
    private struct Explained: Encodable {
        let message: MessageJSON
        let replay: DecisionReplay?

        private enum CodingKeys: CodingKey { case replay }

        func encode(to encoder: any Encoder) throws {
            try message.encode(to: encoder)
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(replay, forKey: .replay)
        }
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
            try await database.add(person, by: "operator", now: now())
        } catch StaffConflict.loginTaken {
            throw OperationRefusal("somebody has the login \(person.login) already")
        }
        return Told(text: "\(person.login) is added; `huzhu staff token --login \(person.login)` gives a token.")
    }

    private func listStaff(_: Nothing) async throws -> [StaffMember] {
        try await database.staff()
    }

    /// A link by which somebody chooses a password and a second factor, replacing what they had.
    private func inviteStaff(_ asked: Named) async throws -> Told {
        do {
            let key = try await Enrolment(store: database, hasher: PasswordHasher()).invite(
                asked.name,
                by: "operator",
                now: now()
            )
            return Told(text: "\(configuration.publicURL)/invitation/\(key.text)")
        } catch StaffConflict.notFound {
            throw OperationRefusal("nobody who is enabled has the login \(asked.name)")
        }
    }

    private func disableStaff(_ asked: Named) async throws -> Told {
        do {
            try await database.disable(asked.name, by: "operator", now: now())
        } catch StaffConflict.notFound {
            throw OperationRefusal("nobody has the login \(asked.name)")
        }
        return Told(text: "\(asked.name) is disabled; their tokens no longer work.")
    }

    static func run<Asked: Decodable, Told: Encodable>(
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
