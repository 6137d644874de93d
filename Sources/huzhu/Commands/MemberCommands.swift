import ArgumentParser
import Foundation
import MutualAid

/// Erases a person.
struct EraseMember: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "erase-member",
        abstract: "Destroy a member's key: what they wrote is unreadable from then on, in every backup too.",
        discussion: """
            The id is the one the API gives as member.id. Cases keep their class and times. Copies of the file of member
            keys that you keep elsewhere must be replaced by a fresh one afterwards: see the README.
            """
    )

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The member's id.") var id: String
    @Flag(help: "Also where cases of theirs are open.") var evenWithOpenCases = false

    func run() async throws {
        try await orComplain {
            let asked = Operations.MemberAsked(id: id, evenWithOpenCases: evenWithOpenCases, file: nil)
            let told = try await ControlClient(configuration: try options.load())
                .ask("erase-member", asked, for: ToldText.self)
            print(told.text)
        }
    }
}

/// Writes down everything kept of a person.
struct ExportMember: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-member",
        abstract: "Write everything kept of a member into a file of mode 0600, as readable JSON."
    )

    @OptionGroup var options: ConfigurationOptions
    @Argument(help: "The member's id.") var id: String
    @Option(help: "The file; must not exist yet (default: member-ID.json here).") var out: String?

    func run() async throws {
        try await orComplain {
            let path = URL(fileURLWithPath: out ?? "member-\(id).json").path
            let asked = Operations.MemberAsked(id: id, evenWithOpenCases: nil, file: path)
            let told = try await ControlClient(configuration: try options.load())
                .ask("export-member", asked, for: ToldText.self)
            print(told.text)
        }
    }
}
