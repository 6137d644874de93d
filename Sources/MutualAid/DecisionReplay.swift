package import Comprehension
import Foundation

/// A decision's understanding worked out once more, to see whether it would be the same to the last bit.
package struct DecisionReplay: Sendable, Encodable, Equatable {
    /// Whether the understanding is the recorded one, bit for bit.
    package let isSame: Bool
    /// Which of the versions that decided are no longer in force: `faq`, `labels`, `ranker`, `danger`, `vectors`.
    package let gone: [String]
    /// The numbers by which the first three candidates are ranked now.
    package let features: [String: [String: Float]]

    private enum CodingKeys: String, CodingKey {
        case isSame = "same"
        case gone, features
    }

    /// - Parameters:
    ///   - record: what was decided.
    ///   - understanding: the same burst understood with what is in force now.
    ///   - versions: the versions in force now.
    ///   - features: what `Interpreter.features` says of it.
    package init(
        of record: DecisionRecord,
        as understanding: Understanding,
        versions: String,
        features: [String: [String: Float]]
    ) {
        let (now, then) = (Self.bytes(of: understanding), Self.bytes(of: record.understanding))
        isSame = now != nil && now == then
        gone = Self.gone(record.knowledge, in: versions)
        self.features = features
    }

    /// The same understanding has the same bytes; `nil` where a probability is no number, which is then no repeat.
    private static func bytes(of understanding: Understanding) -> Data? {
        let writer = JSONEncoder()
        writer.outputFormatting = .sortedKeys
        // A number that JSON cannot hold was never recorded either.
        return try? writer.encode(understanding)
    }

    /// Versions are words such as `faq-1a2b`, apart by blanks.
    private static func gone(_ then: String, in now: String) -> [String] {
        let inForce = Set(now.split(separator: " "))
        return then.split(separator: " ").filter { !inForce.contains($0) }
            .map { String($0.prefix { $0 != "-" }) }
    }
}
