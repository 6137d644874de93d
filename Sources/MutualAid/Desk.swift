/// A working group of the mutual aid that escalations are put before.
package enum Desk: String, Sendable, Codable, CaseIterable {
    case counselors
    case psychologists
    case generalPractitioners = "general_practitioners"
    case distribution
    case procurement
    case information
    case services
}
