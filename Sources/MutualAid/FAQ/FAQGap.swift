import Comprehension
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// A question that no entry answered though answers could be looked for: one member's, once.
package enum FAQMiss {
    /// So many a member a day, that nobody fills the list alone (criterion F14).
    package static let mostADay = 5
    /// That day, in seconds.
    package static let day: TimeInterval = 24 * 3600
}

extension Outcome {
    /// Whether it was looked for an answer and none was near enough; never of what is somebody's own (criterion F14).
    package var isMiss: Bool {
        state == .settled && decision.reasons.contains(.nothingClearedTheBar) && decision.choice == nil
            && !record.understanding.isSensitive
    }
}

/// Misses that ask the same: what an entry is missing for.
package struct FAQGap: Sendable, Equatable {
    package let id: ID<FAQGap>
    /// How often it was asked and not answered.
    package let asked: Int
    /// By how many members.
    package let members: Int
    package let groups: [String]
    package let languages: [String]
    package let firstAskedAt: Date
    package let lastAskedAt: Date
    /// The newest messages that asked it, for whoever may read them.
    package let messages: [ID<Message>]

    package init(
        id: ID<FAQGap>,
        asked: Int,
        members: Int,
        groups: [String],
        languages: [String],
        firstAskedAt: Date,
        lastAskedAt: Date,
        messages: [ID<Message>]
    ) {
        self.id = id
        self.asked = asked
        self.members = members
        self.groups = groups
        self.languages = languages
        self.firstAskedAt = firstAskedAt
        self.lastAskedAt = lastAskedAt
        self.messages = messages
    }
}

/// A miss as far as it is asked again.
package struct OpenMiss: Sendable {
    package let id: Int64
    package let question: AskedQuestion

    package init(id: Int64, question: AskedQuestion) {
        self.id = id
        self.question = question
    }
}

/// The gaps on disk.
package protocol GapStore: Sendable {
    /// Gaps with open misses that nobody dismissed, the most asked first.
    func gaps(limit: Int) async throws -> [FAQGap]
    /// Nobody wants to hear of it again: neither of what was asked, nor of what will be asked alike.
    ///
    /// Returns `false` where there is no such gap.
    func dismiss(_ gap: ID<FAQGap>, by login: String, now: Date) async throws -> Bool
    /// Gaps that were not yet compared with the others, oldest first.
    func gapsToCompare(limit: Int) async throws -> [ID<FAQGap>]
    /// The gaps to compare one with: older ones, dismissed ones too, those asked last first.
    func gaps(olderThan gap: ID<FAQGap>, limit: Int) async throws -> [ID<FAQGap>]
    /// What was asked, in the newest words that are still kept; `nil` where none are.
    func question(of gap: ID<FAQGap>) async throws -> PrivateText?
    /// Notes that a gap was compared, and lets it go into an older one that asks the same.
    func compared(_ gap: ID<FAQGap>, sameAs older: ID<FAQGap>?, now: Date) async throws
    /// The open misses whose words are still kept, newest first.
    func openMisses(limit: Int) async throws -> [OpenMiss]
    /// Closes misses that an entry in force answers now.
    func close(_ misses: [Int64], answeredBy entry: String, version: String, now: Date) async throws
}
