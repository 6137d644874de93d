package import Comprehension
package import Foundation
package import MutualAid

/// What was learnt about ranking, as a file: a first line with the format and a checksum, then JSON.
package enum RankerFile {
    private static let seal = SealedJSON(format: "huzhu-ranker 1", name: "ranker")

    /// - Throws: `FileProblems` where the file is not there, of another format, or damaged.
    package static func read(_ file: URL) throws(FileProblems) -> Rankers {
        let rankers: Rankers = try seal.read(file)
        guard rankers.isWhole else { throw seal.otherVersion(file) }
        return rankers
    }

    /// The file's bytes; the same rankers give the same bytes.
    package static func bytes(of rankers: Rankers) throws -> Data { try seal.bytes(of: rankers) }
}
