import Accounts
import ArgumentParser
import Foundation
import Logging
import MutualAid
import Storage
import TemplateFiles

/// The daemon.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the daemon until SIGTERM.",
        discussion: """
            The first start makes the data folder, the key file and, for each connection without one, a random webhook
            secret in data/secrets.env (mode 0600). Logs go to standard error, one JSON line an event.
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Option(help: "The address to listen on.") var host: String?
    @Option(help: "The port to listen on; 0 picks a free one.") var port: Int?

    func run() async throws {
        try await orComplain {
            let configuration = try options.load(host: host, port: port)
            let level = Logger.Level(rawValue: configuration.logLevel) ?? .info
            LoggingSystem.bootstrap { JSONLogHandler(label: $0, level: level) }
            let application = try await prepare(configuration)
            try await application.run()
        }
    }

    private func prepare(_ configuration: Configuration) async throws -> Application {
        let environment = ProcessInfo.processInfo.environment
        let logger = Logger(label: "huzhu")
        Faults.arm(environment)
        try FileManager.default.createDirectory(
            at: configuration.data,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        do {
            let names = configuration.connections.flatMap { $0.secretNames.prefix(1) }
            let written = try Secrets.fill(names, file: configuration.secretsFile, environment: environment)
            for name in written { print("A random secret \(name) was written to \(configuration.secretsFile.path)") }
            let secrets = try Secrets(file: configuration.secretsFile, environment: environment)
            return try await Application.build(configuration, secrets: secrets, logger: logger) { port, key in
                greet(configuration, port: port, firstInvitation: key)
            }
        } catch let problems as FileProblems {
            throw Complaint("\(problems)")
        } catch let refusal as DatabaseRefusal {
            throw Complaint("\(refusal)")
        }
    }

    /// The one line a person looks for.
    private func greet(_ configuration: Configuration, port: Int, firstInvitation: SecretKey?) {
        print(
            "Huzhu is listening on http://\(configuration.host):\(port) — try http://\(configuration.host):\(port)/chat"
        )
        if let firstInvitation {
            let host = "http://\(configuration.host):\(port)"
            let address = configuration.publicURL.hasPrefix("https://") ? configuration.publicURL : host
            print("Nobody can sign in yet. The first administrator's link, good once and for 15 minutes:")
            print("\(address)/invitation/\(firstInvitation.text)")
        }
        fflush(nil)
        ReadyNotice.send()
    }
}

/// Checks the configuration without starting.
struct CheckConfig: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Name every problem of the configuration and the files it points to, with file and line."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await orComplain {
            let configuration = try options.load()
            let templates = configuration.templates
            let problems =
                Self.problems { () throws(FileProblems) in _ = try EditedFiles(configuration) }
                + Self.problems { () throws(FileProblems) in
                    _ = try FAQFolder.read(templates.appendingPathComponent("faq"))
                }
                + Self.problems { () throws(FileProblems) in
                    _ = try ExampleFolder.read(templates.appendingPathComponent("examples"))
                }
                + Self.problems { () throws(FileProblems) in _ = try PageFiles.read(templates) }
            if !problems.isEmpty { throw Complaint("\(FileProblems(problems))") }
            print(
                "The configuration is in order: \(configuration.groups.count) groups, \(configuration.connections.count) connections."
            )
        }
    }

    private static func problems(_ read: () throws(FileProblems) -> Void) -> [FileProblem] {
        do {
            try read()
            return []
        } catch {
            return error.problems
        }
    }
}
