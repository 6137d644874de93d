import Crypto
import Foundation
import MutualAid

/// The head of the audit trail in a file beside the database, so that rows taken off its end are missed.
///
/// It carries a keyed hash of its own; a file that was tampered with counts as one that names a row that never was.
struct AuditHeadFile: Sendable {
    let url: URL
    private let key: SymmetricKey

    init(database: URL, keys: KeyRing) {
        url = URL(fileURLWithPath: database.path + ".audit-head")
        key = keys.audit
    }

    enum Reading: Equatable {
        case absent
        case head(AuditHead)
        case forged
    }

    func read() -> Reading {
        guard let bytes = FileManager.default.contents(atPath: url.path) else { return .absent }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        guard lines.count == 2, let head = AuditHead(lines[0]), lines[1] == code(head) else { return .forged }
        return .head(head)
    }

    /// Replaces the file as one step; mode 0600.
    func write(_ head: AuditHead) throws {
        let fresh = url.path + ".new"
        let isWritten = FileManager.default.createFile(
            atPath: fresh,
            contents: Data("\(head)\n\(code(head))\n".utf8),
            attributes: [.posixPermissions: 0o600]
        )
        guard isWritten, rename(fresh, url.path) == 0 else {
            throw DatabaseRefusal.inTheWay("\(url.path) cannot be written")
        }
    }

    private func code(_ head: AuditHead) -> String {
        let code = HMAC<SHA256>.authenticationCode(for: Data("head|\(head)".utf8), using: key)
        return Data(code).base64EncodedString()
    }
}
