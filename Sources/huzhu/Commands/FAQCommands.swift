import ArgumentParser
import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// The FAQ files.
struct FAQ: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check, list, bring in and write out the FAQ entries.",
        subcommands: [Check.self, List.self, Import.self, Export.self]
    )

    /// Checks every file.
    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every entry and name each problem with file and line."
        )

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await orComplain { print("\(try entries(options).count) entries are in order.") }
        }
    }

    /// Lists every entry.
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract:
                "List the entries: id, topic, risk, dates, countries, titles, state; no state before the first start."
        )

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await orComplain {
                let states = try await states(options)
                for entry in try entries(options) {
                    let countries = entry.countries.isEmpty ? "everywhere" : entry.countries.joined(separator: ",")
                    print(
                        [
                            entry.id, entry.topic, entry.risk.rawValue,
                            "\(entry.validFrom)–\(entry.validUntil ?? "open")", countries,
                            entry.titles[.chinese] ?? "", entry.titles[.english] ?? "",
                            states[entry.id] ?? "-",
                        ].joined(separator: "\t")
                    )
                }
            }
        }
    }

    /// Brings entries in.
    struct Import: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Bring in every entry of a folder as new versions in force; with any problem none is brought in."
        )

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "A folder of FAQ templates.") var folder: String

        func run() async throws { try await FAQ.ask("faq-import", folder, options) }
    }

    /// Writes entries out.
    struct Export: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write the published version of every entry into a folder, byte for byte."
        )

        @OptionGroup var options: ConfigurationOptions
        @Argument(help: "The folder; made where it is new.") var folder: String

        func run() async throws { try await FAQ.ask("faq-export", folder, options) }
    }

    /// The daemon may stand in another folder, so the path is made whole here.
    private static func ask(_ operation: String, _ folder: String, _ options: ConfigurationOptions) async throws {
        try await orComplain {
            let told = try await ControlClient(configuration: try options.load())
                .ask(operation, Operations.Named(name: URL(fileURLWithPath: folder).path), for: ToldText.self)
            print(told.text)
        }
    }

    /// How entries stand, where there are data to say it.
    private static func states(_ options: ConfigurationOptions) async throws -> [String: String] {
        let configuration = try options.load()
        guard FileManager.default.fileExists(atPath: configuration.databasePath.path) else { return [:] }
        let told = try await ControlClient(configuration: configuration)
            .ask("faq-list", Operations.Nothing(), for: [Operations.EntryStanding].self)
        return Dictionary(told.map { ($0.id, $0.state) }, uniquingKeysWith: { first, _ in first })
    }

    private static func entries(_ options: ConfigurationOptions) throws -> [FAQEntry] {
        do {
            return try FAQFolder.read(try options.load().templates.appendingPathComponent("faq"))
        } catch let problems as FileProblems {
            throw Complaint("\(problems)")
        }
    }
}
