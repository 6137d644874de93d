import ArgumentParser
import Foundation
import MutualAid

extension Staff {
    /// Gives a token.
    struct Token: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a person a token for the API. Prints the token alone; it is never shown again.",
            discussion: """
                A person may have several, told apart by --name; a new one takes the place of the old one of that name.
                Example: huzhu staff token --login chen --name dashboard --scope read --group europe --expires 90d
                """
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Whose.") var login: String
        @Option(help: "What tells it apart from the person's other tokens.") var name = StaffToken.ordinaryName
        @Option(help: "What it may be used for: read, queue, faq, audit; may be given several times; none means all.")
        var scope: [String] = []
        @Option(help: "Only these of the person's groups; may be given several times.") var group: [String] = []
        @Option(help: "Only these of the person's desks; may be given several times.") var desk: [String] = []
        @Option(help: "How long it works, such as 12h or 90d; left out: until it is revoked.") var expires: String?

        func validate() throws {
            for word in scope where TokenScope(rawValue: word) == nil {
                throw ValidationError("there is no scope \(word); there are read, queue, faq, audit")
            }
            for word in desk where Desk(rawValue: word) == nil {
                let known = Desk.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("there is no desk \(word); there are \(known)")
            }
            if let expires, Self.seconds(expires) == nil {
                throw ValidationError("--expires is a number of hours or days, such as 12h or 90d")
            }
        }

        func run() async throws {
            try await orComplain {
                let asked = Operations.TokenAsked(
                    login: login,
                    name: name,
                    scopes: scope.compactMap(TokenScope.init),
                    groups: group,
                    desks: desk.compactMap(Desk.init),
                    lifetime: expires.flatMap(Self.seconds)
                )
                let told = try await ControlClient(configuration: try options.load())
                    .ask("staff-token", asked, for: ToldText.self)
                print(told.text)
            }
        }

        /// Seconds in a span such as `12h` or `90d`; at most ten years.
        private static func seconds(_ text: String) -> Double? {
            guard let unit = text.last, let count = Int(text.dropLast()), count > 0 else { return nil }
            switch unit {
            case "h" where count <= 87_600: return Double(count) * 3600
            case "d" where count <= 3650: return Double(count) * 86400
            default: return nil
            }
        }
    }

    /// Lists tokens.
    struct Tokens: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List tokens with what they may do and until when; the tokens themselves are never shown again."
        )

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Whose; left out: everybody's.") var login: String?

        func run() async throws {
            try await orComplain {
                let tokens = try await ControlClient(configuration: try options.load())
                    .ask("staff-tokens", Operations.Named(name: login ?? ""), for: [StaffToken].self)
                for token in tokens {
                    let scopes = token.scopes.map(\.rawValue).sorted().joined(separator: ",")
                    let groups = token.groups.joined(separator: ",")
                    let desks = token.desks.map(\.rawValue).joined(separator: ",")
                    let expiry = token.expiresAt.map { $0.formatted(.iso8601) } ?? "until revoked"
                    let columns = [
                        token.login, token.name, scopes.isEmpty ? "all scopes" : scopes,
                        groups.isEmpty ? "all groups" : groups, desks.isEmpty ? "all desks" : desks, expiry,
                    ]
                    print(columns.joined(separator: "\t"))
                }
            }
        }
    }

    /// Revokes a token.
    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Revoke a token; it stops working at once.")

        @OptionGroup var options: ConfigurationOptions
        @Option(help: "Whose.") var login: String
        @Option(help: "Which.") var name = StaffToken.ordinaryName

        func run() async throws {
            try await orComplain {
                let told = try await ControlClient(configuration: try options.load())
                    .ask("staff-revoke", Operations.TokenNamed(login: login, name: name), for: ToldText.self)
                print(told.text)
            }
        }
    }
}
