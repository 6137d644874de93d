import Foundation
import MutualAid
import Testing

@testable import TemplateFiles

/// The folder of entries: read and written byte for byte, and never over somebody else's change.
struct FAQFolderFilesTests {
    @Test func `a file is read byte for byte and written back all or nothing`() throws {
        let folder = try Folder()
        let files = FAQFolderFiles(folder: folder.url)
        let text = "---\r\nid: a\r\n---\r\n两\u{301}行\n\n"
        try folder.put("a.md", text)

        let read = try #require(files.list().files.first)
        let written = files.write(id: "b", text: read.text, expecting: nil)

        #expect(written == .written)
        #expect(Data(read.text.utf8) == Data(text.utf8))
        #expect(FileManager.default.contents(atPath: folder.url.path + "/b.md") == Data(text.utf8))
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path).sorted() == ["a.md", "b.md"])
    }

    @Test func `a file changed since it was read is never written over`() throws {
        let folder = try Folder()
        let files = FAQFolderFiles(folder: folder.url)
        try folder.put("a.md", "first")
        let seen = try #require(files.list().files.first).fingerprint
        try folder.put("a.md", "second")

        #expect(files.write(id: "a", text: "third", expecting: seen) == .changedMeanwhile)
        #expect(files.write(id: "a", text: "third", expecting: nil) == .changedMeanwhile)
        #expect(files.list().files.map(\.text) == ["second"])
    }

    @Test func `a file that is gone is made anew by what is published later`() throws {
        let folder = try Folder()
        let files = FAQFolderFiles(folder: folder.url)

        #expect(files.write(id: "gone", text: "later", expecting: "0123456789ab") == .written)
        #expect(files.list().files.map(\.text) == ["later"])
    }

    @Test func `what was read before is read again only where it changed`() throws {
        let folder = try Folder()
        let files = FAQFolderFiles(folder: folder.url)
        for name in ["a.md", "b.md", "c.md"] {
            try folder.put(name, "old")
            try folder.age(name)
        }
        let first = files.list().files.map(\.text)
        try folder.put("a.md", "new")
        try FileManager.default.removeItem(at: folder.url.appendingPathComponent("c.md"))

        #expect(first == ["old", "old", "old"])
        #expect(files.list().files.map(\.text) == ["new", "old"])
        try folder.put("a.md", "its")
        #expect(files.list().files.map(\.text) == ["its", "old"])
        #expect(files.write(id: "b", text: "fresh", expecting: files.list().files.last?.fingerprint) == .written)
        #expect(files.list().files.map(\.text) == ["its", "fresh"])
    }

    @Test func `a name that leads out of the folder is not written`() throws {
        let folder = try Folder()

        #expect(FAQFolderFiles(folder: folder.url).write(id: "../a", text: "x", expecting: nil) == .notWritable)
    }

    @Test func `a huge file and one that is no text are problems and the others are read`() throws {
        let folder = try Folder()
        try folder.put("a.md", "fine")
        try folder.put("b.md", String(repeating: "x", count: 10 << 20))
        try Data([0xFF, 0xFE]).write(to: folder.url.appendingPathComponent("c.md"))

        let listed = FAQFolderFiles(folder: folder.url).list()

        #expect(listed.files.map(\.id) == ["a"])
        #expect(listed.problems.map(\.file) == ["faq/b.md", "faq/c.md"])
    }
}

/// A folder of its own, gone with the test.
private final class Folder {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appendingPathComponent("faq-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Makes a file as old as those that nobody is writing.
    func age(_ name: String) throws {
        let time = [FileAttributeKey.modificationDate: Date(timeIntervalSinceNow: -60)]
        try FileManager.default.setAttributes(time, ofItemAtPath: url.appendingPathComponent(name).path)
    }

    func put(_ name: String, _ text: String) throws {
        try Data(text.utf8).write(to: url.appendingPathComponent(name))
    }
}
