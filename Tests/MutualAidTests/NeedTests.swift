import Comprehension
import MutualAid
import Testing

struct NeedTests {
    @Test(arguments: [
        ([Label.supplyRequest], Severity.s2, Desk.distribution, "holding_supply"),
        ([.humanWanted], .s3, .counselors, "holding_human"),
        ([.humanWanted, .policyQuestion], .s2, .counselors, "holding_human"),
        ([.policyQuestion], .s2, .counselors, "holding_question"),
    ])
    func `a need opens a case at its desk and is held with an honest line`(
        labels: [Label],
        severity: Severity,
        desk: Desk,
        phrase: String
    ) {
        var scene = Scene()
        scene.labels = labels

        let decision = scene.decide()

        #expect(decision.triage == Triage(severity: severity, desk: desk))
        #expect(decision.said == ["holding group \(phrase) able|zh"])
    }

    @Test func `a burst of thanks gets one thanks and no case (F19)`() {
        var scene = Scene()
        scene.labels = [.thankYou]
        scene.isQuestion = false

        #expect(scene.decide().said == ["acknowledgement group thanks able|zh"])
        #expect(scene.decide().escalation == nil)
    }

    @Test func `thanks beside a question: the question wins (F19)`() {
        var scene = Scene()
        scene.labels = [.thankYou, .policyQuestion]

        #expect(scene.decide().replies.map(\.kind) == [.holding])
    }

    @Test func `a remark that nobody put to the bot gets nothing`() {
        var scene = Scene()
        scene.labels = [.chatter]

        #expect(scene.decide().replies.isEmpty)
        #expect(scene.decide().escalation == nil)
    }

    @Test func `a rumour goes to the information desk and the group hears nothing`() {
        var scene = Scene()
        scene.labels = [.rumourOrScam]
        scene.isQuestion = false

        #expect(scene.decide().triage == Triage(severity: .s3, desk: .information))
        #expect(scene.decide().replies.isEmpty)
    }

    @Test func `a declaration alone is noted in private, with a question it goes to counselors`() {
        var scene = Scene()
        scene.labels = [.returnDeclaration]
        scene.isQuestion = false
        #expect(scene.decide().said == ["acknowledgement private declaration_noted able|zh"])
        #expect(scene.decide().escalation == nil)

        scene.isQuestion = true
        #expect(scene.decide().triage == Triage(severity: .s2, desk: .counselors))
    }

    @Test func `while a person has the case the bot keeps quiet and the lines join it (E12)`() {
        var scene = Scene.answerable()
        scene.conversation.openEscalations = [
            .init(id: ID(rawValue: 9), severity: .s2, desk: .counselors, state: .claimed)
        ]

        let decision = scene.decide()

        #expect(decision.replies.isEmpty)
        #expect(decision.escalation?.reason == .caseAlreadyOpen)
    }

    /// What waits may have been kept private, whatever is asked now (E12).
    @Test func `asked again while the case waits, it says so in private instead of holding anew (E21)`() {
        var scene = Scene()
        scene.conversation.openEscalations = [
            .init(id: ID(rawValue: 9), severity: .s2, desk: .counselors, state: .waiting)
        ]

        #expect(scene.decide().said == ["holding private already_waiting able|zh"])
        scene.carriesPrivate = false
        #expect(scene.decide().said == ["holding group already_waiting able|zh"])
    }

    @Test func `a fourth ask for a person within a day opens no further case, but for what may be a crisis (E21)`() {
        var scene = Scene()
        scene.labels = [.humanWanted]
        scene.conversation.humanRequests = 2
        #expect(scene.decide().escalation?.reason == .humanWanted)

        scene.conversation.humanRequests = 3
        let fourth = scene.decide()
        scene.labels = [.humanWanted, .distress]
        let crisis = scene.decide()

        #expect(fourth.escalation == nil && fourth.reasons.contains(.humanAskedTooOften))
        #expect(fourth.said == ["acknowledgement private human_limit able|zh"])
        #expect(crisis.escalation?.severity == .s1)
    }

    @Test func `media put to the bot gets one private line that it can only read text`() {
        var scene = Scene()
        scene.text = ""
        scene.labels = [.chatter]
        scene.isQuestion = false
        scene.hasMedia = true
        #expect(scene.decide().replies.isEmpty)

        scene.mentionsBot = true
        #expect(scene.decide().said == ["acknowledgement private text_only able|zh"])
    }

    @Test func `the first time in a room it introduces itself once`() {
        var scene = Scene()
        scene.labels = [.chatter]
        scene.conversation.isIntroduced = false

        #expect(scene.decide().said == ["introduction group introduction able|zh"])
    }

    @Test func `who joins is welcomed in private`() {
        var scene = Scene()
        scene.text = ""
        scene.isPrivate = true
        scene.origin = .joined

        #expect(scene.decide().said == ["introduction private welcome able|zh"])
    }

    @Test func `an edit after the decision is read for danger only`() {
        var scene = Scene.answerable()
        scene.origin = .edited
        #expect(scene.decide().replies.isEmpty)

        scene.signs = [DangerFinding(sign: .selfHarm, rule: "r", isAboutSomeoneElse: false)]
        #expect(scene.decide().replies.map(\.kind) == [.emergency])
    }

    @Test(arguments: ["删除我的资料", "請刪除我的資料", "Please erase my data"])
    func `a wish to be forgotten reaches a person`(text: String) {
        var scene = Scene()
        scene.text = text

        let decision = scene.decide()

        #expect(decision.escalation?.reason == .erasureAsked)
        #expect(decision.replies.map(\.visibility) == [.private])
    }

    @Test(arguments: Label.allCases)
    func `every label has its place in the table`(label: Label) {
        let table: [Label: Triage] = [
            .policyQuestion: Triage(severity: .s2, desk: .counselors),
            .supplyRequest: Triage(severity: .s2, desk: .distribution),
            .medicalQuestion: Triage(severity: .s1, desk: .generalPractitioners),
            .distress: Triage(severity: .s1, desk: .psychologists),
            .returnDeclaration: Triage(severity: .s2, desk: .counselors),
            .humanWanted: Triage(severity: .s3, desk: .counselors),
            .rumourOrScam: Triage(severity: .s3, desk: .information),
        ]
        let understanding = Understanding(
            language: .chinese,
            labels: [:],
            decided: [label],
            dangerSigns: [],
            candidates: [],
            zone: .escalate,
            thresholds: .shipped,
            countries: [],
            isQuestion: true,
            isComplete: true
        )

        #expect(Triage.of(understanding) == table[label])
    }
}
