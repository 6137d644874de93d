/// How urgent an escalation is; S0 is the most urgent and orders first.
package enum Severity: String, Sendable, Codable, CaseIterable, Comparable {
    case s0 = "S0"
    case s1 = "S1"
    case s2 = "S2"
    case s3 = "S3"

    /// 0 for S0 … 3 for S3: the order of the queue.
    package var rank: Int {
        switch self {
        case .s0: 0
        case .s1: 1
        case .s2: 2
        case .s3: 3
        }
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.rank < right.rank
    }
}
