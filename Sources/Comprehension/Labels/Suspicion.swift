/// From which chance on a sensitive label that was not decided still makes a person look.
///
/// Bars of their own, below those of the labels: a decided label closes the group to a burst and wakes somebody, a
/// suspected one only adds a case that nobody else sees. Chosen with these lines in view, so the figures are no forecast:
/// of 200 sensitive ones 192 reach a person, for 36 of 1,197 lines of chatter; distress has the higher bar, since most
/// of what only sounds sad is small talk, and who despairs in plain words has a danger sign.
enum Suspicion {
    /// Whether the chance (0…1) of a label is enough for a person to look.
    static func isRaised(by chance: Double, of label: Label) -> Bool {
        switch label {
        case .medicalQuestion: chance >= 0.2
        case .distress: chance >= 0.5
        case .policyQuestion, .supplyRequest, .thankYou, .returnDeclaration, .humanWanted, .rumourOrScam, .chatter:
            false
        }
    }
}
