package import Comprehension
package import Foundation
package import MutualAid

/// What pages are made of: templates, words in both languages, and the files a browser loads.
package struct PageFiles: Sendable {
    /// Mustache texts by name.
    package let templates: [String: String]
    /// The words of pages, by language and key.
    package let words: [ReplyLanguage: [String: String]]
    /// The console's Mustache texts by folder and name, such as `queue-page`.
    package let console: [String: String]
    /// The console's words, by language tag and key.
    package let consoleWords: [String: [String: String]]
    /// Texts that counselors start from.
    package let canned: [CannedReply]
    /// Files served as they are, by route.
    package let assets: [String: Asset]

    /// One file and its media type.
    package struct Asset: Sendable {
        package let type: String
        package let bytes: [UInt8]
    }

    /// Reads `Templates/chat`, `Templates/console`, `Templates/locales` and `Templates/assets`.
    package static func read(_ folder: URL) throws(FileProblems) -> PageFiles {
        let ledger = ProblemLedger()
        var templates: [String: String] = [:]
        for (name, path) in ["chat": "chat/page.mustache", "home": "console/home/page.mustache"] {
            templates[name] = TextFiles.read(folder.appendingPathComponent(path), ledger: ledger)?.text
        }
        var words: [ReplyLanguage: [String: String]] = [:]
        for language in ReplyLanguage.allCases {
            words[language] = Self.words(
                folder.appendingPathComponent("locales/\(language.rawValue).yaml"),
                ledger: ledger
            )
        }
        var assets: [String: Asset] = [:]
        for (name, type) in [
            "assets/site.css": "text/css; charset=utf-8", "assets/console.css": "text/css; charset=utf-8",
            "assets/console.js": "text/javascript; charset=utf-8", "assets/faq.js": "text/javascript; charset=utf-8",
            "assets/try.js": "text/javascript; charset=utf-8", "assets/icon.svg": "image/svg+xml",
            "assets/chat.js": "text/javascript; charset=utf-8",
            "openapi.yaml": "application/yaml",
        ] {
            guard let file = TextFiles.read(folder.appendingPathComponent(name), ledger: ledger) else { continue }
            assets["/" + name] = Asset(type: type, bytes: Array(file.text.utf8))
        }
        let console = Self.console(folder.appendingPathComponent("console"), ledger: ledger)
        let consoleWords = Dictionary(
            uniqueKeysWithValues: ["zh-Hans", "zh-Hant", "en"].map { tag in
                (tag, Self.words(folder.appendingPathComponent("locales/console/\(tag).yaml"), ledger: ledger))
            }
        )
        let canned = Self.canned(folder.appendingPathComponent("console/canned.yaml"), ledger: ledger)
        try ledger.check()
        return PageFiles(
            templates: templates,
            words: words,
            console: console,
            consoleWords: consoleWords,
            canned: canned,
            assets: assets
        )
    }

    /// Every Mustache text below the console's folder.
    private static func console(_ folder: URL, ledger: ProblemLedger) -> [String: String] {
        let names = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String } ?? []
        var templates: [String: String] = [:]
        for name in names where name.hasSuffix(".mustache") {
            guard let file = TextFiles.read(folder.appendingPathComponent(name), ledger: ledger) else { continue }
            templates[name.dropLast(9).replacingOccurrences(of: "/", with: "-")] = file.text
        }
        return templates
    }

    private static func canned(_ url: URL, ledger: ProblemLedger) -> [CannedReply] {
        guard let file = TextFiles.read(url, ledger: ledger),
            let top = YAMLMapping.parse(file.text, file: file.path, ledger: ledger)
        else { return [] }
        return top.mappings("replies").map {
            CannedReply(
                name: $0.text("name"),
                keywords: $0.text("keywords"),
                chinese: $0.text("zh"),
                english: $0.text("en")
            )
        }
    }

    private static func words(_ url: URL, ledger: ProblemLedger) -> [String: String] {
        guard let file = TextFiles.read(url, ledger: ledger),
            let top = YAMLMapping.parse(file.text, file: file.path, ledger: ledger)
        else { return [:] }
        return Dictionary(top.keys.map { ($0, top.text($0)) }, uniquingKeysWith: { first, _ in first })
    }
}
