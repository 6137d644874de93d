package import Foundation
import Hummingbird
package import Logging
import NIOCore
import ServiceLifecycle

/// The control socket: commands beside a running daemon reach it here, through a Unix socket of mode 0600.
package struct ControlServer: Service {
    /// What a command does: its arguments in JSON in, its result in JSON out.
    package typealias Operation = @Sendable (Data) async throws -> Data

    private let path: String
    private let operations: [String: Operation]
    private let logger: Logger

    package init(path: String, operations: [String: Operation], logger: Logger) {
        self.path = path
        self.operations = operations
        self.logger = logger
    }

    package func run() async throws {
        let router = Router()
        router.add(middleware: ErrorPages())
        router.post("control/:operation") { request, context in
            guard let operation = operations[try context.parameters.require("operation")] else {
                throw Problem(.notFound, "There is no such command")
            }
            let body = try await request.body.collect(upTo: 1 << 20)
            let result = try await operation(Data(body.readableBytesView))
            return Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(bytes: result)))
        }
        // A socket file left by a killed daemon is in the way; only the holder of the lock gets here.
        try? FileManager.default.removeItem(atPath: path)
        let application = Application(
            router: router,
            configuration: ApplicationConfiguration(address: .unixDomainSocket(path: path)),
            onServerRunning: { _ in
                // The folder is 0700 already; a socket that stays readable to its owner alone is the second lock.
                try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            },
            logger: logger
        )
        try await application.runService(gracefulShutdownSignals: [])
        // Gone with the daemon; a leftover is removed at the next start.
        try? FileManager.default.removeItem(atPath: path)
    }
}
