import Foundation
import Testing

/// Who may import what: the first three invariants of ARCHITECTURE.md, read from the sources themselves.
struct ImportTests {
    @Test(arguments: [
        ("Comprehension", ["CVector", "Foundation", "Synchronization"]),
        ("MutualAid", ["Comprehension", "Foundation", "Logging", "Metrics", "ServiceLifecycle", "Synchronization"]),
        ("Accounts", ["CSodium", "Crypto", "Foundation", "MutualAid"]),
    ])
    func `the inner targets import nothing that does input or output`(target: String, allowed: [String]) throws {
        let imports = try Sources.imports(of: target)

        #expect(!imports.isEmpty)
        #expect(imports.subtracting(allowed) == [])
    }

    @Test(arguments: ["Storage", "TemplateFiles", "Connectors", "Accounts", "Web"])
    func `adapters never import each other, but for Web and Accounts`(target: String) throws {
        let others: Set = ["Storage", "TemplateFiles", "Connectors", "Accounts", "Web", "huzhu"]

        let foreign = try Sources.imports(of: target).intersection(others).subtracting([target])

        #expect(foreign.subtracting(target == "Web" ? ["Accounts"] : []) == [])
    }

    @Test(arguments: [
        ("GRDB", "Storage"), ("Hummingbird", "Web"), ("HummingbirdCore", "Web"), ("CCurl", "Connectors"),
        ("CMalloc", "huzhu"), ("CVector", "Comprehension"), ("CSodium", "Accounts"), ("Yams", "TemplateFiles"),
    ])
    func `each library is known to one target`(library: String, owner: String) throws {
        let users = try Sources.targets.filter { try Sources.imports(of: $0).contains(library) }

        #expect(users == [owner])
    }

    @Test func `only the binary reads the environment`() throws {
        let readers = try Sources.files.filter { $0.text.contains("ProcessInfo.processInfo.environment") }

        #expect(readers.allSatisfy { $0.target == "huzhu" })
        #expect(!readers.isEmpty)
    }

    @Test func `the rules read no clock of their own`() throws {
        let rules = try Sources.files.filter { ["Comprehension", "MutualAid"].contains($0.target) }

        #expect(rules.filter { $0.text.contains("Date()") || $0.text.contains("Date.now") }.map(\.name) == [])
    }

    @Test func `what threads share in rules and storage is guarded where the thread sanitizer can see it`() throws {
        let blind = try Sources.files.filter {
            ["MutualAid", "Storage"].contains($0.target) && $0.text.contains(" Mutex")
        }

        #expect(blind.map(\.name) == [])
    }

    @Test func `no source file is longer than three hundred lines`() throws {
        let long = try Sources.files.filter {
            $0.text.split(separator: "\n", omittingEmptySubsequences: false).count > 301
        }

        #expect(long.map(\.name) == [])
    }
}

/// The project's own source files.
private enum Sources {
    struct File {
        let target: String
        let name: String
        let text: String
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appendingPathComponent("Sources")

    static var targets: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: root.path).filter {
                !["CCurl", "CMalloc", "CSodium", "CVector"].contains($0)
            }
            .sorted()
        }
    }

    static var files: [File] {
        get throws {
            try targets.flatMap { target -> [File] in
                let folder = root.appendingPathComponent(target)
                let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
                return try names.filter { $0.hasSuffix(".swift") }.map { name in
                    File(
                        target: target,
                        name: "\(target)/\(name)",
                        text: try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
                    )
                }
            }
        }
    }

    /// The modules a target imports.
    static func imports(of target: String) throws -> Set<String> {
        Set(
            try files.filter { $0.target == target }.flatMap { file in
                file.text.split(separator: "\n").compactMap { line -> String? in
                    var words = line.split(separator: " ").map(String.init)
                    if words.first == "package" || words.first == "private" { words.removeFirst() }
                    guard words.count >= 2, words[0] == "import" else { return nil }
                    let name = ["struct", "class", "enum", "func", "protocol"].contains(words[1]) ? words[2] : words[1]
                    return String(name.split(separator: ".")[0])
                }
            }
        )
    }
}
