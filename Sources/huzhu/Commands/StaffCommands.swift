import ArgumentParser
import Foundation
import MutualAid

/// People who work for the groups.
struct Staff: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Add and list the people who work for the groups, and give them tokens.",
        subcommands: [Add.self, List.self, Invite.self, Token.self, Tokens.self, Revoke.self, Disable.self]
    )

    /// Adds a person.
    struct Add: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a person.",
            discussion: """
                Example: huzhu staff add --login chen --name "Chen Yi" --role counselor --group europe --language zh
                Roles: administrator, disseminator, counselor, volunteer, psychologist, general_practitioner, coordinator.
                Desks: counselors, psychologists, general_practitioners, distribution, procurement, information, services.
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "A short name to sign in with.") var login: String
        @Option(help: "The name others see.") var name: String
        @Option(help: "What they are trusted with; may be given several times.") var role: [String]
        @Option(help: "The groups they work for; none means all.") var group: [String] = []
        @Option(help: "The desks they sit at; none means those of their roles.") var desk: [String] = []
        @Option(help: "Languages they answer in.") var language: [String] = ["zh"]
        @Option(help: "Their time zone, such as Europe/Berlin.") var timeZone: String = "Asia/Shanghai"

        func validate() throws {
            if login.isEmpty || login.contains(where: { !$0.isLetter && !$0.isNumber && !"-_.".contains($0) }) {
                throw ValidationError("a login has letters, digits, dots and dashes")
            }
            try refuse(role, notIn: StaffMember.Role.allCases.map(\.rawValue), what: "role")
            try refuse(desk, notIn: Desk.allCases.map(\.rawValue), what: "desk")
            if TimeZone(identifier: timeZone) == nil { throw ValidationError("there is no time zone \(timeZone)") }
            if role.isEmpty { throw ValidationError("a person has at least one --role") }
        }

        func run() async throws {
            try await orComplain {
                let person = StaffMember(
                    login: login,
                    name: name,
                    roles: role.compactMap(StaffMember.Role.init),
                    groups: group,
                    desks: desk.compactMap(Desk.init),
                    languages: language,
                    timeZone: timeZone,
                    isEnabled: true,
                    isOnDuty: true
                )
                let told = try await ControlClient(configuration: try options.load())
                    .ask("staff-add", person, for: ToldText.self)
                print(told.text)
            }
        }

        private func refuse(_ values: [String], notIn known: [String], what: String) throws {
            for value in values where !known.contains(value) {
                throw ValidationError("there is no \(what) \(value); there are \(known.joined(separator: ", "))")
            }
        }
    }

    /// Lists everyone.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List everyone, with their roles, desks and groups.")

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await orComplain {
                let people = try await ControlClient(configuration: try options.load())
                    .ask("staff-list", Operations.Nothing(), for: [StaffMember].self)
                for person in people {
                    let roles = person.roles.map(\.rawValue).joined(separator: ",")
                    let groups = person.groups.isEmpty ? "all groups" : person.groups.joined(separator: ",")
                    let desks = person.seats.map(\.rawValue).sorted().joined(separator: ",")
                    print(
                        "\(person.login)\t\(person.name)\t\(roles)\t\(groups)\t\(desks)\t\(person.isEnabled ? "enabled" : "disabled")"
                    )
                }
            }
        }
    }

    /// Lets a person into the console, or in again.
    struct Invite: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "invite",
            abstract: "Print a link by which a person chooses a password and a second factor; good once, for 72 hours.",
            discussion: "It replaces what they had: password, second factor, recovery codes and sessions.",
            aliases: ["reset"]
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Whom.") var login: String

        func run() async throws {
            try await orComplain {
                let told = try await ControlClient(configuration: try options.load())
                    .ask("staff-invite", Operations.Named(name: login), for: ToldText.self)
                print(told.text)
            }
        }
    }

    /// Disables a person.
    struct Disable: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Disable a person; their tokens stop working at once."
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Whose.") var login: String

        func run() async throws {
            try await orComplain {
                let told = try await ControlClient(configuration: try options.load())
                    .ask("staff-disable", Operations.Named(name: login), for: ToldText.self)
                print(told.text)
            }
        }
    }
}
