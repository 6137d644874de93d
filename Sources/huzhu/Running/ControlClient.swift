import Comprehension
import Connectors
import Foundation
import Logging
import MutualAid
import Storage

/// Reaches the data for a command: through the running daemon's socket, else by opening it under the lock.
struct ControlClient {
    let configuration: Configuration

    /// Does one operation.
    ///
    /// - Throws: `OperationRefusal` where it was not done.
    func ask<Asked: Encodable, Told: Decodable>(
        _ name: String,
        _ asked: Asked,
        for _: Told.Type = Told.self
    ) async throws
        -> Told
    {
        let body = try JSONEncoder().encode(asked)
        let socket = configuration.data.appendingPathComponent("control.sock").path
        let data =
            if FileManager.default.fileExists(atPath: socket), let answer = try await overSocket(socket, name, body) {
                answer
            } else {
                try await directly(name, body)
            }
        let answer = try JSONDecoder().decode(Received<Told>.self, from: data)
        if let refused = answer.refused { throw OperationRefusal(refused) }
        guard let told = answer.told else { throw OperationRefusal("the daemon gave no answer") }
        return told
    }

    /// `nil` where nobody listens: the socket was left by a daemon that was killed.
    private func overSocket(_ socket: String, _ name: String, _ body: Data) async throws -> Data? {
        let client = try CurlClient()
        defer { client.shutdown() }
        var request = OutboundRequest(method: "POST", url: "http://localhost/control/\(name)", body: Array(body))
        request.unixSocket = socket
        request.timeLimit = .seconds(300)
        switch await client.send(request) {
        case .response(let response) where response.status == 200: return Data(response.body)
        case .response(let response): throw OperationRefusal("the daemon answered \(response.status)")
        case .failed: return nil
        }
    }

    private func directly(_ name: String, _ body: Data) async throws -> Data {
        var logger = Logger(label: "huzhu")
        logger.logLevel = .error
        let ids = IDSource { Int64(Date.now.timeIntervalSince1970 * 1000) }
        let database = try Database.open(
            path: configuration.databasePath,
            keyFile: configuration.keyFile,
            ids: ids,
            logger: logger
        )
        // Without a daemon no knowledge is read: `why` says what was recorded and replays nothing.
        let none = KnowledgeFiles.none(dangerSigns: DangerSignRules([], guards: .none))
        let operations = Operations(
            configuration: configuration,
            database: database,
            state: KnowledgeState(isPaused: false),
            faqChanges: FAQChanges(),
            shelf: KnowledgeShelf(none),
            now: { Date.now }
        )
        guard let operation = operations.table[name] else { throw OperationRefusal("there is no such operation") }
        let answer = try await operation(body)
        try await database.close()
        return answer
    }

    private struct Received<Told: Decodable>: Decodable {
        let told: Told?
        let refused: String?
    }
}
