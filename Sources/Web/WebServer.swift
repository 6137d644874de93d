import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
package import MutualAid
import NIOCore
import ServiceLifecycle

/// Our own HTTP: webhooks, health, API and pages, with every limit set.
package struct WebServer: Service {
    /// The bounds that keep slow and greedy clients off.
    package struct Limits: Sendable, Equatable {
        /// Connections open at once; more wait in the backlog.
        package var connections = 2000
        /// Bytes of request bodies held at once.
        package var inFlightBytes = 64 << 20
        /// Seconds a connection may be idle, also between the parts of its head.
        package var idleSeconds = 5
        /// Seconds from the head of a request to its end.
        package var requestSeconds = 10

        package init() {}
    }

    private let host: String
    private let port: Int
    private let limits: Limits
    private let routes: Routes
    private let logger: Logger
    private let onRunning: @Sendable (Int) async -> Void

    /// Makes the server; port 0 picks a free one, and `onRunning` is told which once webhooks are accepted.
    package init(
        host: String,
        port: Int,
        limits: Limits,
        routes: Routes,
        logger: Logger,
        onRunning: @escaping @Sendable (Int) async -> Void
    ) {
        self.host = host
        self.port = port
        self.limits = limits
        self.routes = routes
        self.logger = logger
        self.onRunning = onRunning
    }

    package func run() async throws {
        let door = WebhookDoor(
            flow: routes.flow,
            platforms: routes.platforms,
            budget: InFlightBudget(most: limits.inFlightBytes)
        )
        let application = Application(
            router: routes.router(door),
            server: HTTPServerBuilder { [limits] in HTTPChannel(responder: $0, limits: limits, door: door) },
            configuration: ApplicationConfiguration(
                address: .hostname(host, port: port),
                backlog: 1024,
                availableConnectionsDelegate: MaximumAvailableConnections(limits.connections, logger: logger)
            ),
            onServerRunning: { channel in await onRunning(channel.localAddress?.port ?? port) },
            logger: logger
        )
        try await application.runService(gracefulShutdownSignals: [])
    }
}

/// Every route of the daemon, in one list.
package struct Routes: Sendable {
    let flow: MessageFlow
    let platforms: [String: any ChatPlatform]
    let readiness: @Sendable () async -> ReadinessReport
    let metrics: PrometheusRegistry
    let api: APIRoutes
    let faq: FAQRoutes
    let faqCare: FAQCareRoutes
    let faqReplay: FAQReplayRoutes
    let home: HomeRoutes
    let chat: ChatRoutes?
    let console: Console

    package init(
        flow: MessageFlow,
        platforms: [String: any ChatPlatform],
        readiness: @escaping @Sendable () async -> ReadinessReport,
        metrics: PrometheusRegistry,
        api: APIRoutes,
        faq: FAQRoutes,
        faqCare: FAQCareRoutes,
        faqReplay: FAQReplayRoutes,
        home: HomeRoutes,
        chat: ChatRoutes?,
        console: Console
    ) {
        self.flow = flow
        self.platforms = platforms
        self.readiness = readiness
        self.metrics = metrics
        self.api = api
        self.faq = faq
        self.faqCare = faqCare
        self.faqReplay = faqReplay
        self.home = home
        self.chat = chat
        self.console = console
    }

    func router(_ door: WebhookDoor) -> Router<WebContext> {
        let router = Router(context: WebContext.self)
        router.add(middleware: ErrorPages())
        router.add(middleware: StrayAddresses(pages: console.pages))
        WebhookRoutes(door: door).add(to: router)
        HealthRoutes(report: readiness, metrics: metrics).add(to: router)
        api.add(to: router)
        faq.add(to: router)
        faqCare.add(to: router)
        faqReplay.add(to: router)
        home.add(to: router)
        chat?.add(to: router)
        console.add(to: router)
        return router
    }
}
