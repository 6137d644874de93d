import Foundation
import Logging
import Metrics
import MutualAid
import ServiceLifecycle
import Storage
import Synchronization
import Web

/// Watches over the audit trail: walks it after the start, keeps its head in a file, and puts the head into the log daily.
///
/// A broken trail stops nobody from helping: `/readyz`, a metric and the log say so, and everything goes on.
final class AuditKeeper: Service {
    private let database: Database
    private let now: @Sendable () -> Date
    private let logger: Logger
    private let state = Mutex(Readiness.loading)

    init(database: Database, now: @escaping @Sendable () -> Date, logger: Logger) {
        self.database = database
        self.now = now
        self.logger = logger
    }

    /// What the walk found, for `/readyz`.
    var readiness: Readiness { state.withLock { $0 } }

    func run() async throws {
        await verify()
        var emittedOn = -1
        var known: AuditHead?
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let day = Int(now().timeIntervalSince1970 / 86400)
            if await remember(&known, emits: day != emittedOn) { emittedOn = day }
            // Waking early means shutting down: the loop's condition ends it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
        }
        _ = await remember(&known, emits: false)
    }

    private func verify() async {
        do {
            let verdict = try await database.verifyAudit()
            let isSound = if case .sound = verdict { true } else { false }
            state.withLock { $0 = isSound ? .ready : .failing }
            Gauge(label: "huzhu_audit_sound").record(isSound ? 1 : 0)
            if isSound {
                logger.info("The audit trail was verified")
            } else {
                logger.error("The audit trail was tampered with", metadata: ["found": "\(verdict)"])
            }
        } catch {
            state.withLock { $0 = .failing }
            logger.error("The audit trail could not be verified", metadata: ["error": "\(type(of: error))"])
        }
    }

    /// Keeps the head in its file, and tells whether it went into the log; an empty trail has none yet.
    ///
    /// A trail found broken keeps its old head, so that the next walk finds it broken too.
    private func remember(_ known: inout AuditHead?, emits: Bool) async -> Bool {
        guard readiness == .ready else { return false }
        do {
            known = try await database.rememberAuditHead(known: known)
            guard let head = known, emits else { return false }
            logger.notice("Audit head", metadata: ["head": "\(head)"])
            return true
        } catch {
            logger.error("The audit head could not be kept", metadata: ["error": "\(type(of: error))"])
            return false
        }
    }
}
