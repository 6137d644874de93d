/// Two ways through the program that do not wait for each other: whatever may concern a person in danger has its own.
package enum Lane: String, Sendable, Codable, CaseIterable {
    case emergency, ordinary
}
