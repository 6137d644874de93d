import ArgumentParser
import Foundation
import MutualAid
import Storage

/// Says why a message was decided as it was.
struct Why: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say how a message was understood, what was decided, why, and what became of it.",
        discussion: "The id is the one that the webhook's answer gave. No words of the message are printed."
    )

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The message's id.") var message: String

    func run() async throws {
        try await orComplain {
            let told = try await ControlClient(configuration: try options.load())
                .ask("why", Operations.Named(name: message), for: ToldText.self)
            print(told.text)
        }
    }
}

/// Makes a verified copy of the database.
struct Backup: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Write a copy of the database while the daemon runs, and verify it by opening it.",
        discussion:
            "Keep a copy of the key file too, in another place: without it the texts in a backup stay unreadable."
    )

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "Where the copy is written; must not exist yet.") var file: String

    func run() async throws {
        try await orComplain {
            let path = URL(fileURLWithPath: file).path
            let told = try await ControlClient(configuration: try options.load())
                .ask("backup", Operations.Named(name: path), for: ToldText.self)
            print(told.text)
        }
    }
}

/// Puts a backup in place.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check a backup and put it in the database's place; stop the daemon first.",
        discussion: """
            What was waiting to be sent when the backup was made is held, so that nothing is sent twice: look at it, then
            run `huzhu restore --release` beside the running daemon. The database that was there is kept with the ending .before-restore.
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Flag(help: "Send what was held since a restore.") var release = false
    @Argument(help: "The backup.") var file: String?

    func run() async throws {
        try await orComplain {
            let configuration = try options.load()
            if release {
                let told = try await ControlClient(configuration: configuration)
                    .ask("release", Operations.Nothing(), for: ToldText.self)
                print(told.text)
            } else if let file {
                do {
                    let report = try await Database.restore(
                        URL(fileURLWithPath: file),
                        to: configuration.databasePath,
                        keyFile: configuration.keyFile,
                        now: Date.now
                    )
                    print("\(report)")
                } catch let refusal as DatabaseRefusal {
                    throw Complaint("\(refusal)")
                }
            } else {
                throw ValidationError("name the backup file, or --release")
            }
        }
    }
}

/// Switches automatic answers off.
struct Pause: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop automatic answers; storing, danger signs and the queue go on."
    )

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await orComplain { print(try await pauseAnswers(true, options)) }
    }
}

/// Switches automatic answers on again.
struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let automatic answers go out again.")

    @OptionGroup var options: ConfigurationOptions

    func run() async throws {
        try await orComplain { print(try await pauseAnswers(false, options)) }
    }
}

private func pauseAnswers(_ isPaused: Bool, _ options: ConfigurationOptions) async throws -> String {
    try await ControlClient(configuration: try options.load())
        .ask("pause", Operations.Paused(isPaused: isPaused), for: ToldText.self).text
}

/// A plain answer of an operation.
struct ToldText: Decodable {
    let text: String
}

/// Lists the failpoints of a debug build, for the tests that kill it everywhere.
struct Failpoints: ParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    func run() {
        for name in Failpoint.all { print(name) }
    }
}
