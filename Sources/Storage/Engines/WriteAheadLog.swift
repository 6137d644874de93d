import Foundation

/// The file beside the database that every commit is written to and synced in.
enum WriteAheadLog {
    /// What a checkpoint leaves unused of it is written over, so that it rarely grows past this.
    private static let reserved = 24 << 20
    /// It is reserved only where the disk has so many times as much.
    private static let plenty = 64

    /// Gives the log its blocks beforehand.
    ///
    /// Syncing a file that grew also syncs its new size: measured, 8 ms instead of 4. SQLite ends reading the log at the
    /// first frame whose checksum does not fit, so zeros after its end change nothing. Where it cannot be done, commits
    /// are only slower.
    static func reserve(database path: String) {
        let descriptor = open(path + "-wal", O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var disk = statvfs()
        guard fstatvfs(descriptor, &disk) == 0, Int(disk.f_bavail) * Int(disk.f_frsize) > plenty * reserved else {
            return
        }
        _ = posix_fallocate(descriptor, 0, off_t(reserved))
    }
}
