import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// Measures how a knowledge base answers questions with known entries, as `huzhu evaluate --knowledge` does.
struct KnowledgeMeasurement {
    let options: ConfigurationOptions
    let knowledge: KnowledgeOptions
    let queries: String
    let isJSON: Bool
    /// Where a reliability diagram is drawn, if anywhere.
    let diagram: String?

    func run() throws {
        let questions = try inWords { try KnowledgeFile.questions(URL(fileURLWithPath: queries)) }
        let clock = ContinuousClock()
        let began = clock.now
        let interpreter = try knowledge.interpreter(options)
        let build = clock.now - began
        var times: [Double] = []
        let ranked = questions.map { question in
            let began = clock.now
            let understanding = interpreter.understand(question.text)
            times.append((clock.now - began) / .milliseconds(1))
            return RankingReport.Ranked(question, understanding)
        }
        let report = RankingReport(ranked)
        if let diagram {
            try Data(ReliabilityDiagram(report).svg.utf8).write(to: URL(fileURLWithPath: diagram), options: .atomic)
        }
        times.sort()
        let p95 = times.isEmpty ? 0 : times[times.count * 95 / 100]
        print(isJSON ? try json(report) : text(report, build: build / .seconds(1), p95: p95))
    }

    private func json(_ report: RankingReport) throws -> String {
        let writer = JSONEncoder()
        writer.outputFormatting = [.sortedKeys]
        return String(decoding: try writer.encode(report), as: UTF8.self)
    }

    private func text(_ report: RankingReport, build: Double, p95: Double) -> String {
        let rows: [(String, Double)] = [
            ("recall@1", report.recallAt1), ("recall@5", report.recallAt5), ("MRR", report.meanReciprocalRank),
            ("area under risk–coverage", report.areaUnderRiskCoverage),
            ("coverage at 95 % precision", report.coverageAt95),
            ("answered", report.answered), ("precision of the answers", report.precision),
            ("answered unasked", report.answeredUnasked), ("precision unasked", report.precisionUnasked),
            ("answerable answered right unasked", report.coverageUnasked),
            ("expected calibration error", report.calibrationError), ("seconds to build", build),
            ("milliseconds a question, p95", p95),
        ]
        let lines = rows.map { name, value in
            name.padding(toLength: 36, withPad: " ", startingAt: 0) + String(format: "%.3f", value)
        }
        return (["\(report.questions) questions, \(report.answerable) answerable"] + lines).joined(separator: "\n")
    }
}

/// How often answers of each probability were right, as a picture.
struct ReliabilityDiagram {
    let report: RankingReport

    init(_ report: RankingReport) {
        self.report = report
    }

    var svg: String {
        let points = report.bins.filter { $0.count > 0 }.map { bin in
            let radius = 2 + 10 * (Double(bin.count) / Double(max(report.questions, 1))).squareRoot()
            let x = 40 + 300 * bin.probability
            let y = 340 - 300 * bin.right
            return "<circle cx='\(x)' cy='\(y)' r='\(radius)'><title>\(bin.count) questions</title></circle>"
        }
        return """
            <svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 360 380' font-family='sans-serif' font-size='12'>
            <rect x='40' y='40' width='300' height='300' fill='none' stroke='#999'/>
            <path d='M40 340L340 40' stroke='#999' stroke-dasharray='4'/>
            <g fill='#26a'>\(points.joined())</g>
            <text x='190' y='365' text-anchor='middle'>probability</text>
            <text x='20' y='190' text-anchor='middle' transform='rotate(-90 20 190)'>share right</text>
            </svg>

            """
    }
}
