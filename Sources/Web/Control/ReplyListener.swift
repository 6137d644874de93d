import Foundation
import Hummingbird
import Logging
import NIOCore

/// Listens as a gateway would and prints what the daemon delivers.
package struct ReplyListener: Sendable {
    private let port: Int

    package init(port: Int) {
        self.port = port
    }

    /// Serves for so long, printing kind, visibility and text of each delivery; `body` runs once it listens.
    package func printReplies(for duration: Duration, after body: @escaping @Sendable () async -> Void) async {
        let router = Router()
        router.post("**") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            print(Self.line(Data(body.readableBytesView)))
            return Response(status: .ok)
        }
        var logger = Logger(label: "listen")
        logger.logLevel = .critical
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            onServerRunning: { _ in await body() },
            logger: logger
        )
        await withTaskGroup(of: Void.self) { tasks in
            // A port that is taken ends the wait at once; the daemon's retries come later.
            tasks.addTask { try? await application.runService(gracefulShutdownSignals: []) }
            tasks.addTask { try? await Task.sleep(for: duration) }
            await tasks.next()
            tasks.cancelAll()
        }
    }

    private static func line(_ body: Data) -> String {
        // What is no delivery is said to be none.
        guard let event = (try? JSONSerialization.jsonObject(with: body)) as? [String: Any],
            let data = event["data"] as? [String: Any]
        else { return "(something that is no delivery)" }
        let kind = data["kind"] as? String ?? "?"
        let visibility = data["visibility"] as? String ?? "?"
        return "[\(kind), \(visibility)] \(data["text"] as? String ?? "")"
    }
}
