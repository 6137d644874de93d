import Testing

@testable import Comprehension

/// How rules of `Config/danger-signs.yaml` are read: what must stand near a phrase, and what must not.
struct DangerRuleTests {
    private func finds(_ text: String, over: [String] = []) -> Bool {
        let rule = DangerSignRule(
            id: "stranded_minor.lost",
            sign: .strandedMinor,
            phrases: ["走散"],
            near: ["孩子", "小孩"],
            with: ["机场"],
            unless: ["演习"],
            within: 10,
            isHeldBackByNegation: true,
            isHeldBackByPast: true
        )
        let guards = DangerSignGuards(idioms: [], negations: [], past: ["去年"], over: over, fiction: [], others: [])
        return !DangerSignRules([rule], guards: guards).findings(in: PlainText(text)).isEmpty
    }

    @Test func `a phrase needs a word of each list near it, on either side`() {
        #expect(finds("孩子在机场走散了"))
        #expect(finds("走散了,小孩,机场"))
        #expect(!finds("孩子走散了"))
        #expect(!finds("机场走散了"))
    }

    @Test func `what is too far away does not count`() {
        #expect(!finds("孩子昨天早上八点半左右还好好地在家里,机场走散"))
    }

    @Test func `a word that speaks against it holds it back`() {
        #expect(!finds("孩子机场走散演习"))
    }

    @Test func `a good end after it holds it back, unless it goes on or is asked for`() {
        let over = ["找到了"]

        #expect(!finds("孩子在机场走散,找到了", over: over))
        #expect(finds("孩子在机场走散,找到了吗", over: over))
        #expect(finds("孩子在机场又走散,昨天找到了", over: over))
        #expect(finds("找到了手机,孩子在机场走散", over: over))
    }

    @Test func `the past after it holds it back too`() {
        #expect(!finds("孩子在机场走散,去年的事"))
        #expect(finds("孩子在机场走散,去年一次,现在又"))
    }
}
