import Comprehension
import MutualAid
import Testing

/// "没解决 / not solved": what counts as a word on an answer, and what follows from it (F9).
struct FeedbackTests {
    @Test(arguments: [
        "没解决", "沒解決", "没解决，我问的是欧洲的", "這沒有幫助", "答非所问", "還是沒解決我的問題啊", "@互助 没解决!", "Not solved", "this didn’t help me",
        "that is NOT what I asked, sorry", "still not resolved", "没用", "👎", "👎🏽", "❌",
    ])
    func `a quote that says the answer did not help is heard (F9)`(text: String) {
        #expect(Verdict(line: text, isQuoting: true) == .unhelpful)
    }

    @Test(arguments: ["没解决", "還是沒有解決我的問題", "not solved", "It is still not solved", "这个没用啊", "👎"])
    func `the next line that says nothing else is heard too (F9)`(text: String) {
        #expect(Verdict(line: text, isQuoting: false) == .unhelpful)
    }

    @Test(arguments: ["解决了，谢谢！", "解決了", "很有幫助,非常感謝", "solved, thank you so much", "That helped a lot!"])
    func `what helped is heard in either language (F9)`(text: String) {
        #expect(Verdict(line: text, isQuoting: false) == .helpful)
    }

    @Test(arguments: [
        "口罩没用吗?", "这药没用", "谢谢", "明白", "解决了没有?", "签证的问题没解决，大使馆也不接电话", "visa problem not solved by the embassy", "👍", "好",
        "那小孩呢?", "",
    ])
    func `a line about something else that follows an answer is no word on it (F9)`(text: String) {
        #expect(Verdict(line: text, isQuoting: false) == nil)
    }

    @Test(arguments: ["👍", "👍🏻", ":thumbsup:", "+1", "❤️"])
    func `a reaction of approval is helpful, and another says nothing (F9)`(reaction: String) {
        #expect(Verdict(reaction: reaction) == .helpful)
        #expect(Verdict(reaction: "🎉") == nil)
    }

    @Test func `whom an answer did not help gets a person who sees entry and version, and is told in private (F9)`() {
        var scene = Scene.answerable()
        scene.text = "没解决"
        scene.labels = [.chatter]
        scene.feedback = Feedback(verdict: .unhelpful, answer: .test(.group))

        let decision = scene.decide()

        #expect(decision.triage == Triage(severity: .s2, desk: .counselors))
        #expect(decision.escalation?.draftEntry == "quarantine" && decision.escalation?.draftVersion == "v0")
        #expect(decision.escalation?.labels == [.policyQuestion])
        #expect(decision.said == ["holding private not_solved able|zh"])
        #expect(decision.answered == nil && decision.feedback == scene.feedback)
    }

    @Test func `what was answered in private stays a private matter (F9)`() {
        var scene = Scene.answerable { $0.topic = "symptoms" }
        scene.text = "没解决"
        scene.labels = [.chatter]
        scene.feedback = Feedback(verdict: .unhelpful, answer: .test(.private))

        #expect(scene.decide().escalation?.labels == [])
    }

    @Test func `a sign is answered in the language of what it is about (F9)`() {
        var scene = Scene.answerable()
        scene.text = "👎"
        scene.labels = [.chatter]
        scene.feedback = Feedback(verdict: .unhelpful, answer: .test(.group, .english))

        #expect(scene.decide().said == ["holding private not_solved able|en"])
    }

    @Test func `approval is counted and nothing is said, but thanks are answered (F9)`() {
        var scene = Scene.answerable()
        scene.labels = [.chatter]
        scene.feedback = Feedback(verdict: .helpful, answer: .test(.group))
        #expect(scene.decide().said.isEmpty && scene.decide().escalation == nil)

        scene.labels = [.thankYou]
        #expect(scene.decide().said == ["acknowledgement group thanks able|zh"])
    }

    @Test func `danger comes before what is said of an answer, which is counted all the same (F9)`() {
        var scene = Scene.answerable()
        scene.signs = [DangerFinding(sign: .selfHarm, rule: "test", isAboutSomeoneElse: false)]
        scene.feedback = Feedback(verdict: .unhelpful, answer: .test(.group))

        let decision = scene.decide()

        #expect(decision.escalation?.severity == .s0 && decision.feedback != nil)
    }
}

extension GivenAnswer {
    fileprivate static func test(_ visibility: Visibility, _ language: ReplyLanguage = .chinese) -> GivenAnswer {
        GivenAnswer(
            delivery: ID(rawValue: 3),
            entry: "quarantine",
            version: "v0",
            language: language,
            visibility: visibility,
            isQuoted: true
        )
    }
}
