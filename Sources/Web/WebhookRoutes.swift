import HTTPTypes
import Hummingbird
import MutualAid
import NIOCore

/// `POST /webhooks/{connection}`: the door that platforms knock at, for requests that are out of the ordinary.
///
/// The ordinary ones are answered by `WebhookDoorHandler` before they get here.
struct WebhookRoutes {
    let door: WebhookDoor

    func add<Context: RequestContext>(to router: Router<Context>) {
        router.post("webhooks/:connection") { request, _ in
            guard let platform = door.platform(at: request.uri.path) else {
                throw Problem(.notFound, "There is no such connection")
            }
            let body = try await door.budget.collect(request, upTo: WebhookDoor.mostBytes)
            let headers = request.headers.map { (name: $0.name.canonicalName, value: $0.value) }
            let result = await withCheckedContinuation { continuation in
                door.receive(body, headers, on: platform) { continuation.resume(returning: $0) }
            }
            return door.answer(to: result).response
        }
    }
}
