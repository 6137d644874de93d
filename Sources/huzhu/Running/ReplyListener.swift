import Foundation
import Hummingbird
import Logging
import MutualAid

/// Listens as a gateway would and prints what the daemon delivers.
struct ReplyListener: Sendable {
    private let port: Int

    init(port: Int) throws {
        self.port = port
    }

    /// Serves for so long, printing kind, visibility and text of each delivery.
    func printReplies(for duration: Duration) async {
        let router = Router()
        router.post("**") { request, _ in
            let body = try await request.body.collect(upTo: 1 << 20)
            print(Self.line(Data(body.readableBytesView)))
            return Response(status: .ok)
        }
        var logger = Logger(label: "listen")
        logger.logLevel = .error
        let application = Application(
            router: router, configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: port)),
            logger: logger)
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
