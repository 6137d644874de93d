import Foundation
import Logging
import Metrics
import MutualAid
import ServiceLifecycle

/// What happens now and then: old texts are forgotten, the disk is watched.
struct Clocks: Service {
    let members: any MemberStore
    /// Moves new members' keys out of the database.
    let moveKeys: @Sendable () async throws -> Int
    let data: URL
    let leastFreeBytes: Int
    let retention: Retention
    let now: @Sendable () -> Date
    let logger: Logger

    func run() async throws {
        var ticks = 0
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            await tick(ticks)
            ticks += 1
            // Waking early means shutting down: the loop's condition ends it.
            try? await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(5)) }
        }
    }

    private func tick(_ number: Int) async {
        do {
            if number % 12 == 0 { warnOfFullDisk() }
            while try await moveKeys() > 0 {}
            if number % 720 == 0 { try await forget() }
        } catch {
            logger.error("A periodic duty failed", metadata: ["error": "\(type(of: error))"])
        }
    }

    private func forget() async throws {
        var count = 0
        // In small pieces, so that nobody waits for the writer.
        while !Task.isCancelled, !Task.isShuttingDownGracefully {
            let piece = try await members.forget(retention, now: now())
            if piece == 0 { break }
            count += piece
        }
        if count > 0 { logger.info("Old texts forgotten", metadata: ["count": "\(count)"]) }
    }

    private func warnOfFullDisk() {
        // A file system that does not tell its free space cannot be warned of.
        let attributes = try? FileManager.default.attributesOfFileSystem(forPath: data.path)
        guard let free = (attributes?[.systemFreeSize] as? NSNumber)?.intValue else { return }
        Gauge(label: "huzhu_disk_free_bytes").record(free)
        if free < leastFreeBytes {
            logger.warning("The disk is nearly full", metadata: ["free_megabytes": "\(free >> 20)"])
        }
    }
}
