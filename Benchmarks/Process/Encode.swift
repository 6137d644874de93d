import ArgumentParser
import Comprehension
import Foundation
import TemplateFiles

/// Microseconds to make a sentence vector of a short text and to find the nearest of many, on one thread.
struct Encode: AsyncParsableCommand {
    @Option var file = "data/models/use-multilingual-3.vectors"
    @Option var templates = "Templates"
    @Option var rounds = 5_000

    private static let clock = ContinuousClock()

    func run() async throws {
        let path = URL(fileURLWithPath: file)
        let examples = try ExampleFolder.read(URL(fileURLWithPath: templates).appendingPathComponent("examples"))
        let texts = examples.map(\.text).filter { (18...22).contains($0.count) }
        var encoder = try SentenceEncoderFile.read(path)
        var rows: [(String, Double)] = []
        rows.append(("load_us", Self.time(3) { _ in _ = try? SentenceEncoderFile.read(path) }))
        rows.append(("encode_us", Self.time(rounds) { _ = encoder.encode(texts[$0 % texts.count]) }))
        rows.append(("tokenize_us", Self.time(rounds) { _ = encoder.tokenize(texts[$0 % texts.count]) }))
        rows.append(("familiar_us", Self.time(1) { _ in encoder = encoder.familiar(with: examples.map(\.text)) }))
        rows.append(("encode_familiar_us", Self.time(rounds) { _ = encoder.encode(texts[$0 % texts.count]) }))
        for (name, long) in Self.longTexts {
            rows.append(("encode_64KiB_\(name)_us", Self.time(20) { _ in _ = encoder.encode(long) }))
        }
        let vectors = texts.map { encoder.encode($0) }
        for count in [10_000, 100_000, 300_000] {
            let index = VectorIndex((0..<count).lazy.map { vectors[$0 % vectors.count] })
            let times = Self.time(200) { _ = index.nearest(to: vectors[$0 % vectors.count], limit: 10) }
            rows.append(("nearest_of_\(count)_us", times))
        }
        print("{\(rows.map { String(format: "\"%@\":%.1f", $0.0, $0.1) }.joined(separator: ","))}")
    }

    private static var longTexts: [(String, String)] {
        let han = (0..<21_000).compactMap { Unicode.Scalar(0x4E00 + UInt32($0)) }
        return [
            ("han", String(String.UnicodeScalarView(han))),
            ("blanks", String(repeating: " ", count: 65_536)),
            ("emoji", String(repeating: "😀", count: 16_384)),
            ("ligatures", String(repeating: "\u{FDFA}", count: 21_000)),
            ("letters", String(repeating: "internationalization", count: 3_276)),
        ]
    }

    /// The median time of so many runs, in microseconds.
    private static func time(_ rounds: Int, _ work: (Int) -> Void) -> Double {
        let times = (0..<rounds).map { round in clock.measure { work(round) } / .microseconds(1) }.sorted()
        return times[rounds / 2]
    }
}
