@testable import Connectors
import Testing

/// What our JSON reader takes and what it refuses (criterion S4).
struct JSONReaderTests {
    @Test(arguments: [
        (
            #"{"a":[1,-2.5e3,true,false,null],"b":{"c":"d"}}"#,
            JSONTree.object([
                "a": .array([.number(1), .number(-2500), .boolean(true), .boolean(false), .null]),
                "b": .object(["c": .text("d")]),
            ])
        ),
        (" \t\r\n[ ] ", .array([])),
        ("{ }", .object([:])),
        (#""\"\\\/\b\f\n\r\t\u53e3\u7F69\ud83d\ude4f""#, .text("\"\\/\u{8}\u{C}\n\r\t口罩🙏")),
        (#""a\nb""#, .text("a\nb")),
        ("\"口罩收到了\u{7F}\u{202E}\"", .text("口罩收到了\u{7F}\u{202E}")),
        ("0", .number(0)), ("0.0e999", .number(0)), ("-0", .number(0)), ("1E+2", .number(100)),
        ("0.5e-1", .number(0.05)),
    ])
    func `a sound document is read`(text: String, expected: JSONTree) throws {
        #expect(try JSONTree(Array(text.utf8)) == expected)
    }

    @Test(arguments: [
        ("", JSONProblem.Kind.endedEarly, 0), ("{", .endedEarly, 1), (#"{"a""#, .endedEarly, 4),
        ("tru", .endedEarly, 3),
        (#"{"a":1"#, .endedEarly, 6), (#""abc"#, .endedEarly, 4), ("[1,", .endedEarly, 3), (#""\u12"#, .endedEarly, 5),
        ("\u{FEFF}{}", .byteOrderMark, 0), ("{} x", .trailing, 3), ("{}{}", .trailing, 2), ("nul1", .unexpected, 3),
        (#"{"a":1,"b":2,"a":3}"#, .duplicateKey, 13), (#"{"a":1,"\u0061":2}"#, .duplicateKey, 7),
        (#"{"x":{"a":1,"a":1}}"#, .duplicateKey, 12), (#"{"a":1,}"#, .unexpected, 7), ("[1, ]", .notNumber, 4),
        ("[1 2]", .unexpected, 3), (#"{"a" 1}"#, .unexpected, 5), ("{a:1}", .unexpected, 1), ("'a'", .notNumber, 0),
        (#""\ud83d""#, .loneSurrogate, 1), (#""\ud83dx""#, .loneSurrogate, 1), (#""\ude4f""#, .loneSurrogate, 1),
        (#""\ud83d\u0041""#, .loneSurrogate, 1), (#""\ud83d\ud83d""#, .loneSurrogate, 1),
        (#""\u0000""#, .zeroCharacter, 1), ("\"\u{0}\"", .zeroCharacter, 1), ("\"\n\"", .controlCharacter, 1),
        (#""\x""#, .badEscape, 1), (#""\u12g4""#, .badEscape, 5),
        ("01", .badNumber, 0), ("-", .endedEarly, 1), ("-x", .badNumber, 0), ("1.", .endedEarly, 2),
        ("1.x", .badNumber, 0), ("1e", .endedEarly, 2), ("[1e+]", .badNumber, 1), ("+1", .notNumber, 0),
        (".5", .notNumber, 0), ("1e999", .hugeNumber, 0), ("[-1e309]", .hugeNumber, 1), ("NaN", .notNumber, 0),
        ("1e-999", .hugeNumber, 0), ("5e-324", .hugeNumber, 0),
    ])
    func `an unsound document is refused with its place`(text: String, kind: JSONProblem.Kind, offset: Int) {
        #expect(throws: JSONProblem(kind: kind, offset: offset)) { try JSONTree(Array(text.utf8)) }
        #expect(throws: JSONProblem(kind: kind, offset: offset)) {
            try JSONReader.read(Array(text.utf8)) { reader throws(JSONProblem) in try reader.skip() }
        }
    }

    @Test(
        arguments: [
            [0x80], [0xC0, 0x80], [0xC1, 0xBF], [0xC3], [0xC3, 0x28], [0xE0, 0x80, 0x80], [0xE2, 0x82],
            [0xE2, 0x28, 0xA1],
            [0xED, 0xA0, 0x80], [0xF0, 0x80, 0x80, 0x80], [0xF0, 0x9F, 0x99], [0xF4, 0x90, 0x80, 0x80],
            [0xF5, 0x80, 0x80, 0x80],
            [0xFF], [0xFE],
        ] as [[UInt8]]
    )
    func `bytes that are no UTF-8 are refused in values and in keys`(bytes: [UInt8]) {
        for document in [
            [UInt8.ascii("\"")] + bytes + Array("\"".utf8), Array("{\"k".utf8) + bytes + Array("\":1}".utf8),
        ] {
            #expect { try JSONTree(document) } throws: { ($0 as? JSONProblem)?.kind == .badUTF8 }
        }
    }

    @Test func `thirty-two levels are read, one more is not, nor a hundred thousand`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array((String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8)
        }
        _ = try JSONTree(nested(32))
        for depth in [33, 100_000] {
            #expect(throws: JSONProblem(kind: .tooDeep, offset: 32)) { try JSONTree(nested(depth)) }
        }
    }

    @Test func `a mebibyte is read, a byte more is not`() throws {
        let text = [UInt8.ascii("\"")] + Array(repeating: 0x61, count: (1 << 20) - 2) + [UInt8.ascii("\"")]
        _ = try JSONTree(text)
        #expect(throws: JSONProblem(kind: .tooLarge, offset: 1 << 20)) { try JSONTree(text + [0x20]) }
    }

    @Test func `many keys are told apart without comparing each with each`() throws {
        let keys = (0..<60_000).map { "\"k\($0)\":1" }.joined(separator: ",")
        #expect(throws: Never.self) { try JSONTree(Array("{\(keys)}".utf8)) }
        #expect { try JSONTree(Array("{\(keys),\"k7\":1}".utf8)) } throws: {
            ($0 as? JSONProblem)?.kind == .duplicateKey
        }
    }

    @Test func `a problem tells place and kind but nothing of the content`() {
        #expect(JSONProblem(kind: .duplicateKey, offset: 17).description == "a key for the second time at byte 17")
    }
}

extension UInt8 {
    fileprivate static func ascii(_ scalar: Unicode.Scalar) -> UInt8 { UInt8(ascii: scalar) }
}
