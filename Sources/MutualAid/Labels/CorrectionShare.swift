package import Comprehension
import Foundation

/// How many corrections the label model learns from, so that no one person's lines and no one bad day can bend a label.
///
/// The numbers are small beside the thousands of examples that ship.
package struct CorrectionShare: Sendable {
    /// The most of one member's messages, and of those corrected on one day (UTC).
    private let perMember, perMemberAndDay: Int
    /// The most of everybody's messages corrected on one day (UTC).
    private let perDay: Int
    /// The most altogether.
    package let overall: Int

    package static let shipped = CorrectionShare(perMember: 10, perMemberAndDay: 3, perDay: 60, overall: 1000)

    package init(perMember: Int, perMemberAndDay: Int, perDay: Int, overall: Int) {
        self.perMember = perMember
        self.perMemberAndDay = perMemberAndDay
        self.perDay = perDay
        self.overall = overall
    }

    /// Those that count, oldest first; the newest of each member and day go before older ones.
    package func counted(_ corrected: [CorrectedMessage]) -> [CorrectedMessage] {
        var (ofMember, ofDay): ([ID<Member>: Int], [Int: Int]) = ([:], [:])
        var ofBoth: [MemberDay: Int] = [:]
        var counted: [CorrectedMessage] = []
        for message in corrected.sorted(by: { ($0.at, $0.id) > ($1.at, $1.id) }) where counted.count < overall {
            let day = Int((message.at.timeIntervalSince1970 / 86400).rounded(.down))
            let both = MemberDay(member: message.member, day: day)
            guard ofMember[message.member, default: 0] < perMember, ofBoth[both, default: 0] < perMemberAndDay,
                ofDay[day, default: 0] < perDay
            else { continue }
            ofMember[message.member, default: 0] += 1
            ofBoth[both, default: 0] += 1
            ofDay[day, default: 0] += 1
            counted.append(message)
        }
        return counted.reversed()
    }

    private struct MemberDay: Hashable {
        let member: ID<Member>
        let day: Int
    }
}

extension CorrectedMessage {
    /// The message as a line to learn from.
    package var asExample: LabelledExample { LabelledExample(text: text.exposed, labels: labels) }
}
