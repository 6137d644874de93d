import Foundation
import MutualAid

/// Files that were read before and have not changed since: of ten thousand, an edit changes one.
///
/// It guards their texts, by name.
package final class ReadFiles: Sendable {
    private struct Known {
        let stamp: Stamp
        let file: FAQText
    }

    private let known = Guarded<[String: Known]>([:])

    package init() {}

    /// A file's text where it is the one that was read last; otherwise it is read.
    ///
    /// - Parameters:
    ///   - name: the file's.
    ///   - path: where it lies.
    ///   - read: reads it.
    /// - Returns: `nil` where it could not be read.
    func text(_ name: String, at path: String, read: () -> FAQText?) -> FAQText? {
        let stamp = Stamp(path)
        if let stamp, let found = known.withLock({ $0[name] }), found.stamp == stamp { return found.file }
        let file = read()
        // What changed a moment ago may change again within one tick of the file system's clock.
        guard let file, let stamp, stamp == Stamp(path), stamp.isOlder(than: 2) else {
            known.withLock { $0[name] = nil }
            return file
        }
        known.withLock { $0[name] = Known(stamp: stamp, file: file) }
        return file
    }

    /// Forgets files that are no longer there.
    func keep(only names: [String]) {
        let present = Set(names)
        known.withLock { known in
            if known.count > present.count { known = known.filter { present.contains($0.key) } }
        }
    }

    /// What tells one state of a file from another.
    private struct Stamp: Equatable {
        private let numbers: [Int]

        init?(_ path: String) {
            var found = stat()
            guard stat(path, &found) == 0 else { return nil }
            numbers = [
                found.st_mtim.tv_sec, found.st_mtim.tv_nsec, found.st_ctim.tv_sec, found.st_ctim.tv_nsec,
                Int(found.st_size), Int(found.st_ino),
            ]
        }

        func isOlder(than seconds: Int) -> Bool { time(nil) - numbers[0] > seconds }
    }
}
