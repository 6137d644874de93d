import Foundation

/// The pieces of any bytes, by the tokenizer of the fetched weights: at most as many as asked for, with both marks.
private let encoder: SentenceEncoder? = {
    guard let path = ProcessInfo.processInfo.environment["HUZHU_VECTORS"],
        let bytes = FileManager.default.contents(atPath: path)
    else { return nil }
    return try? SentenceEncoder(VectorFile(MappedBytes(copying: Array(bytes))))
}()

/// Any text stays within the limit, and between both marks.
func fuzzTokenizer(_ text: String) {
    guard let pieces = encoder?.tokenize(text, limit: 64) else { preconditionFailure("the weights are not there") }
    precondition(pieces.count <= 64 && pieces.count >= 2)
}
