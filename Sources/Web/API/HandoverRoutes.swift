import Foundation
import Hummingbird
import MutualAid
import NIOCore

extension APIRoutes {
    /// Whole shifts that change hands, with acceptance.
    func addHandovers<Context: RequestContext>(to api: RouterGroup<Context>) {
        api.get("handovers") { request, _ in try await openHandovers(request) }
        api.post("handovers") { request, _ in try await offerShift(request) }
        api.post("handovers/:id/accept") { request, context in try await acceptShift(request, context.parameters) }
        api.post("handovers/:id/decline") { request, context in try await declineShift(request, context.parameters) }
    }

    private func openHandovers(_ request: Request) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        let open = try await handovers.openHandovers(of: reader.staff.login, now: now())
        return JSONText.response(["items": open.map(HandoverJSON.init)])
    }

    private func offerShift(_ request: Request) async throws -> Response {
        let reader = try await unlimitedReader(of: request)
        let body = try await request.body.collect(upTo: 1024)
        let wanted = try JSONDecoder().decode(ReceiverJSON.self, from: Data(body.readableBytesView))
        let offer = try await handovers.offerShift(of: reader.staff.login, to: wanted.to, now: now())
        return JSONText.response(HandoverJSON(offer), status: .created)
    }

    private func acceptShift(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await unlimitedReader(of: request)
        let done = try await handovers.acceptShift(try handover(parameters), by: reader.staff.login, now: now())
        return JSONText.response(["taken": done.taken.map(\.description), "left": done.left.map(\.description)])
    }

    private func declineShift(_ request: Request, _ parameters: Parameters) async throws -> Response {
        let reader = try await reader(of: request, for: .queue)
        try await handovers.declineShift(try handover(parameters), by: reader.staff.login, now: now())
        return Response(status: .noContent)
    }

    /// A whole shift is more than a token for some groups or desks reaches.
    private func unlimitedReader(of request: Request) async throws -> APIReader {
        let reader = try await reader(of: request, for: .queue)
        guard reader.token.groups.isEmpty, reader.token.desks.isEmpty else {
            throw Problem(.forbidden, "This token is for some groups or desks only, not for a whole shift")
        }
        return reader
    }

    private func handover(_ parameters: Parameters) throws -> ID<Handover> {
        guard let id = ID<Handover>(try parameters.require("id")) else { throw HandoverRefusal.notFound }
        return id
    }
}

private struct ReceiverJSON: Decodable {
    /// A login.
    let to: String
}

private struct HandoverJSON: Encodable {
    let id: String
    let from: String
    let to: String
    let offeredAt: Date
    let until: Date

    enum CodingKeys: String, CodingKey {
        case id, from, to, until
        case offeredAt = "offered_at"
    }

    init(_ handover: Handover) {
        id = handover.id.description
        from = handover.from
        to = handover.to
        offeredAt = handover.offeredAt
        until = handover.until
    }
}
