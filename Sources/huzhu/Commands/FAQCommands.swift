import ArgumentParser
import Comprehension
import Foundation
import MutualAid
import TemplateFiles

/// The FAQ files.
struct FAQ: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check and list the FAQ entries.",
        subcommands: [Check.self, List.self]
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
            abstract: "List the entries: id, topic, risk, dates, countries, titles."
        )

        @OptionGroup var options: ConfigurationOptions

        func run() async throws {
            try await orComplain {
                for entry in try entries(options) {
                    let countries = entry.countries.isEmpty ? "everywhere" : entry.countries.joined(separator: ",")
                    print(
                        [
                            entry.id, entry.topic, entry.risk.rawValue,
                            "\(entry.validFrom)–\(entry.validUntil ?? "open")", countries,
                            entry.titles[.chinese] ?? "", entry.titles[.english] ?? "",
                        ].joined(separator: "\t")
                    )
                }
            }
        }
    }

    private static func entries(_ options: ConfigurationOptions) throws -> [FAQEntry] {
        do {
            return try FAQFolder.read(try options.load().templates.appendingPathComponent("faq"))
        } catch let problems as FileProblems {
            throw Complaint("\(problems)")
        }
    }
}
