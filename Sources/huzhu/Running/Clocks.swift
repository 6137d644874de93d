import Foundation
import Logging
import Metrics
import MutualAid
import ServiceLifecycle

/// What happens now and then: old texts are forgotten, the disk is watched.
struct Clocks: Service {
    let messages: any MessageStore
    let data: URL
    let leastFreeBytes: Int
    let retentionDays: Int
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
            if number % 720 == 0 { try await forget() }
        } catch {
            logger.error("A periodic duty failed", metadata: ["error": "\(type(of: error))"])
        }
    }

    private func forget() async throws {
        let before = now().addingTimeInterval(-Double(retentionDays) * 86400)
        let count = try await messages.forget(textsBefore: before)
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
