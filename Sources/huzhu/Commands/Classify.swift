import ArgumentParser
import Comprehension
import Foundation
import MutualAid

/// Tells labels, urgency and danger signs of texts.
struct Classify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell the labels, the urgency and the danger signs of each text.",
        discussion: """
            Reads JSON Lines {"id","text"} from standard input and writes, for each line at once,
            {"id","language","labels":{name: probability},"decided":[…],"severity":"S0"…"S3"|null,"danger_signs":[…]}.
            The severity is what the message would have if a person had to take it.
            Example: echo '{"id":"1","text":"谢谢!请问回国要隔离几天?"}' | huzhu classify
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "What `huzhu train --examples` learnt (default: what the daemon learns from Templates).")
    var model: String?

    @Flag(help: "Compare words only, as where the sentence vectors are absent.") var wordsOnly = false

    private struct Asked: Decodable {
        let id: String
        let text: String
    }

    private struct Told: Encodable {
        let id: String
        let language: String
        let labels: [String: Double]
        let decided: [String]
        let severity: String?
        let dangerSigns: [String]

        enum CodingKeys: String, CodingKey {
            case id, language, labels, decided, severity
            case dangerSigns = "danger_signs"
        }

        /// No severity is written as null, for readers that expect the key.
        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(id, forKey: .id)
            try container.encode(language, forKey: .language)
            try container.encode(labels, forKey: .labels)
            try container.encode(decided, forKey: .decided)
            try container.encode(severity, forKey: .severity)
            try container.encode(dangerSigns, forKey: .dangerSigns)
        }
    }

    func run() async throws {
        try await orComplain {
            let reader = try LabelReader(options, model: model, wordsOnly: wordsOnly)
            let writer = JSONEncoder()
            writer.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
            var number = 0
            while let line = readLine() {
                number += 1
                // What is wrong with a line of somebody's input is not worth more than its number.
                guard let asked = try? JSONDecoder().decode(Asked.self, from: Data(line.utf8)) else {
                    throw Complaint("line \(number) is no JSON object with id and text")
                }
                let reading = reader.read(asked.text)
                let told = Told(
                    id: asked.id,
                    language: Language.detect(asked.text).rawValue,
                    labels: reading.labels.mapValues { ($0 * 10_000).rounded() / 10_000 },
                    decided: reading.decided,
                    severity: reading.severity?.rawValue,
                    dangerSigns: reading.dangerSigns.map(\.rawValue)
                )
                print(String(decoding: try writer.encode(told), as: UTF8.self))
                fflush(nil)
            }
        }
    }
}
