import HTTPTypes
import Hummingbird

/// Turns an error below it into a page in the reader's language; what is not known and what is not theirs look the same.
struct ConsoleErrors: RouterMiddleware {
    typealias Context = WebContext

    let pages: ConsolePages

    func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            let problem = Problem(error, loggedBy: context.logger)
            let words = pages.words(in: ConsoleLanguage.of(request))
            let code = problem.status.code
            let known = words.all["error_\(code)"] == nil ? "error_other" : "error_\(code)"
            return pages.error(problem.status, known, text: known + "_text", to: .queue, request)
        }
    }
}

/// Shows a browser that asked for an address which is nowhere a page; programs are told by a problem, as ever.
struct StrayAddresses: RouterMiddleware {
    typealias Context = WebContext

    let pages: ConsolePages

    func handle(
        _ request: Request,
        context: WebContext,
        next: (Request, WebContext) async throws -> Response
    ) async throws -> Response {
        do {
            return try await next(request, context)
        } catch {
            guard Problem(error).status == .notFound, request.headers[.accept]?.contains("text/html") == true else {
                throw error
            }
            return pages.error(.notFound, "error_404", text: "error_stray_text", to: .home, request)
        }
    }
}

extension ConsolePages {
    /// Where a page about an error leads on to.
    fileprivate enum WayOn: String {
        case queue = "/escalations"
        case home = "/"
    }

    /// A page about an error, in the words of these names.
    fileprivate func error(
        _ status: HTTPResponse.Status,
        _ title: String,
        text: String,
        to way: WayOn,
        _ request: Request
    ) -> Response {
        let words = words(in: ConsoleLanguage.of(request))
        let values = [
            "text": words[text], "way_on": way.rawValue, "way_on_name": words[way == .home ? "to_home" : "to_queue"],
        ]
        return page("error-page", Frame(words[title], request), values, status: status)
    }
}
