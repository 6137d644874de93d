import Accounts
import Foundation
import MutualAid
import Storage
import Web

/// Tokens and the audit trail.
extension Operations {
    var careTable: [String: ControlServer.Operation] {
        [
            "staff-token": { try await Self.run($0, issueToken) },
            "staff-tokens": { try await Self.run($0, listTokens) },
            "staff-revoke": { try await Self.run($0, revokeToken) },
            "audit-verify": { try await Self.run($0, verifyAudit) },
            "audit-head": { try await Self.run($0, tellAuditHead) },
        ]
    }

    /// A token to be given.
    struct TokenAsked: Codable {
        var login: String
        var name: String?
        var scopes: [TokenScope]?
        var groups: [String]?
        var desks: [Desk]?
        /// Seconds it lasts; `nil`: until it is revoked.
        var lifetime: Double?
    }

    /// A token to be revoked.
    struct TokenNamed: Codable {
        var login: String
        var name: String
    }

    /// What a walk through the trail found.
    struct AuditTold: Codable {
        var isSound: Bool
        var text: String
    }

    private func issueToken(_ asked: TokenAsked) async throws -> Told {
        let unknown = Set(asked.groups ?? []).subtracting(configuration.groups.map(\.id))
        guard unknown.isEmpty else {
            throw OperationRefusal("there is no group \(unknown.sorted().joined(separator: ", "))")
        }
        let secret = AccessToken()
        let token = StaffToken(
            login: asked.login,
            name: asked.name ?? StaffToken.ordinaryName,
            scopes: Set(asked.scopes ?? []),
            groups: asked.groups ?? [],
            desks: asked.desks ?? [],
            issuedAt: now(),
            expiresAt: asked.lifetime.map { now().addingTimeInterval($0) }
        )
        guard let person = try await database.staff().first(where: { $0.login == asked.login }) else {
            throw OperationRefusal("nobody has the login \(asked.login)")
        }
        guard token.narrow(person) != nil else {
            throw OperationRefusal("\(asked.login) works for none of those groups or desks")
        }
        try await database.issue(token, hash: secret.hash, now: now())
        return Told(text: secret.text)
    }

    private func listTokens(_ asked: Named) async throws -> [StaffToken] {
        try await database.tokens(of: asked.name.isEmpty ? nil : asked.name)
    }

    private func revokeToken(_ asked: TokenNamed) async throws -> Told {
        do {
            try await database.revoke(asked.name, of: asked.login, now: now())
        } catch StaffConflict.notFound {
            throw OperationRefusal("\(asked.login) has no token \(asked.name)")
        }
        return Told(text: "The token \(asked.name) of \(asked.login) no longer works.")
    }

    private func verifyAudit(_: Nothing) async throws -> AuditTold {
        let verdict = try await database.verifyAudit()
        let isSound = if case .sound = verdict { true } else { false }
        return AuditTold(isSound: isSound, text: "\(verdict)")
    }

    private func tellAuditHead(_: Nothing) async throws -> Told {
        Told(text: try await database.auditHead().map { "\($0)" } ?? "0")
    }
}
