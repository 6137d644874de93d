import Accounts
import UnixSignals
import Comprehension
import Connectors
import CoreMetrics
import Foundation
import Logging
import MutualAid
import ServiceLifecycle
import Storage
import TemplateFiles
import Web

/// The daemon, wired once: every part is made here and handed to the parts that need it.
struct Application {
    let configuration: Configuration
    let database: Database
    let services: [any Service]
    let logger: Logger

    /// Opens the data, makes every part and lists the services in the order they start.
    ///
    /// - Throws: `FileProblems` for files that are wrong, the store's error where the data cannot be opened.
    static func build(
        _ configuration: Configuration,
        secrets: Secrets,
        logger: Logger,
        onRunning: @escaping @Sendable (Int, SecretKey?) async -> Void
    ) async throws -> Application {
        let clock: @Sendable () -> Date = { Date.now }
        let ids = IDSource { Int64(Date.now.timeIntervalSince1970 * 1000) }
        let files = try EditedFiles(configuration)
        let database = try Database.open(
            path: configuration.databasePath,
            keyFile: configuration.keyFile,
            ids: ids,
            lease: configuration.lease,
            logger: logger,
            weakness: Faults.weakness(ProcessInfo.processInfo.environment)
        )
        _ = try await database.recoverAttempts(now: clock())
        try await database.finishErasures()
        files.phrases.replace(with: try await database.editedPhrases())
        let state = KnowledgeState(isPaused: try await database.answersArePaused())
        let parts = try Parts(configuration, secrets, state, files, database, ids, clock, logger)
        let enrolment = parts.office.enrolment
        let registry = PrometheusRegistry()
        MetricsSystem.bootstrap(registry)
        let operations = Operations(
            configuration: configuration,
            database: database,
            state: parts.state,
            faqChanges: parts.faqChanges,
            shelf: parts.shelf,
            now: clock
        )
        let web = WebServer(
            host: configuration.host,
            port: configuration.port,
            limits: configuration.limits,
            routes: try parts.routes(configuration, database, registry, clock),
            logger: logger,
            onRunning: { port in
                // Without the link the daemon serves all the same; `huzhu staff invite` makes one.
                let key = try? await enrolment.inviteFirst(now: clock())
                await onRunning(port, key)
            }
        )
        let control = ControlServer(
            path: configuration.data.appendingPathComponent("control.sock").path,
            operations: operations.table,
            logger: logger
        )
        return Application(
            configuration: configuration,
            database: database,
            services: [database] + parts.workers(configuration, database, clock, logger) + [control, web],
            logger: logger
        )
    }

    /// Runs until SIGTERM or SIGINT; then stops in reverse order, within ten seconds.
    func run() async throws {
        var group = ServiceGroupConfiguration(
            services: services.map { .init(service: NamedService(service: $0)) },
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger
        )
        group.maximumGracefulShutdownDuration = .seconds(10)
        try await ServiceGroup(configuration: group).run()
    }
}

/// The files people edit that the daemon cannot start without.
struct EditedFiles {
    let phrases: PhraseShelf
    let numbers: EmergencyNumbers
    let dangerSigns: DangerSignRules
    /// Names the rules, for the record of each decision.
    let dangerVersion: String

    /// - Throws: `FileProblems` with the problems of all three.
    init(_ configuration: Configuration) throws(FileProblems) {
        phrases = PhraseShelf(try PhraseFolder(configuration.templates.appendingPathComponent("replies")))
        numbers = try EmergencyNumbersFile.read(configuration.config.appendingPathComponent("emergency-numbers.yaml"))
        let rules = configuration.config.appendingPathComponent("danger-signs.yaml")
        dangerSigns = try DangerSignsFile.read(rules)
        // It was read a moment ago; where it is gone now the version only says so.
        dangerVersion = Fingerprint.of([(try? String(contentsOf: rules, encoding: .utf8)) ?? ""])
    }
}
