import ArgumentParser
import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// Learns to tell the same question from others, as `huzhu train --same-question` does.
struct SameQuestionLesson {
    let options: ConfigurationOptions
    let out: String

    func run() throws {
        let configuration = try options.load()
        guard let vector = try SentenceVectors(configuration.vectorFile).of else {
            throw Complaint("this is learnt with sentence vectors, which are missing; bin/setup fetches them")
        }
        let folder = configuration.templates.appendingPathComponent("examples/questions")
        let groups = try inWords { try QuestionFolder.read(folder) }
        let model = SameQuestionTraining.model(from: groups, vector: vector)
        try SameQuestionFile.bytes(of: model).write(to: URL(fileURLWithPath: out), options: .atomic)
        print("What was learnt is in \(out).")
    }
}

/// Measures how the same question is told from others, as `huzhu evaluate --pairs` does.
struct PairMeasurement {
    let options: ConfigurationOptions
    let file: String
    let wordsOnly: Bool
    let isJSON: Bool

    func run() throws {
        let configuration = try options.load()
        let vector = wordsOnly ? nil : try SentenceVectors(configuration.vectorFile).of
        let (pairs, model) = try inWords {
            (
                try KnowledgeFile.pairs(URL(fileURLWithPath: file)),
                try SameQuestionFile.read(configuration.sameQuestionFile)
            )
        }
        let likeness = SameQuestion(model, vector: vector)
        let report = PairReport(
            pairs.map { pair in
                PairReport.Told(probability: likeness.probability(pair.first, pair.second), isSame: pair.isSame)
            }
        )
        if isJSON {
            let writer = JSONEncoder()
            writer.outputFormatting = [.sortedKeys]
            return print(String(decoding: try writer.encode(report), as: UTF8.self))
        }
        print("\(report.pairs) pairs, \(report.same) of them the same")
        let rows = [
            ("told right", report.accuracy), ("F1 of the same", report.f1),
            ("area under the curve", report.areaUnderCurve),
            ("precision from 0.9 on", report.precisionAt90), ("recall from 0.9 on", report.recallAt90),
            ("expected calibration error", report.calibrationError),
        ]
        for (name, value) in rows {
            print(name.padding(toLength: 36, withPad: " ", startingAt: 0) + String(format: "%.3f", value))
        }
    }
}

extension Configuration {
    /// What `huzhu train --same-question` learnt.
    var sameQuestionFile: URL { templates.appendingPathComponent("models/same-question.model") }
}
