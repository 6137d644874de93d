import Comprehension
import MutualAid
import Testing

/// One more phrasing in the text of an entry (criterion A9).
struct FAQPhrasingTests {
    private static let text = """
        ---
        id: masks
        ---
        # zh
        ## questions
        - 口罩怎么领?
        ## not answered
        - 口罩多少钱?
        ## answer
        在群里登记。
        # en
        ## answer
        Sign up in the group.

        """

    @Test func `it joins the questions of its language, last, and nothing else changes (A9)`() {
        let added = FAQPhrasing.adding("哪里领\n口罩?", .chinese, to: Self.text)

        #expect(added == Self.text.replacing("- 口罩怎么领?\n", with: "- 口罩怎么领?\n- 哪里领 口罩?\n"))
    }

    @Test func `a language without questions gets them, and a language that is missing too (A9)`() {
        let english = FAQPhrasing.adding("Where do I get masks?", .english, to: Self.text)
        let bare = FAQPhrasing.adding("Where?", .english, to: "---\nid: x\n---\n# zh\n## questions\n- 哪?")

        #expect(english.hasSuffix("# en\n## questions\n- Where do I get masks?\n## answer\nSign up in the group.\n"))
        #expect(bare.hasSuffix("- 哪?\n# en\n## questions\n- Where?\n"))
    }

    @Test func `what stands there already is not added again`() {
        #expect(FAQPhrasing.adding("口罩怎么领?", .chinese, to: Self.text) == Self.text)
    }
}
