import ArgumentParser
import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// What tells labels and danger signs in the commands that try and measure.
struct LabelReader {
    /// What one text was found to be.
    struct Reading {
        /// The probability of each label by name.
        let labels: [String: Double]
        let decided: [String]
        let severity: Severity?
        let dangerSigns: [DangerSign]
    }

    /// The daemon's own understanding, or a classifier learnt elsewhere beside the same rules.
    private enum Source {
        case knowledge(Interpreter)
        case classifier(TextClassifier, DangerSignRules)
    }

    private let source: Source
    private let vector: SentenceVectors

    /// - Parameters:
    ///   - options: where the configuration is.
    ///   - model: what `huzhu train --examples` learnt; without it what the daemon learns from Templates.
    ///   - wordsOnly: whether texts are compared by their words alone.
    /// - Throws: where a file is missing or damaged.
    init(_ options: ConfigurationOptions, model: String?, wordsOnly: Bool = false) throws {
        let configuration = try options.load()
        vector = try wordsOnly ? .none : SentenceVectors(configuration.vectorFile)
        let vector = vector
        source = try inWords {
            let rules = try DangerSignsFile.read(configuration.config.appendingPathComponent("danger-signs.yaml"))
            guard let model else {
                return .knowledge(
                    try KnowledgeFiles.read(configuration.templates, dangerSigns: rules, encoder: vector.encoder)
                        .interpreter
                )
            }
            let classifier = try LabelModelFile.read(URL(fileURLWithPath: model))
            if classifier.usesVectors, vector.of == nil {
                throw Complaint("\(model) was learnt with sentence vectors, which are missing; bin/setup fetches them")
            }
            return .classifier(classifier, rules)
        }
    }

    func read(_ text: String) -> Reading {
        switch source {
        case .knowledge(let interpreter):
            return Reading(interpreter.understand(text))
        case .classifier(let classifier, let rules):
            let plain = PlainText(text)
            let vector = classifier.usesVectors ? vector.of?(text) : nil
            let probabilities = classifier.probabilities(of: plain, vector: vector)
            return Reading(
                labels: Dictionary(uniqueKeysWithValues: zip(classifier.names, probabilities)),
                decided: classifier.decided(probabilities),
                signs: rules.findings(in: plain).map(\.sign)
            )
        }
    }
}

extension LabelReader.Reading {
    fileprivate init(_ understanding: Understanding) {
        labels = Dictionary(uniqueKeysWithValues: understanding.labels.map { ($0.key.rawValue, $0.value) })
        decided = understanding.decided.map(\.rawValue)
        severity = Triage.of(understanding)?.severity
        dangerSigns = Self.once(understanding.dangerSigns.map(\.sign))
    }

    /// Labels of any names: only danger signs say how urgent it is.
    fileprivate init(labels: [String: Double], decided: [String], signs: [DangerSign]) {
        self.labels = labels
        self.decided = decided
        severity = signs.map { Triage.of($0).severity }.min()
        dangerSigns = Self.once(signs)
    }

    private static func once(_ signs: [DangerSign]) -> [DangerSign] {
        DangerSign.allCases.filter(signs.contains)
    }
}

/// Where a command gets sentence vectors from.
struct SentenceVectors: Sendable {
    /// What makes them; `nil` where the file is absent, which is said on standard error.
    let encoder: SentenceEncoder?

    /// How a text becomes a vector.
    var of: (@Sendable (String) -> [Float])? { encoder?.vector }

    static let none = SentenceVectors()

    private init() {
        encoder = nil
    }

    /// - Throws: where the file is there but not whole.
    init(_ file: URL) throws {
        do {
            encoder = try SentenceEncoderFile.read(file)
        } catch .absent {
            FileHandle.standardError.write(Data("huzhu: words only, for the sentence vectors are missing\n".utf8))
            encoder = nil
        } catch {
            throw Complaint("\(file.path): \(error); bin/setup fetches it")
        }
    }
}
