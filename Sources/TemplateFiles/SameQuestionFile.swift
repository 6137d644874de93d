package import Comprehension
package import Foundation
package import MutualAid

/// `Templates/models/same-question.model`: a first line with the format and a checksum, then JSON.
package enum SameQuestionFile {
    private static let seal = SealedJSON(format: "huzhu-same-question 1", name: "model of same questions")

    /// - Throws: `FileProblems` where the file is not there, of another format or version, or damaged.
    package static func read(_ file: URL) throws(FileProblems) -> SameQuestion.Model {
        let model: SameQuestion.Model = try seal.read(file)
        guard model.isWhole else { throw seal.otherVersion(file) }
        return model
    }

    /// The file's bytes; the same model gives the same bytes.
    package static func bytes(of model: SameQuestion.Model) throws -> Data { try seal.bytes(of: model) }
}
