import ServiceLifecycle

/// Keeps the web chat's event streams alive: a comment every two seconds, below the server's idle timeout.
package struct ChatHeartbeat: Service {
    private let hub: ChatHub

    package init(platform: WebChatPlatform) {
        hub = platform.hub
    }

    package func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            hub.beat()
            // Waking early means shutting down: the loop's condition ends it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(2)) }
        }
    }
}
