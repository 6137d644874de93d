import ArgumentParser
import Foundation
import MutualAid
import TemplateFiles
import Testing

@testable import huzhu

struct ConfigurationTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    @Test func `the shipped configuration is in order and means what its comments say`() throws {
        let file = Self.root.appendingPathComponent("Config/huzhu.yaml").path

        let configuration = try Configuration.load(ConfigurationFlags(file: file), environment: [:])

        #expect(configuration.port == 8080 && configuration.host == "127.0.0.1")
        #expect(configuration.asOf == "2020-04-10")
        #expect(configuration.lease == Lease(ordinary: 900, s0: 300, capacity: 4))
        #expect(configuration.connections.map(\.id) == ["web", "gateway"])
        #expect(configuration.groups.count == 5)
        #expect(configuration.data == Self.root.appendingPathComponent("data").standardizedFileURL)
    }

    @Test func `flags beat the environment, which beats the file`() throws {
        let file = Self.root.appendingPathComponent("Config/huzhu.yaml").path
        let environment = ["HUZHU_PORT": "7000", "HUZHU_HOST": "0.0.0.0", "HUZHU_DATA": "/tmp/elsewhere"]

        let configuration = try Configuration.load(
            ConfigurationFlags(file: file, port: 9999),
            environment: environment
        )

        #expect(configuration.port == 9999)
        #expect(configuration.host == "0.0.0.0")
        #expect(configuration.databasePath.path == "/tmp/elsewhere/huzhu.sqlite")
        #expect(configuration.templates.path == Self.root.appendingPathComponent("Templates").path)
    }

    @Test func `every problem is named at once, with file and line`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("huzhu.yaml")
        try """
        server: { port: 99999 }
        storage: { url: "mysql:x" }
        knowledge: { as_of: yesterday }
        conections: []
        queue: { lease: soon }
        connections:
          - { id: gateway, kind: webhook, deliver_to: ftp://x }
          - { id: gateway, kind: pigeon }
        """.write(to: file, atomically: true, encoding: .utf8)

        let problems = #expect(throws: FileProblems.self) {
            try Configuration.load(ConfigurationFlags(file: file.path), environment: [:])
        }

        let lines = Set(problems?.problems.filter { $0.file.hasSuffix("huzhu.yaml") }.compactMap(\.line) ?? [])
        #expect(lines.isSuperset(of: [1, 2, 3, 4, 5, 7, 8]), "\(problems?.description ?? "")")
        #expect(problems?.problems.contains { $0.file.hasSuffix("groups.yaml") } == true)
    }

    @Test func `a secrets file that others may read is refused, a missing secret is written once`() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("huzhu-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent("secrets.env")

        #expect(try Secrets.fill(["A", "B"], file: file, environment: ["B": "x"]) == ["A"])
        let written = try Secrets(file: file, environment: [:]).secret("A")
        #expect(written?.hasPrefix("whsec_") == true)
        #expect(try Secrets.fill(["A"], file: file, environment: [:]) == [])
        #expect(try Secrets(file: file, environment: [:]).secret("A") == written)

        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: file.path)
        #expect(throws: FileProblems.self) { try Secrets(file: file, environment: [:]) }
    }

    @Test(arguments: ["why", "backup", "staff add", "send", "replay", "serve", "check-config", "faq check"])
    func `every command has a help text that teaches`(command: String) {
        let help = Huzhu.helpMessage(for: type(of: command))

        #expect(help.count > 80)
    }
}

private func type(of command: String) -> any ParsableCommand.Type {
    switch command {
    case "why": Why.self
    case "backup": Backup.self
    case "staff add": Staff.Add.self
    case "send": Send.self
    case "replay": Replay.self
    case "serve": Serve.self
    case "check-config": CheckConfig.self
    default: FAQ.Check.self
    }
}
