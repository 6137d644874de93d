import Comprehension
import MutualAid
import Testing

struct SafetyTests {
    @Test(arguments: DangerSign.allCases)
    func `a danger sign gets the emergency text in private, an S0, and nothing in the group`(sign: DangerSign) {
        var scene = Scene.answerable()
        scene.labels = [.policyQuestion]
        scene.signs = [DangerFinding(sign: sign, rule: "r", isAboutSomeoneElse: false)]
        scene.conversation.isIntroduced = false

        let decision = scene.decide()

        #expect(decision.replies.map(\.kind) == [.emergency])
        #expect(decision.replies.allSatisfy { $0.visibility == .private })
        #expect(decision.escalation?.severity == .s0)
        #expect(decision.escalation?.dangerSigns == [sign])
    }

    @Test(arguments: [
        (DangerSign.acuteIllness, Desk.generalPractitioners), (.overdose, .generalPractitioners),
        (.selfHarm, .psychologists), (.violence, .counselors), (.strandedMinor, .counselors),
    ])
    func `each danger sign goes to its desk`(sign: DangerSign, desk: Desk) {
        #expect(Triage.of(sign) == Triage(severity: .s0, desk: desk))
    }

    @Test func `danger to somebody else is spoken to the one who helps`() {
        var scene = Scene()
        scene.signs = [DangerFinding(sign: .selfHarm, rule: "r", isAboutSomeoneElse: true)]

        #expect(scene.decide().said == ["emergency private emergency_self_harm_other able|zh"])
    }

    @Test func `of several signs what kills soonest is spoken to, and all are kept`() {
        var scene = Scene()
        scene.signs = [
            DangerFinding(sign: .violence, rule: "a", isAboutSomeoneElse: false),
            DangerFinding(sign: .overdose, rule: "b", isAboutSomeoneElse: false),
        ]

        let decision = scene.decide()

        #expect(decision.said.count == 1 && decision.said[0].contains("emergency_overdose"))
        #expect(decision.escalation?.dangerSigns == [.violence, .overdose])
    }

    @Test
    func `a danger sign is answered though a person has the case, answers are paused and knowledge is gone (E12)`() {
        var scene = Scene()
        scene.signs = [DangerFinding(sign: .selfHarm, rule: "r", isAboutSomeoneElse: false)]
        scene.isPaused = true
        scene.isAvailable = false
        scene.conversation.openEscalations = [
            .init(id: ID(rawValue: 9), severity: .s0, desk: .psychologists, state: .claimed)
        ]

        #expect(scene.decide().replies.map(\.kind) == [.emergency])
    }

    @Test(arguments: [
        ([Label.medicalQuestion], Desk.generalPractitioners, "holding_private_medical"),
        ([.distress], .psychologists, "holding_private_distress"),
        ([.medicalQuestion, .distress], .generalPractitioners, "holding_private_mixed"),
    ])
    func `a medical or distress message is silent in public and reaches a professional as S1`(
        labels: [Label],
        desk: Desk,
        phrase: String
    ) {
        var scene = Scene()
        scene.labels = labels
        scene.conversation.isIntroduced = false

        let decision = scene.decide()

        #expect(decision.triage == Triage(severity: .s1, desk: desk))
        #expect(decision.said == ["holding private \(phrase) able|zh"])
    }

    @Test func `one sensitive label makes the whole burst private, the policy answer included (F1)`() {
        var scene = Scene.answerable()
        scene.labels = [.policyQuestion, .distress]

        let decision = scene.decide()

        #expect(decision.replies.map(\.kind) == [.answer, .holding])
        #expect(decision.replies.allSatisfy { $0.visibility == .private })
    }

    @Test func `where nothing private can be carried the group gets a line that fits every topic (E23)`() {
        var lines: Set<String> = []
        for labels in [[Label.medicalQuestion], [.distress], [.returnDeclaration]] {
            var scene = Scene()
            scene.labels = labels
            scene.isQuestion = false
            scene.carriesPrivate = false
            lines.formUnion(scene.decide().replies.map(\.text.exposed))
        }

        #expect(lines == ["no_private_channel able|zh"])
    }

    @Test func `nobody is told that a person will answer where nobody is able to (E14)`() {
        for staff in [[], [disabled], [volunteerElsewhere]] {
            var scene = Scene()
            scene.staff = staff
            #expect(scene.decide().said == ["holding group holding_question|zh"])
        }
    }

    private var disabled: StaffMember {
        StaffMember(
            login: "a",
            name: "A",
            roles: [.counselor],
            groups: [],
            desks: [],
            languages: [],
            timeZone: "UTC",
            isEnabled: false,
            isOnDuty: true
        )
    }

    private var volunteerElsewhere: StaffMember {
        StaffMember(
            login: "b",
            name: "B",
            roles: [.counselor],
            groups: ["asia"],
            desks: [],
            languages: [],
            timeZone: "UTC",
            isEnabled: true,
            isOnDuty: true
        )
    }
}
