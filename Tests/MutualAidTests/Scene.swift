import Comprehension
import Foundation
import MutualAid

/// A burst and what surrounds it, built word by word in a test; everything has a harmless value to begin with.
struct Scene {
    var text = "回国要隔离几天?"
    var labels: [Label] = [.policyQuestion]
    var signs: [DangerFinding] = []
    var candidates: [Candidate] = []
    var countries: [String] = []
    var language = Language.chinese
    var isQuestion = true
    var entries: [FAQEntry] = []
    var conversation = Conversation()
    var mentionsBot = false
    var isPrivate = false
    var hasMedia = false
    var memberCountry: String?
    var staff: [StaffMember] = [.counselorOfAll]
    var roster = Roster.empty
    var carriesPrivate = true
    var allowsDated = true
    var asOf: String? = "2020-04-10"
    var isPaused = false
    var isAvailable = true
    var origin = Message.Origin.written
    var context = ContextUse.standsAlone
    var chances: [Label: Double] = [:]
    var namesPlainTopic = true
    var feedback: Feedback?

    static let now = Date(timeIntervalSince1970: 1_586_500_000)

    /// An introduced room: most tests are about something else.
    init() {
        conversation.isIntroduced = true
    }

    /// A scene in which one entry is certain to answer.
    static func answerable(_ change: (inout FAQEntry.Draft) -> Void = { _ in }) -> Scene {
        var scene = Scene()
        scene.entries = [.make(change)]
        scene.candidates = [Candidate(entry: "quarantine", score: 9, probability: 0.95)]
        return scene
    }

    func decide() -> Decision {
        Decider.decide(burst, understanding, in: situation)
    }

    private var burst: Burst {
        let room = Room(connection: "gateway", name: "europe")
        let message = Message(
            id: ID(rawValue: 1),
            room: room,
            group: "europe",
            member: ID(rawValue: 2),
            platformID: "m-1",
            text: PrivateText(text),
            replyTo: nil,
            mentionsBot: mentionsBot,
            isPrivate: isPrivate,
            hasMedia: hasMedia,
            sentAt: Self.now,
            receivedAt: Self.now,
            state: .received,
            origin: origin
        )
        let member = Member(
            id: ID(rawValue: 2),
            connection: "gateway",
            platformID: "u-77",
            name: "小陈",
            country: memberCountry
        )
        return Burst(messages: [message], member: member, conversation: conversation, attempts: 1, token: 1)
    }

    private var understanding: Understanding {
        Understanding(
            language: language,
            labels: chances,
            decided: labels,
            dangerSigns: signs,
            candidates: candidates,
            zone: .answer,
            thresholds: ZoneThresholds(answer: 0.6, answerUnasked: 0.7, lead: 0.11, ask: 0.25),
            countries: countries,
            isQuestion: isQuestion,
            isComplete: true,
            context: context,
            namesPlainTopic: namesPlainTopic
        )
    }

    private var situation: Situation {
        let interpreter = Interpreter(
            labels: LabelModel(learningFrom: []),
            dangerSigns: DangerSignRules(
                [],
                guards: DangerSignGuards(idioms: [], negations: [], past: [], fiction: [], others: [])
            ),
            knowledge: KnowledgeIndex([])
        )
        var situation = Situation(
            knowledge: Knowledge(
                entries: entries,
                interpreter: interpreter,
                fingerprint: "test",
                isAvailable: isAvailable
            ),
            phrases: EchoPhrases(),
            numbers: EmergencyNumbers(
                consularHotline: "12308",
                international: [.init(number: "112", places: [:])],
                countries: ["DE": .init(names: [:], emergency: "112", police: "110", crisisLine: "0800 111")]
            ),
            group: Group(
                id: "europe",
                names: [.chinese: "欧洲群"],
                timeZone: "Europe/Berlin",
                languages: [.chinese],
                quietBudget: 12,
                rooms: [:]
            ),
            connection: Connection(
                id: "gateway",
                kind: "webhook",
                carriesPrivate: carriesPrivate,
                allowsDatedAnswers: allowsDated
            ),
            staffing: Staffing(Duty(roster: roster, overrides: [], staff: staff)),
            asOf: asOf,
            judgedOn: "2020-04-10",
            answersArePaused: isPaused,
            now: Self.now
        )
        situation.feedback = feedback
        return situation
    }
}

/// Says a phrase by its name and its slots, so that a test sees what was chosen.
struct EchoPhrases: Phrasebook {
    func say(_ phrase: Phrase, in language: ReplyLanguage, _ slots: [String: PhraseSlot]) -> PrivateText {
        let able = slots["somebody_able"] == .flag(true) ? " able" : ""
        var words = ["\(phrase.rawValue)\(able)", language.rawValue]
        for key in ["answer", "details", "title", "as_of", "answer_by", "on_duty_from"] {
            if case .text(let text) = slots[key] { words.append(text) }
        }
        return PrivateText(words.joined(separator: "|"))
    }

    func fill(_ answer: String, _ slots: [String: String]) -> String? {
        answer.contains("{{missing}}") ? nil : answer
    }
}

extension FAQEntry {
    /// The parts of an entry a test changes.
    struct Draft {
        var topic = "quarantine"
        var risk = Risk.high
        var answers: [ReplyLanguage: String] = [.chinese: "十四天。\n\n细节。", .english: "Fourteen days."]
        var groups: [String] = []
        var countries: [String] = []
        var validFrom = "2020-03-28"
        var validUntil: String?
        var reviewer: String? = "starter-set"
        var unreviewed: [ReplyLanguage] = []
        var isPaused = false
    }

    static func make(id: String = "quarantine", _ change: (inout Draft) -> Void = { _ in }) -> FAQEntry {
        var draft = Draft()
        change(&draft)
        return FAQEntry(
            id: id,
            version: "v1",
            topic: draft.topic,
            risk: draft.risk,
            titles: [.chinese: "隔离几天", .english: "How long"],
            questions: [:],
            answers: draft.answers,
            groups: draft.groups,
            countries: draft.countries,
            validFrom: draft.validFrom,
            validUntil: draft.validUntil,
            source: Source(name: "省防控办", date: "2020-03-26", url: nil),
            checkedOn: "2020-04-10",
            reviewer: draft.reviewer,
            unreviewed: draft.unreviewed,
            isPaused: draft.isPaused
        )
    }
}

extension StaffMember {
    static let counselorOfAll = StaffMember(
        login: "chen",
        name: "Chen",
        roles: [.coordinator],
        groups: [],
        desks: [],
        languages: ["zh"],
        timeZone: "UTC",
        isEnabled: true,
        isOnDuty: true
    )
}

extension Decision {
    /// What is said, as "kind visibility phrase…".
    var said: [String] {
        replies.map { "\($0.kind.rawValue) \($0.visibility.rawValue) \($0.text.exposed)" }
    }

    var triage: Triage? { escalation.map { Triage(severity: $0.severity, desk: $0.desk) } }
}
