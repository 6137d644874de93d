package import Foundation
package import MutualAid

/// What every connector promises, whatever its platform; a test expects no broken promise.
package struct ChatPlatformConformance<Platform: ChatPlatform>: Sendable {
    package let platform: Platform
    /// A genuine request that tells of one message with `text`.
    package let genuine: WebhookRequest
    package let text: PrivateText
    /// A time at which the request is fresh.
    package let now: Date

    package init(platform: Platform, genuine: WebhookRequest, text: PrivateText, now: Date) {
        self.platform = platform
        self.genuine = genuine
        self.text = text
        self.now = now
    }

    /// The promises that were broken, in words; empty is good.
    package func brokenPromises() async -> [String] {
        var broken = reading() + refusing()
        for visibility in [Visibility.group, .private] {
            switch await platform.deliver(delivery(visibility)) {
            case .delivered: broken.append("a delivery that nobody took is not delivered (\(visibility))")
            case .retry, .refused, .gone: break
            }
        }
        return broken
    }

    private func reading() -> [String] {
        guard let first = try? platform.accept(genuine, at: now), let second = try? platform.accept(genuine, at: now)
        else { return ["a genuine request is accepted"] }
        guard first.events.count == 1, case .messageCreated(let message)? = first.events.first else {
            return ["one message is one event"]
        }
        return [
            (first.connection == platform.connection.id, "what is received names its connection"),
            (message.room.connection == platform.connection.id, "a room is within its connection"),
            (message.text == text, "a text arrives as it was written"),
            (!message.platformID.isEmpty && !message.sender.platformID.isEmpty, "message and sender have ids"),
            (!first.eventID.isEmpty && first.eventID == second.eventID, "a repeat has the same event id"),
            (first.events == second.events, "a repeat is read alike"),
            (first.receivedAt == now, "the time of receipt is the one given"),
        ].compactMap { $0 ? nil : $1 }
    }

    private func refusing() -> [String] {
        [
            (WebhookRequest(headers: [], body: genuine.body), "without headers it is unsigned"),
            (WebhookRequest(headers: [], body: []), "an empty request is unsigned"),
            (WebhookRequest(headers: [], body: Array("{".utf8)), "the signature is checked before anything is parsed"),
            (
                WebhookRequest(headers: genuine.headers + genuine.headers, body: genuine.body),
                "headers sent twice are unsigned"
            ),
        ].compactMap { request, promise in
            do throws(WebhookRejection) {
                _ = try platform.accept(request, at: now)
                return promise
            } catch {
                return error == .unsigned ? nil : promise
            }
        }
    }

    private func delivery(_ visibility: Visibility) -> Delivery {
        Delivery(
            id: ID(rawValue: 7),
            room: Room(connection: platform.connection.id, name: "nowhere"),
            group: "nowhere",
            visibility: visibility,
            recipient: nil,
            inReplyTo: nil,
            kind: .answer,
            text: "text",
            attempt: 1,
            token: 1,
            createdAt: now
        )
    }
}
