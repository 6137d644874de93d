package import Comprehension
import HTTPTypes
import Hummingbird
import MutualAid
import Mustache

/// The language a page is shown in: `?lang=`, else what the browser asks for.
enum PageLanguage {
    static func of(_ request: Request) -> ReplyLanguage {
        if let wanted = request.uri.queryParameters["lang"].flatMap({ ReplyLanguage(rawValue: String($0)) }) {
            return wanted
        }
        let header = request.headers[.acceptLanguage] ?? "zh"
        let first = header.split(separator: ",").first { $0.hasPrefix("zh") || $0.hasPrefix("en") }
        return first?.hasPrefix("en") == true ? .english : .chinese
    }
}

/// What every page is sent with: nothing may be loaded from elsewhere, framed, or guessed at.
enum PageHeaders {
    static let html: HTTPFields = headers(for: "text/html; charset=utf-8")

    static func headers(for type: String) -> HTTPFields {
        var headers: HTTPFields = [.contentType: type, .cacheControl: "no-cache", .xContentTypeOptions: "nosniff"]
        headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        if let name = HTTPField.Name("Referrer-Policy") { headers[name] = "no-referrer" }
        return headers
    }
}

/// The pages' templates and words, read from `Templates/` at start.
package struct ChatPages: Sendable {
    private let library: MustacheLibrary
    private let words: [ReplyLanguage: [String: String]]
    private let asOf: String?

    /// - Parameters:
    ///   - templates: Mustache texts by name: `chat`, `home`.
    ///   - words: the words of the pages, by language and key.
    ///   - asOf: the day the knowledge is of, shown as a banner; `nil` for none.
    /// - Throws: the template library's error for a broken template.
    package init(templates: [String: String], words: [ReplyLanguage: [String: String]], asOf: String?) throws {
        var library = MustacheLibrary()
        for (name, text) in templates { try library.register(text, named: name) }
        self.library = library
        self.words = words
        self.asOf = asOf
    }

    /// The chat page of a group.
    func chat(group: Group, groups: [Group], in language: ReplyLanguage) -> String {
        let words = words[language] ?? [:]
        let tabs = groups.map { each -> [String: Any] in
            let name = each.names[language] ?? each.id
            return [
                "id": each.id, "name": name, "short": words["group_\(each.id)"] ?? name,
                "is_current": each.id == group.id,
            ]
        }
        return render(
            "chat",
            in: language,
            [
                "group": group.id, "group_name": group.names[language] ?? group.id, "groups": tabs,
            ]
        )
    }

    /// The page at `/`: what waits, by class only, and where to go.
    func home(open: [Triage: Int], groups: [Group], in language: ReplyLanguage) -> String {
        let words = words[language] ?? [:]
        let rows = open.sorted { ($0.key.severity, $0.key.desk.rawValue) < ($1.key.severity, $1.key.desk.rawValue) }
            .map { triage, count -> [String: Any] in
                [
                    "severity": triage.severity.rawValue, "count": count,
                    "desk": words["desk_\(triage.desk.rawValue)"] ?? triage.desk.rawValue,
                ]
            }
        return render("home", in: language, ["rows": rows, "is_empty": rows.isEmpty])
    }

    private func render(_ name: String, in language: ReplyLanguage, _ values: [String: Any]) -> String {
        var context = values
        context["words"] = words[language] ?? [:]
        context["lang"] = language == .chinese ? "zh-Hans" : "en"
        context["is_chinese"] = language == .chinese
        if let asOf { context["as_of"] = asOf }
        return library.render(context, withTemplate: name) ?? ""
    }
}
