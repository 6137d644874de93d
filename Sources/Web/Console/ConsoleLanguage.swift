package import Comprehension
import Hummingbird

/// A language that the console's pages are written in; its raw value is what `lang` says of them.
package enum ConsoleLanguage: String, Sendable, CaseIterable {
    case simplified = "zh-Hans"
    case traditional = "zh-Hant"
    case english = "en"

    /// The language whose FAQ texts and phone numbers suit the reader.
    package var reply: ReplyLanguage {
        switch self {
        case .simplified, .traditional: .chinese
        case .english: .english
        }
    }

    /// How it is called in itself.
    var name: String {
        switch self {
        case .simplified: "简体"
        case .traditional: "繁體"
        case .english: "English"
        }
    }

    /// The language of a page: what its address asks for, what the browser chose before, what the browser speaks.
    static func of(_ request: Request) -> ConsoleLanguage {
        if let wanted = wanted(by: request) { return wanted }
        if let chosen = request.cookie("huzhu_language").flatMap({ ConsoleLanguage(rawValue: $0) }) { return chosen }
        let spoken = (request.headers[.acceptLanguage] ?? "").split(separator: ",").map { $0.lowercased() }
        for tag in spoken.map({ $0.trimmingPrefix { $0 == " " } }) {
            if tag.hasPrefix("en") { return .english }
            if ["zh-hant", "zh-tw", "zh-hk", "zh-mo"].contains(where: { tag.hasPrefix($0) }) { return .traditional }
            if tag.hasPrefix("zh") { return .simplified }
        }
        return .simplified
    }

    /// The language that the address itself asks for; `zh` is the simplified script.
    static func wanted(by request: Request) -> ConsoleLanguage? {
        guard let wanted = request.uri.queryParameters["lang"] else { return nil }
        return wanted == "zh" ? .simplified : ConsoleLanguage(rawValue: String(wanted))
    }
}

extension Request {
    /// A cookie's value; `nil` where the browser sent none of that name.
    func cookie(_ name: String) -> String? {
        for pair in (headers[.cookie] ?? "").split(separator: ";") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, parts[0].filter({ $0 != " " }) == name else { continue }
            return String(parts[1].filter { $0 != " " })
        }
        return nil
    }
}
