import ArgumentParser
import Foundation

/// The one binary: a daemon and the commands beside it.
@main
struct Huzhu: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "huzhu",
        abstract:
            "The back office of mutual-aid chat groups: hears every message, answers what is approved, and puts the rest before a person.",
        discussion: """
            Begin with `huzhu serve` and open http://127.0.0.1:8080/chat.
            Commands work beside the running daemon through its control socket; where none runs they open the data themselves.
            Exit codes: 0 done, 1 refused or failed, 2 the daemon or the data cannot be reached, 64 wrong usage.
            Shell completions: huzhu --generate-completion-script bash|zsh|fish
            """,
        version: "0.1.0",
        subcommands: [
            Serve.self, CheckConfig.self, Send.self, Replay.self, Why.self, Backup.self, Restore.self, Pause.self,
            Resume.self, FAQ.self, Ask.self, Train.self, Evaluate.self, Staff.self, Classify.self, Vector.self,
            Audit.self, EraseMember.self, ExportMember.self, Failpoints.self,
        ]
    )
}

/// Where the configuration is, for every command.
struct ConfigurationOptions: ParsableArguments {
    @Option(name: .customLong("config"), help: "The configuration file (default: Config/huzhu.yaml, or HUZHU_CONFIG).")
    var file: String?

    @Option(help: "The folder that data/… means (or HUZHU_DATA).")
    var data: String?

    /// The configuration, or every problem on standard error and exit code 1.
    func load(host: String? = nil, port: Int? = nil) throws -> Configuration {
        do {
            return try Configuration.load(
                ConfigurationFlags(file: file, host: host, port: port, data: data),
                environment: ProcessInfo.processInfo.environment
            )
        } catch {
            throw Complaint("\(error)")
        }
    }
}

/// Says on standard error what is wrong and ends with an exit code.
struct Complaint: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}

/// Runs a command's body and turns what goes wrong into words and the promised exit codes.
func orComplain(_ body: () async throws -> Void) async throws {
    do {
        try await body()
    } catch let code as ExitCode {
        throw code
    } catch let refusal as OperationRefusal {
        fail(refusal.reason, code: 1)
    } catch let complaint as Complaint {
        fail(complaint.description, code: 1)
    } catch {
        fail("the data or the daemon cannot be reached: \(error)", code: 2)
    }
}

private func fail(_ text: String, code: Int32) -> Never {
    FileHandle.standardError.write(Data("huzhu: \(text)\n".utf8))
    Foundation.exit(code)
}
