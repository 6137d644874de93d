import Connectors
import Foundation
import Testing

/// Our JSON reader beside Foundation's, over documents that a seeded generator broke (criterion S4).
struct JSONReaderFuzzTests {
    @Test(arguments: 1...8)
    func `what we accept Foundation reads alike, and what only we refuse we mean to`(seed: UInt64) {
        var mutator = JSONMutator(seed: seed)
        var accepted = 0
        for _ in 0..<30_000 {
            let document = mutator.next()
            let foundation = (try? JSONSerialization.jsonObject(with: Data(document), options: .fragmentsAllowed))
                .flatMap(JSONTree.init(foundation:))
            do throws(JSONProblem) {
                let ours = try JSONTree(document)
                accepted += 1
                guard ours == foundation else {
                    Issue.record("read differently: \(Data(document).base64EncodedString())")
                    return
                }
            } catch {
                guard foundation == nil || intended.contains(error.kind) || isLenience(error, document) else {
                    Issue.record("\(error) refused by us alone: \(Data(document).base64EncodedString())")
                    return
                }
            }
        }
        // Both ways must be walked: a generator of rubbish alone would prove nothing.
        #expect((6_000...27_000).contains(accepted), "\(accepted)")
    }

    /// Where we are stricter than Foundation on purpose.
    private let intended: Set<JSONProblem.Kind> = [
        .byteOrderMark, .duplicateKey, .loneSurrogate, .zeroCharacter, .tooDeep, .hugeNumber,
    ]

    /// Foundation guesses UTF-16 and UTF-32, and bears with a comma before a closing bracket and zero bytes at the end.
    private func isLenience(_ problem: JSONProblem, _ document: [UInt8]) -> Bool {
        if document.prefix(4).contains(0) || document.starts(with: [0xFF, 0xFE]) { return true }
        let rest = document[min(problem.offset, document.count)...]
        if problem.kind == .trailing { return rest.allSatisfy { $0 == 0 } }
        guard let first = rest.first, "]}".utf8.contains(first) else { return false }
        return document[..<problem.offset].last { !" \t\r\n".utf8.contains($0) } == UInt8(ascii: ",")
    }
}

/// Makes documents by breaking sound ones: the same seed gives the same documents.
private struct JSONMutator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed &* 0xD134_2543_DE82_EF95
    }

    mutating func next() -> [UInt8] {
        var document = seeds[below(seeds.count)]
        for _ in 0..<below(4) where !document.isEmpty {
            let position = below(document.count)
            switch below(7) {
            case 0: document[position] = UInt8(truncatingIfNeeded: random())
            case 1: document[position] ^= 1 << UInt8(below(8))
            case 2: document.remove(at: position)
            case 3: document.insert(contentsOf: pieces[below(pieces.count)], at: position)
            case 4:
                document.insert(
                    contentsOf: document[position..<min(document.count, position + below(24))],
                    at: position
                )
            case 5: document.removeSubrange(position..<min(document.count, position + below(12)))
            default: document[position] = interesting[below(interesting.count)]
            }
        }
        return document
    }

    /// SplitMix64.
    private mutating func random() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    private mutating func below(_ bound: Int) -> Int {
        Int(random() % UInt64(bound))
    }
}

private let seeds = [
    #"{"type":"message.created","timestamp":"2020-03-15T08:30:00Z","data":{"group_id":"europe","message_id":"m-1","#
        + #""sender":{"id":"u-77","name":"小陈"},"text":"口罩收到了,谢谢家乡!","mentions_bot":false,"reply_to":null}}"#,
    #"{"a":[1,-2.5e3,0.1,true,false,null,[],{}],"b":"\u53e3\ud83d\ude4f\n","c":{"d":{"e":[[[0]]]}}}"#,
    #"[0,1,-1,10,1.5,1e5,123456789012345678,0.30000000000000004,9007199254740993,5e-324,1e308]"#,
    #""\"\\\/\b\f\n\r\t\u0041é口🙏""#,
    "  {  \"k\" :\t[ 1 , 2 ]\r\n}  ",
    // Foundation drops a byte order mark inside text too, so none is made there.
    "\u{FEFF}{}", "12", "-0", "true", "null", "{}", "[]", "\"\"",
].map { Array($0.utf8) }

private let pieces = [
    "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", ".", "e9", "e999", "1e-400", "\\u0000", "\\ud800", "\\udc00",
    "\\u00e9", "\"a\":1,", "\"k\":", "null", "true", "口", "é", "e\u{301}", "🙏", "\u{0}", "\u{1F}", "\u{7F}",
    "\u{2028}", " ", "[[[[[[[[[[", "]]]]]]]]]]", "99999999999999999999", "/*x*/", "//", "'", "NaN", "Infinity", "+1",
    "\u{B}",
].map { Array($0.utf8) }

private let interesting: [UInt8] = [
    0x00, 0x09, 0x0A, 0x1F, 0x20, 0x22, 0x2C, 0x2E, 0x30, 0x3A, 0x45, 0x5B, 0x5C, 0x5D, 0x65, 0x75, 0x7B, 0x7D, 0x7F,
    0x80, 0xBF, 0xC0, 0xC2, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xFF,
]
