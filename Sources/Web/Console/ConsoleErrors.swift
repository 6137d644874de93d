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
            let frame = Frame(words[known], request)
            return pages.page("error-page", frame, ["text": words[known + "_text"]], status: problem.status)
        }
    }
}
