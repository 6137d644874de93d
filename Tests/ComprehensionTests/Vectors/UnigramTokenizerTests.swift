import Testing

@testable import Comprehension

struct UnigramTokenizerTests {
    private static let model = TinyModel(
        pieces: [
            ("<unk>", 0), ("<s>", 0), ("</s>", 0), ("▁", -2), ("a", -3), ("b", -3), ("c", -3), ("ab", -3.5),
            ("abc", -20),
            ("bc", -4), ("▁隔离", -1), ("隔", -5), ("1", -3), ("▁▁", -9),
        ],
        replacements: [
            ("①", "1"), ("\u{3000}", " "), ("\u{200B}", ""), ("Ａ", "a"), ("Ａ\u{30A}", "b"), ("…", "abc"),
            ("x", " a b "),
        ]
    )

    @Test(arguments: [
        ("abc", ["▁", "ab", "c"]),
        ("abbc", ["▁", "ab", "bc"]),
        ("隔离", ["▁隔离"]),
        ("a隔离", ["▁", "a", "隔", "<unk>"]),
        ("", ["<unk>"]),
        ("   ", ["<unk>"]),
        ("▁", ["<unk>"]),
        ("  a \t", ["▁", "a", "▁", "<unk>"]),
        ("a   b", ["▁", "a", "▁", "b"]),
        ("①\u{3000}\u{3000}Ａ", ["▁", "1", "▁", "a"]),
        ("\u{200B}a\u{200B}", ["▁", "a"]),
        ("Ａ\u{30A}Ａ", ["▁", "b", "a"]),
        ("…", ["▁", "ab", "c"]),
        ("axxb", ["▁", "a", "▁", "a", "▁", "b", "▁", "a", "▁", "b", "▁", "b"]),
        ("😀😀", ["▁", "<unk>", "<unk>"]),
        ("<s>", ["▁", "<s>"]),
        ("\u{0}a", ["▁", "<unk>", "a"]),
    ])
    func `a text is split into its most probable pieces`(text: String, pieces: [String]) throws {
        let tokenizer = try Self.model.tokenizer

        #expect(tokenizer.pieces(of: text, limit: 64).map(tokenizer.name) == ["<s>"] + pieces + ["</s>"])
    }

    @Test func `of equally probable splits the longer first piece wins`() throws {
        let model = TinyModel(
            pieces: [("<unk>", 0), ("<s>", 0), ("</s>", 0), ("▁", -1), ("a", -2), ("b", -2), ("ab", -4)]
        )
        let tokenizer = try model.tokenizer

        #expect(tokenizer.pieces(of: "ab", limit: 64).map(tokenizer.name) == ["<s>", "▁", "ab", "</s>"])
    }

    @Test(arguments: ["a", "😀", "\u{FDFA}", "①", "…", "x", " ", "\u{0}", "▁"])
    func `of a long text only the beginning is read`(unit: String) throws {
        let text = String(repeating: unit, count: 65_536 / unit.utf8.count)

        let pieces = try Self.model.tokenizer.pieces(of: text, limit: 32)

        #expect(pieces.count <= 32)
        #expect(pieces.first == UnigramTokenizer.Mark.beginning && pieces.last == UnigramTokenizer.Mark.end)
    }

    @Test func `a vocabulary without a free slot ends every search`() throws {
        var model = Self.model
        model.isFull = true
        model.slotCount = 32

        let tokenizer = try model.tokenizer

        #expect(tokenizer.pieces(of: "zzz abc", limit: 64).map(tokenizer.name).contains("ab"))
    }

    @Test func `a piece that the vocabulary does not have has no name`() throws {
        let tokenizer = try Self.model.tokenizer

        #expect(tokenizer.name(of: 9_999) == "" && tokenizer.name(of: -1) == "")
    }
}

struct VectorFileTests {
    @Test func `bytes of another kind, version or length are refused`() throws {
        let whole = TinyModel().bytes
        #expect(throws: Never.self) { try VectorFile(MappedBytes(copying: whole)) }
        var other = whole
        other[8] = 2

        #expect(throws: VectorFileProblem.notAVectorFile) { try VectorFile(MappedBytes(copying: [])) }
        #expect(throws: VectorFileProblem.notAVectorFile) { try VectorFile(MappedBytes(copying: Array("x".utf8))) }
        #expect(throws: VectorFileProblem.otherVersion) { try VectorFile(MappedBytes(copying: other)) }
        #expect(throws: VectorFileProblem.cutShort) { try VectorFile(MappedBytes(copying: whole.dropLast())) }
        #expect(throws: VectorFileProblem.cutShort) { try VectorFile(MappedBytes(copying: whole + [0])) }
    }

    @Test func `whatever a head or table says, nothing outside the bytes is read`() throws {
        let whole = TinyModel().bytes
        for place in 8..<64 + 32 * 6 {
            for value: UInt8 in [0, 1, 0x7F, 0xFF] {
                var bytes = whole
                bytes[place] = value
                // Refused or read within bounds; a trap would end the test.
                let tokenizer = try? UnigramTokenizer(VectorFile(MappedBytes(copying: bytes)))
                _ = tokenizer?.pieces(of: "abc ①", limit: 16)
            }
        }
    }

    @Test func `a file without an encoder's layers is no encoder`() throws {
        let file = try VectorFile(MappedBytes(copying: TinyModel().bytes))

        #expect(throws: VectorFileProblem.self) { try SentenceEncoder(file) }
    }

    @Test func `mapped bytes are given back once, when nobody uses them any more`() async throws {
        try await confirmation(expectedCount: 1) { released in
            let bytes = TinyModel().bytes
            let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 64)
            memory.copyBytes(from: bytes)
            defer { memory.deallocate() }
            let file = try VectorFile(MappedBytes(UnsafeRawBufferPointer(memory)) { released() })
            _ = try UnigramTokenizer(file).pieces(of: "a", limit: 8)
        }
    }
}
