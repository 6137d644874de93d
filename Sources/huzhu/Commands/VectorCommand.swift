import ArgumentParser
import Comprehension
import Foundation
import TemplateFiles

/// Shows what the sentence encoder makes of texts.
struct Vector: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show the pieces and the sentence vector of each text.",
        discussion: """
            Reads JSON Lines {"id","text"} from standard input and writes, for each line at once,
            {"id","pieces":["<s>",…],"vector":[512 numbers]}. For looking at the encoder, and for comparing it with others:
            it reads longer texts whole than the daemon does.
            Example: echo '{"id":"1","text":"回国要隔离几天?"}' | huzhu vector
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The vector file (default: vectors.file of the configuration).") var file: String?
    @Flag(help: "Leave the vectors out.") var piecesOnly = false

    /// Pieces read of a text.
    private static let limit = 2_048

    private struct Asked: Decodable {
        let id: String
        let text: String
    }

    private struct Told: Encodable {
        let id: String
        let pieces: [String]
        let vector: [Float]?
    }

    func run() async throws {
        try await orComplain {
            let path = try file.map { URL(fileURLWithPath: $0) } ?? options.load().vectorFile
            let encoder = try read(path)
            let writer = JSONEncoder()
            writer.outputFormatting = [.withoutEscapingSlashes]
            var number = 0
            while let line = readLine() {
                number += 1
                guard let asked = try? JSONDecoder().decode(Asked.self, from: Data(line.utf8)) else {
                    throw Complaint("line \(number) is no JSON object with id and text")
                }
                let told = Told(
                    id: asked.id,
                    pieces: encoder.tokenize(asked.text, limit: Self.limit),
                    vector: piecesOnly ? nil : encoder.encode(asked.text, limit: Self.limit).values
                )
                print(String(decoding: try writer.encode(told), as: UTF8.self))
                fflush(nil)
            }
        }
    }

    private func read(_ path: URL) throws -> SentenceEncoder {
        do {
            return try SentenceEncoderFile.read(path)
        } catch {
            throw Complaint("\(path.path): \(error); bin/setup fetches it")
        }
    }
}
