import Comprehension
import Foundation
import MutualAid

/// What surrounds a burst in the running daemon: the knowledge in force, the group, the staff.
final class LiveSurroundings: Surroundings {
    private let configuration: Configuration
    private let shelf: KnowledgeShelf
    private let state: KnowledgeState
    private let phrases: any Phrasebook
    private let numbers: EmergencyNumbers
    private let register: DutyRegister
    private let history: any QuestionHistory
    private let answers: any AnswerRecords
    private let connections: [String: Connection]
    private let groups: Groups

    init(
        configuration: Configuration,
        shelf: KnowledgeShelf,
        state: KnowledgeState,
        phrases: any Phrasebook,
        numbers: EmergencyNumbers,
        register: DutyRegister,
        history: any QuestionHistory,
        answers: any AnswerRecords,
        connections: [Connection]
    ) {
        self.configuration = configuration
        self.shelf = shelf
        self.state = state
        self.phrases = phrases
        self.numbers = numbers
        self.register = register
        self.history = history
        self.answers = answers
        self.connections = Dictionary(connections.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        groups = Groups(configuration.groups)
    }

    func situation(for burst: Burst, at now: Date) async throws -> Situation {
        let message = burst.messages[0]
        let group = groups.group(id: message.group) ?? Self.unconfigured(message.group)
        let connection =
            connections[message.room.connection]
            ?? Connection(id: message.room.connection, kind: "gone", carriesPrivate: false, allowsDatedAnswers: false)
        var situation = Situation(
            knowledge: shelf.current,
            phrases: phrases,
            numbers: numbers,
            group: group,
            connection: connection,
            staffing: Staffing(try await register.duty(at: now)),
            asOf: configuration.asOf,
            judgedOn: configuration.asOf ?? now.day(in: group.timeZone),
            answersArePaused: state.isPaused,
            now: now
        )
        situation.isByListedRole =
            burst.member.isByRoleListed
            || register.isListed(burst.member.platformID, on: connection.id, in: group.id)
        return situation
    }

    func previousQuestion(of burst: Burst, at now: Date) async throws -> PreviousQuestion? {
        try await history.lastQuestion(before: burst, since: now.addingTimeInterval(-PreviousQuestion.lifetime))
    }

    func answer(spokenOfBy burst: Burst, at now: Date) async throws -> GivenAnswer? {
        try await answers.answer(spokenOfBy: burst, since: now.addingTimeInterval(-Feedback.lifetime))
    }

    func knowledgeExpected(at now: Date) -> Date? { state.expected(at: now) }

    func dutyLine(for request: EscalationRequest, _ id: ID<Escalation>) -> DutyLine? {
        guard let room = configuration.dutyRoom, request.severity <= .s1 else { return nil }
        let slots: [String: PhraseSlot] = [
            "severity": .text(request.severity.rawValue), "desk": .text(request.desk.rawValue),
            "link": .text("\(configuration.publicURL)/escalations/\(id)"),
        ]
        return DutyLine(room: room, text: phrases.say(.dutyAlert, in: .chinese, slots))
    }

    /// A group that was taken out of the configuration while its messages waited.
    private static func unconfigured(_ id: String) -> Group {
        Group(id: id, names: [:], timeZone: "UTC", languages: [.chinese, .english], quietBudget: 0, rooms: [:])
    }
}

extension Date {
    /// The calendar day in an IANA zone, as `yyyy-MM-dd`.
    func day(in zone: String) -> String {
        formatted(Date.ISO8601FormatStyle(timeZone: TimeZone(identifier: zone) ?? .gmt).year().month().day())
    }
}
