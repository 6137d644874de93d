package import Comprehension
package import Foundation
package import MutualAid

/// What pages are made of: templates, words in both languages, and the files a browser loads.
package struct PageFiles: Sendable {
    /// Mustache texts by name.
    package let templates: [String: String]
    /// The words of pages, by language and key.
    package let words: [ReplyLanguage: [String: String]]
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
            "assets/site.css": "text/css; charset=utf-8", "assets/chat.js": "text/javascript; charset=utf-8",
            "openapi.yaml": "application/yaml",
        ] {
            guard let file = TextFiles.read(folder.appendingPathComponent(name), ledger: ledger) else { continue }
            assets["/" + name] = Asset(type: type, bytes: Array(file.text.utf8))
        }
        try ledger.check()
        return PageFiles(templates: templates, words: words, assets: assets)
    }

    private static func words(_ url: URL, ledger: ProblemLedger) -> [String: String] {
        guard let file = TextFiles.read(url, ledger: ledger),
            let top = YAMLMapping.parse(file.text, file: file.path, ledger: ledger)
        else { return [:] }
        return Dictionary(top.keys.map { ($0, top.text($0)) }, uniquingKeysWith: { first, _ in first })
    }
}
