import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// Learns labels from labelled lines, as `huzhu train --examples` does.
struct LabelLesson {
    let options: ConfigurationOptions
    let files: [String]
    let wordsOnly: Bool
    let out: String

    func run() throws {
        let vector = wordsOnly ? nil : try SentenceVectors(try options.load().vectorFile).of
        let lines = try inWords { try files.flatMap { try ExampleFile.read(URL(fileURLWithPath: $0)) } }
        let clock = ContinuousClock()
        let began = clock.now
        let classifier = TextClassifier(learningFrom: lines, vector: vector)
        let seconds = (clock.now - began) / .seconds(1)
        try LabelModelFile.bytes(of: classifier).write(to: URL(fileURLWithPath: out), options: .atomic)
        print(
            String(
                format: "%d labels learnt from %d lines in %.1f s; they are in %@.",
                classifier.names.count,
                lines.count,
                seconds,
                out
            )
        )
    }
}

/// Reads `Templates/examples` closely, as `huzhu train --check` does.
struct ExampleCheck {
    let options: ConfigurationOptions

    func run() throws {
        let folder = try options.load().templates.appendingPathComponent("examples")
        let problems = ExampleFolder.problems(folder)
        if !problems.isEmpty { throw Complaint("\(FileProblems(problems))") }
        print("The examples are in order: no line stands twice.")
    }
}
