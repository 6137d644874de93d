import MutualAid
import Testing

/// What an edit changes for a question, before anybody is told.
struct ReplayTests {
    private static let old = Rehearsed.answered(entry: "masks", version: "v1")
    private static let fresh = Rehearsed.answered(entry: "masks", version: "v2")
    private static let other = Rehearsed.answered(entry: "visa", version: "v1")
    private static let person = Rehearsed.person(.nothingClearedTheBar)

    static let cases: [(Rehearsed, Rehearsed, ReplayEffect?)] = [
        (old, old, nil), (old, fresh, .newVersion), (old, other, .answerChanged), (old, person, .newlyLost),
        (old, .neither, .newlyLost), (old, .offered(["masks"]), .nowAmbiguous), (person, old, .nowAnswered),
        (person, person, nil), (person, .neither, nil), (person, .offered(["masks"]), .nowAmbiguous),
        (.neither, old, .nowAnswered), (.neither, person, nil), (.offered(["masks"]), old, .nowAnswered),
        (.offered(["masks"]), .offered(["visa"]), nil), (.offered(["masks"]), person, .newlyLost),
    ]

    @Test(arguments: cases)
    func `an edit's effect on a question is named`(before: Rehearsed, after: Rehearsed, effect: ReplayEffect?) {
        #expect(ReplayEffect(before: before, after: after) == effect)
    }

    @Test func `a pinned question is met by its entry in any version, or by a person where none is named`() {
        let pinned = { (expected: String?) in
            PinnedQuestion(
                id: ID(rawValue: 1),
                text: "口罩怎么领?",
                expected: expected,
                group: "europe",
                country: nil,
                author: "lin",
                at: Scene.now
            )
        }
        #expect(pinned("masks").isMet(by: Self.fresh) && !pinned("masks").isMet(by: Self.other))
        #expect(!pinned("masks").isMet(by: Self.person) && pinned(nil).isMet(by: Self.person))
        #expect(!pinned(nil).isMet(by: Self.old))
    }
}
