import Connectors
import Foundation
import MutualAid

/// Posts to the daemon's webhook door as a gateway: signed, one request a message.
struct GatewayDoor: Sendable {
    private let client: CurlClient
    private let signer: StandardWebhookSigner
    private let url: String

    init(_ options: ConfigurationOptions, connection: String, url: String?) throws {
        let configuration = try options.load()
        let environment = ProcessInfo.processInfo.environment
        guard let settings = configuration.connections.first(where: { $0.id == connection && $0.kind == .webhook })
        else {
            throw Complaint("there is no webhook connection \(connection)")
        }
        do {
            let secrets = try Secrets(file: configuration.secretsFile, environment: environment)
            signer = StandardWebhookSigner(secrets: try WebhookSettings(settings, secrets).secrets)
        } catch {
            throw Complaint("\(error)\nhas the daemon been started once? It writes the secret.")
        }
        client = try CurlClient()
        self.url = (url ?? configuration.publicURL) + "/webhooks/\(connection)"
    }

    /// Posts a message; 0 where the daemon was not reached.
    func post(_ data: Data) async -> (status: Int, body: String) {
        let envelope = "{\"type\":\"message.created\",\"timestamp\":\"\(Date.now.formatted(.iso8601))\",\"data\":"
        let body = Data(envelope.utf8) + data + Data("}".utf8)
        let id = "msg_\(UUID().uuidString.lowercased())"
        var request = OutboundRequest(method: "POST", url: url, body: Array(body), allowsPrivateAddress: true)
        request.headers = signer.headers(id: id, at: Date.now, body: request.body)
        request.headers.append(("content-type", "application/json"))
        switch await client.send(request) {
        case .response(let response): return (response.status, String(decoding: response.body, as: UTF8.self))
        case .failed(let cause): return (0, cause.rawValue)
        }
    }
}
