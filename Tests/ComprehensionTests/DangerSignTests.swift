import Comprehension
import Foundation
import TemplateFiles
import Testing

/// The shipped rules of `Config/danger-signs.yaml` on sentences as people write them (F1, F17).
struct DangerSignTests {
    static let rules: DangerSignRules? = {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        // A file that cannot be read leaves no rules, and every test below fails.
        return try? DangerSignsFile.read(root.appendingPathComponent("Config/danger-signs.yaml"))
    }()

    private func findings(in text: String) throws -> [DangerFinding] {
        try #require(Self.rules).findings(in: PlainText(text))
    }

    @Test(arguments: DangerSentences.ofTheWriter)
    func `a writer in danger is found, and as the one in danger`(sign: DangerSign, text: String) throws {
        #expect(try findings(in: text).contains { $0.sign == sign && !$0.isAboutSomeoneElse })
    }

    @Test(arguments: DangerSentences.ofSomeoneElse)
    func `somebody else in danger is found, and as somebody else`(sign: DangerSign, text: String) throws {
        #expect(try findings(in: text).contains { $0.sign == sign && $0.isAboutSomeoneElse })
    }

    @Test(arguments: DangerSentences.harmless)
    func `sayings, negations, works, the past and everyday words are no sign`(text: String) throws {
        #expect(try findings(in: text) == [])
    }

    @Test(arguments: (DangerSentences.ofTheWriter + DangerSentences.ofSomeoneElse).map(\.1))
    func `the quick look misses no sign, however it is written`(text: String) throws {
        let rules = try #require(Self.rules)
        let disguises = [
            text, text.uppercased(), "早安。" + text, text + "👍🏽", text.map { "\($0)\u{200B}" }.joined(),
            text.applyingTransform(.fullwidthToHalfwidth, reverse: true) ?? text,
            text.applyingTransform(StringTransform("Hans-Hant"), reverse: false) ?? text,
            String(repeating: "今天天气不错,", count: 500) + text,
        ]

        for disguise in disguises {
            #expect(rules.find(in: disguise) == !rules.findings(in: PlainText(disguise)).isEmpty)
        }
    }

    @Test(arguments: DangerSentences.harmless)
    func `the quick look finds no more than the rules`(text: String) throws {
        let rules = try #require(Self.rules)

        #expect(!rules.find(in: text))
    }

    @Test(arguments: ["没有想自杀", "不想活动", "自 ", "kill ", "《我"])
    func `a sign at the end of 64 KiB of anything is still found`(noise: String) throws {
        let text = String(repeating: noise, count: 65_536 / noise.utf8.count) + "。\nI want to kill myself"

        #expect(try findings(in: text).map(\.sign) == [.selfHarm])
    }

    @Test func `a rule is told once, and the same text gives the same findings`() throws {
        let text = "我不想活了,真的不想活了。我吞了一瓶安眠药,喘不过气"

        let first = try findings(in: text)

        #expect(Set(first.map(\.rule)).count == first.count)
        #expect(Set(first.map(\.sign)) == [.selfHarm, .overdose, .acuteIllness])
        #expect(try findings(in: text) == first)
    }

    @Test func `a rule that fires after a negation or in the past says so itself`() {
        func rules(_ heldBack: Bool) -> DangerSignRules {
            DangerSignRules(
                [
                    DangerSignRule(
                        id: "self_harm.goodbye",
                        sign: .selfHarm,
                        phrases: ["遗书"],
                        near: [],
                        isHeldBackByNegation: heldBack,
                        isHeldBackByPast: heldBack
                    )
                ],
                guards: DangerSignGuards(idioms: [], negations: ["没有"], past: ["以前"], fiction: [], others: [])
            )
        }

        for text in ["没有遗书", "以前的遗书"] {
            #expect(rules(true).findings(in: PlainText(text)).isEmpty)
            #expect(rules(false).findings(in: PlainText(text)).map(\.rule) == ["self_harm.goodbye"])
        }
    }
}
