package import Comprehension
import Crypto
package import Foundation
import MutualAid

/// `data/models/labels.kept`: the label model that was learnt last, so that a start need not learn it again.
///
/// A first line names what it was learnt from, the rest is a label model as `huzhu train --examples` writes it. A file
/// that is missing, damaged or learnt from anything else is as good as none: it is only a copy of what can be learnt.
package struct KeptLabelModel: Sendable {
    private let file: URL
    private let circumstances: String
    private static let format = "huzhu-kept-labels 1"

    /// - Parameters:
    ///   - file: where it is kept.
    ///   - circumstances: what beside the lines decides what is learnt from them: the program and the sentence encoder.
    package init(file: URL, circumstances: String) {
        self.file = file
        self.circumstances = circumstances
    }

    /// The model, where exactly these lines taught it.
    package func model(of examples: [LabelledExample]) -> LabelModel? {
        guard let bytes = FileManager.default.contents(atPath: file.path),
            let end = bytes.prefix(200).firstIndex(of: UInt8(ascii: "\n")),
            String(decoding: bytes[..<end], as: UTF8.self) == head(of: examples),
            // Why it cannot be used is of no interest: it is learnt again and written over.
            let classifier = try? LabelModelFile.classifier(in: Data(bytes[(end + 1)...]), of: file.lastPathComponent)
        else { return nil }
        return LabelModel(classifier)
    }

    /// Keeps a model for the next start, whole or not at all.
    ///
    /// - Throws: where the file cannot be written.
    package func keep(_ model: LabelModel, of examples: [LabelledExample]) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o700]
        )
        let bytes = try Data("\(head(of: examples))\n".utf8) + LabelModelFile.bytes(of: model.classifier)
        try bytes.write(to: file, options: .atomic)
    }

    /// The format, and a hash of the circumstances and of every line in its order.
    private func head(of examples: [LabelledExample]) -> String {
        var digest = SHA256()
        digest.update(data: Data(circumstances.utf8))
        for example in examples {
            let labels = example.labels.map(\.rawValue).sorted().joined(separator: ",")
            digest.update(data: Data("\n\(labels)|\(example.text)".utf8))
        }
        return "\(Self.format) \(LabelModelFile.hex(digest.finalize()))"
    }
}
