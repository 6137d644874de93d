import Foundation

/// Keeps a second daemon off the data: an open-file-description lock on a file beside the database.
///
/// The system drops it when the process ends, however it ends.
struct LockFile: Sendable {
    private let descriptor: Int32

    /// - Throws: `DatabaseRefusal.locked` where another process has it.
    init(path: String) throws {
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw DatabaseRefusal.inTheWay("\(path) cannot be opened") }
        if flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            Foundation.close(descriptor)
            throw DatabaseRefusal.locked
        }
    }

    func release() {
        Foundation.close(descriptor)
    }
}
