import Crypto
import Foundation

/// A code on paper for the day the code generator is lost: ten a person, each good once, only its SHA-256 kept.
package struct RecoveryCode: Sendable {
    /// `ABCDE-FGHJK`: fifty random bits in letters and digits that are not mistaken for each other.
    package let text: String

    /// A new code.
    package init() {
        var source = SystemRandomNumberGenerator()
        let letters = (0..<10).map { _ in Self.alphabet[Int.random(in: 0..<32, using: &source)] }
        text = String(letters[0..<5]) + "-" + String(letters[5..<10])
    }

    /// The ten that somebody is shown once.
    package static func makeTen() -> [RecoveryCode] { (0..<10).map { _ in RecoveryCode() } }

    package func hash(for login: String) -> [UInt8] { Self.hash(text, for: login) ?? [] }

    /// The hash of what somebody typed; `nil` for what cannot be a code.
    static func hash(_ shown: String, for login: String) -> [UInt8]? {
        let typed = TimeCode.typed(shown)
        guard typed.count == 10, typed.allSatisfy(alphabet.contains) else { return nil }
        return Array(SHA256.hash(data: Data("huzhu recovery\n\(login)\n\(typed)".utf8)))
    }

    private static let alphabet = Array("23456789ABCDEFGHJKLMNPQRSTUVWXYZ")
}
