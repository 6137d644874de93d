import Comprehension
import MutualAid

/// What stored texts say, read once each: a text never changes, and a list shows thousands of them.
///
/// It guards what was read.
final class FAQReadings: Sendable {
    /// A text as pages show it and search in it.
    struct Reading: Sendable {
        let entry: FAQEntry
        /// Everything it says, in the one form in which texts are compared.
        let plain: String
    }

    /// Texts remembered at most; more than that are forgotten all at once and read again.
    private static let most = 40_000
    private let known = Guarded<[String: Reading]>([:])
    private let desk: FAQDesk

    init(desk: FAQDesk) {
        self.desk = desk
    }

    /// What a version says; `nil` where rules became stricter since it was stored.
    func reading(_ version: FAQVersion?) -> Reading? {
        guard let version else { return nil }
        if let found = known.withLock({ $0[version.fingerprint] }) { return found }
        guard let entry = try? desk.read(version) else { return nil }
        let said = entry.titles.values + entry.questions.values.flatMap { $0 } + entry.answers.values
        let plain = PlainText(([entry.id, entry.topic] + said).joined(separator: "\n")).string
        let reading = Reading(entry: entry, plain: plain)
        known.withLock { known in
            if known.count >= Self.most { known = [:] }
            known[version.fingerprint] = reading
        }
        return reading
    }

    /// What a version says, as an entry.
    func entry(_ version: FAQVersion?) -> FAQEntry? { reading(version)?.entry }
}
