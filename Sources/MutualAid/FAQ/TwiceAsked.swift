/// Makes vectors of texts that are each asked twice, and encodes each once.
///
/// It guards the vectors that were asked once.
package final class TwiceAsked: Sendable {
    private let known = Guarded<[String: [Float]]>([:])
    private let encode: @Sendable (String) -> [Float]

    package init(encode: @escaping @Sendable (String) -> [Float]) {
        self.encode = encode
    }

    package var vector: @Sendable (String) -> [Float] {
        { [self] text in
            if let vector = known.withLock({ $0.removeValue(forKey: text) }) { return vector }
            let vector = encode(text)
            known.withLock { $0[text] = vector }
            return vector
        }
    }
}
