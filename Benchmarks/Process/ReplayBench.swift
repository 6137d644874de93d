import ArgumentParser
import Comprehension
import Foundation
import Logging
import MutualAid
import TemplateFiles

/// Seconds to ask 10,000 questions before and after an edit, as a replay does: at most 20 are promised.
struct ReplayBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "replay")

    @Option var file = "data/models/use-multilingual-3.vectors"
    @Option var templates = "Templates"
    @Option var config = "Config"
    @Option var questions = 10_000

    func run() async throws {
        let folder = URL(fileURLWithPath: templates)
        let entries = try FAQFolder.read(folder.appendingPathComponent("faq")).sorted { $0.id < $1.id }
        let examples = try ExampleFolder.read(folder.appendingPathComponent("examples"))
        let rules = try DangerSignsFile.read(URL(fileURLWithPath: config).appendingPathComponent("danger-signs.yaml"))
        let encoder = try? SentenceEncoderFile.read(URL(fileURLWithPath: file))
        let index = KnowledgeIndex(entries.map(\.asKnowledge), vector: encoder?.vector, meanings: encoder?.meanings)
        let interpreter = Interpreter(
            labels: LabelModel(learningFrom: examples),
            dangerSigns: rules,
            knowledge: index,
            vector: encoder?.vector
        )
        let known = Knowledge(entries: entries, interpreter: interpreter, fingerprint: "", isAvailable: true)
        let surroundings = try BenchSurroundings(folder, URL(fileURLWithPath: config), known)
        let room = Room(connection: "bench", name: "europe")
        let asked = (0..<questions).map { number in
            AskedQuestion(
                text: PrivateText(examples[number % examples.count].text),
                room: room,
                group: "europe",
                country: nil,
                mentionsBot: true,
                isPrivate: false
            )
        }
        let desk = ReplayDesk(
            store: BenchQuestions(asked: asked),
            drafting: BenchDraft(known: known, encoder: encoder),
            rehearsal: Rehearsal(surroundings: surroundings, now: { Date.now }),
            room: { _ in room },
            ids: IDSource { Int64(Date.now.timeIntervalSince1970 * 1000) },
            now: { Date.now },
            logger: Logger(label: "bench")
        )
        let worker = Task { try await ReplayWorker(desk: desk).run() }
        let began = ContinuousClock.now
        _ = desk.begin(entries[0], version: 1, since: .distantPast)
        while desk.replay(of: entries[0].id)?.state != .done { try await Task.sleep(for: .milliseconds(20)) }
        let seconds = (ContinuousClock.now - began) / .seconds(1)
        worker.cancel()
        let done = desk.replay(of: entries[0].id)?.done ?? 0
        print(#"{"questions":\#(done),"seconds":\#(seconds),"vectors":\#(encoder != nil)}"#)
    }
}

/// The same questions in pages, named by their place.
private struct BenchQuestions: ReplayStore {
    let asked: [AskedQuestion]

    func replayedQuestions(since: Date, before: ID<Message>?, limit: Int) async throws -> [ReplayedQuestion] {
        let end = before.map { Int($0.rawValue) } ?? asked.count
        return (max(0, end - limit)..<end).reversed().map {
            ReplayedQuestion(source: .message(ID(rawValue: Int64($0))), asked: asked[$0])
        }
    }

    func pinnedQuestions() async throws -> [PinnedQuestion] { [] }
    func pin(_ question: PinnedQuestion) async throws {}
    func unpin(_ id: ID<PinnedQuestion>, by login: String, now: Date) async throws -> Bool { false }
}

/// The edit changes nothing: as much work as one that does.
private struct BenchDraft: KnowledgeDrafting {
    let known: Knowledge
    let encoder: SentenceEncoder?

    func knowledge(with entry: FAQEntry) async throws -> (before: Knowledge, after: Knowledge) {
        let entries = known.entries.values.sorted { $0.id < $1.id }
        let index = KnowledgeIndex(entries.map(\.asKnowledge), vector: encoder?.vector, meanings: encoder?.meanings)
        let vector = encoder.map { TwiceAsked(encode: $0.vector).vector }
        return (
            make(known.interpreter.replacing(vector: vector)),
            make(known.interpreter.replacing(knowledge: index, vector: vector))
        )
    }

    func knowledge(changing entries: [FAQEntry]) async throws -> Knowledge { known }

    private func make(_ interpreter: Interpreter) -> Knowledge {
        Knowledge(entries: Array(known.entries.values), interpreter: interpreter, fingerprint: "", isAvailable: true)
    }
}

/// One group that everybody writes in.
private struct BenchSurroundings: Surroundings {
    private let made: Situation

    init(_ templates: URL, _ config: URL, _ knowledge: Knowledge) throws {
        made = Situation(
            knowledge: knowledge,
            phrases: try PhraseFolder(templates.appendingPathComponent("replies")),
            numbers: try EmergencyNumbersFile.read(config.appendingPathComponent("emergency-numbers.yaml")),
            group: Group(
                id: "europe",
                names: [:],
                timeZone: "UTC",
                languages: [.chinese],
                quietBudget: 12,
                rooms: [:]
            ),
            connection: Connection(id: "bench", kind: "webhook", carriesPrivate: true, allowsDatedAnswers: true),
            staffing: Staffing([]),
            asOf: "2020-04-10",
            judgedOn: "2020-04-10",
            answersArePaused: false,
            now: Date.now
        )
    }

    func situation(for burst: Burst, at now: Date) async throws -> Situation { made }
    func previousQuestion(of burst: Burst, at now: Date) async throws -> PreviousQuestion? { nil }
    func answer(spokenOfBy burst: Burst, at now: Date) async throws -> GivenAnswer? { nil }
    func knowledgeExpected(at now: Date) -> Date? { nil }
    func dutyLine(for request: EscalationRequest, _ id: ID<Escalation>) -> DutyLine? { nil }
}
