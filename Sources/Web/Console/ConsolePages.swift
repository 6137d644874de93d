import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid
import Mustache
import NIOCore

/// The console's templates and words, read from `Templates/console` and `Templates/locales/console` at start.
package struct ConsolePages: Sendable {
    private let library: MustacheLibrary
    private let words: [ConsoleLanguage: Words]

    /// - Parameters:
    ///   - templates: Mustache texts by name, such as `queue-page`.
    ///   - words: the words of the pages, by language tag and key.
    /// - Throws: the template library's error for a broken template.
    package init(templates: [String: String], words: [String: [String: String]]) throws {
        var library = MustacheLibrary()
        for (name, text) in templates { try library.register(text, named: name) }
        self.library = library
        self.words = Dictionary(
            uniqueKeysWithValues: ConsoleLanguage.allCases.map {
                ($0, Words(language: $0, all: words[$0.rawValue] ?? [:]))
            }
        )
    }

    func words(in language: ConsoleLanguage) -> Words {
        words[language] ?? Words(language: language, all: [:])
    }

    /// A page by its template, with its frame.
    func page(
        _ template: String,
        _ frame: Frame,
        _ values: [String: Any],
        status: HTTPResponse.Status = .ok
    ) -> Response {
        var context = values
        let words = words(in: frame.language)
        context["words"] = words.all
        context["lang"] = frame.language.rawValue
        context["languages"] = ConsoleLanguage.allCases.map { each -> [String: Any] in
            [
                "code": each.rawValue, "name": each.name, "is_current": each == frame.language,
                "href": frame.address(in: each),
            ]
        }
        context["page_title"] = (frame.isError ? words["error_prefix"] : "") + frame.title
        context["theme"] = frame.theme
        context["here_\(frame.section)"] = true
        if let visit = frame.visit {
            context["reader"] = visit.reader.name
            context["token"] = visit.key.formToken
            context["unread"] = visit.unread
            if visit.unread > 0 { context["unread_mark"] = "(\(visit.unread)) " }
            context["reads_audit"] = visit.reader.seesTheWhole
            context["edits_faq"] = visit.reader.mayEditFAQ
            context["is_administrator"] = visit.reader.roles.contains(.administrator)
            context["is_on_duty"] = visit.isOnDuty
        }
        let html = library.render(context, withTemplate: template) ?? ""
        var headers = ConsoleHeaders.html
        if let chosen = frame.chosen { headers[.setCookie] = chosen }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(string: html)))
    }
}

/// What stands around every page: who reads it, in which language, and where they are.
struct Frame {
    let title: String
    let language: ConsoleLanguage
    var visit: Visit?
    /// The entry of the bar that is the present one.
    var section = "none"
    var isError = false
    var theme = "system"
    private let query: String
    /// The cookie that remembers a language chosen by the address.
    fileprivate let chosen: String?

    init(_ title: String, _ request: Request, visit: Visit? = nil, section: String = "none") {
        self.title = title
        language = ConsoleLanguage.of(request)
        self.visit = visit
        self.section = section
        query = request.uri.query ?? ""
        let wanted = request.cookie("huzhu_theme") ?? ""
        theme = ["light", "dark"].contains(wanted) ? wanted : "system"
        chosen = ConsoleLanguage.wanted(by: request).map {
            "huzhu_language=\($0.rawValue); Path=/; Max-Age=31536000; SameSite=Lax"
        }
    }

    /// The same page in another language: everything else in its address stays.
    fileprivate func address(in language: ConsoleLanguage) -> String {
        let kept = query.split(separator: "&").filter { !$0.hasPrefix("lang=") }
        return "?" + (kept + ["lang=\(language.rawValue)"]).joined(separator: "&")
    }
}

/// What the console's pages are sent with: nothing from elsewhere, nothing inline, no frames, nothing kept by a cache.
enum ConsoleHeaders {
    static let html: HTTPFields = {
        var headers: HTTPFields = [
            .contentType: "text/html; charset=utf-8", .cacheControl: "no-store", .xContentTypeOptions: "nosniff",
        ]
        headers[.contentSecurityPolicy] =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
        // Not `no-referrer`: under it browsers send `Origin: null` with our own forms.
        let more = [
            ("Referrer-Policy", "same-origin"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()"),
        ]
        for (name, value) in more {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()
}
