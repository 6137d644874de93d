import Comprehension
import Foundation
import MutualAid
import TemplateFiles
import Testing

/// Files of labelled lines, and of what was learnt from them.
struct LabelFileTests {
    private let folder: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("labels-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    private func write(_ name: String, _ text: String) throws -> URL {
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return file
    }

    private func problems(_ read: () throws(FileProblems) -> Void) -> [String] {
        do throws(FileProblems) {
            try read()
            return []
        } catch {
            return error.problems.map { "\($0.line ?? 0) \($0.message)" }
        }
    }

    @Test func `JSON Lines and text files give the same lines`() throws {
        let json = try write("a.jsonl", #"{"text":"谢谢","labels":["thank_you"]}"# + "\n")
        let text = try write("a.txt", "# a remark\nthank_you | 谢谢\n")

        #expect(try ExampleFile.read(json) == [LabelledLine(text: "谢谢", labels: ["thank_you"])])
        #expect(try ExampleFile.read(text) == ExampleFile.read(json))
    }

    @Test func `a damaged line is refused with its number`() throws {
        let file = try write(
            "b.jsonl",
            #"{"text":"x","labels":[]}"# + "\n{\"text\":\"y\"\n" + #"{"text":"z","labels":"w"}"#
        )

        let found = problems { () throws(FileProblems) in _ = try ExampleFile.read(file) }

        #expect(found.map { $0.prefix(1) } == ["2", "3"])
    }

    @Test func `lines that stand twice are named, with the same labels or with others`() throws {
        _ = try write("a.txt", "chatter | 早\nthank_you | 谢谢\nchatter | 早!\n")
        _ = try write("b.txt", "chatter | 谢谢\nchatter | 早\nchatter, thank_you | 多谢\n")

        let found = ExampleFolder.problems(folder).map { "\($0.file.suffix(5)):\($0.line ?? 0)" }

        #expect(Set(found) == ["b.txt:1", "b.txt:2", "b.txt:3"])
    }

    @Test func `a model file is read back, and a damaged one refused`() throws {
        let lines = (0..<8).map { LabelledLine(text: $0 % 2 == 0 ? "谢谢" : "早", labels: $0 % 2 == 0 ? ["thanks"] : []) }
        let classifier = TextClassifier(learningFrom: lines)
        var bytes = try LabelModelFile.bytes(of: classifier)
        let file = folder.appendingPathComponent("labels.model")
        try bytes.write(to: file)

        #expect(try LabelModelFile.read(file) == classifier)

        bytes[bytes.count - 3] ^= 1
        try bytes.write(to: file)
        #expect(
            problems { () throws(FileProblems) in _ = try LabelModelFile.read(file) } == [
                "1 the file is damaged: its checksum differs"
            ]
        )

        try Data("something else\n".utf8).write(to: file)
        #expect(problems { () throws(FileProblems) in _ = try LabelModelFile.read(file) }.count == 1)
    }
}
