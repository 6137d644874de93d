import Foundation
import Logging
import Metrics
import MutualAid
import ServiceLifecycle
import TemplateFiles

/// Reads the roster at start and again when it changes, and warns of gaps a day ahead; the last good version stays.
struct RosterKeeper: Service {
    let configuration: Configuration
    let register: DutyRegister
    let staff: any StaffStore
    let coverage: CoverageWatch
    let now: @Sendable () -> Date
    let logger: Logger

    /// How often the file is looked at, in seconds.
    private static let interval: Duration = .seconds(2)
    /// How many looks lie between two searches for gaps.
    private static let looks = 30

    func run() async throws {
        var seen: Stamp?
        var number = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            let stamp = await stamp()
            if let stamp, stamp != seen {
                seen = stamp
                read(logins: stamp.logins)
                number = 0
            }
            if number % Self.looks == 0 { await warn() }
            number += 1
            // Waking early means shutting down: the loop's condition ends it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
        }
    }

    /// What a reading depends on: the file's change, and who there is.
    private struct Stamp: Equatable {
        let changedAt: Date?
        let size: Int?
        let logins: Set<String>
    }

    /// `nil` while the staff cannot be read: then nothing is read anew.
    private func stamp() async -> Stamp? {
        // A file that is not there has no attributes, and is an empty roster.
        let attributes = try? FileManager.default.attributesOfItem(atPath: configuration.rosterFile.path)
        do {
            return Stamp(
                changedAt: attributes?[.modificationDate] as? Date,
                size: (attributes?[.size] as? NSNumber)?.intValue,
                logins: Set(try await staff.staff().map(\.login))
            )
        } catch {
            logger.error("The staff could not be read", metadata: ["error": "\(type(of: error))"])
            return nil
        }
    }

    private func read(logins: Set<String>) {
        let ledger = ProblemLedger()
        let known = configuration.rosterKnown(logins: logins)
        let roster = RosterFile.read(configuration.rosterFile, known: known, ledger: ledger)
        guard ledger.problems.isEmpty else {
            Counter(label: "huzhu_roster_refuse_total").increment()
            for problem in ledger.problems.prefix(20) {
                logger.error("The roster was refused; the last good one stays", metadata: ["problem": "\(problem)"])
            }
            return
        }
        register.replace(with: roster)
        logger.info("Roster read", metadata: ["people": "\(roster.people.count)"])
    }

    private func warn() async {
        do {
            try await coverage.warn(of: register.roster, now: now())
        } catch {
            logger.error("Gaps could not be warned of", metadata: ["error": "\(type(of: error))"])
        }
    }
}
