import ArgumentParser
import MutualAid

/// The audit trail: who saw a member's words, and who did what to them.
struct Audit: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Verify the audit trail, or print its head to keep elsewhere.",
        subcommands: [Verify.self, Head.self]
    )

    /// Walks the whole trail.
    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Walk the whole audit trail; exit 1 where a row was changed, moved or taken out."
        )

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await orComplain {
                let told = try await ControlClient(configuration: try options.load())
                    .ask("audit-verify", Operations.Nothing(), for: Operations.AuditTold.self)
                guard told.isSound else { throw Complaint(told.text) }
                print(told.text)
            }
        }
    }

    /// Prints the head.
    struct Head: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print the last row's number and hash: kept elsewhere, it shows whether the trail lost its end."
        )

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await orComplain {
                let told = try await ControlClient(configuration: try options.load())
                    .ask("audit-head", Operations.Nothing(), for: ToldText.self)
                print(told.text)
            }
        }
    }
}
