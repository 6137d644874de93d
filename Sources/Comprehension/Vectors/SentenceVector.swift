import CVector

/// What a text means, as a direction: 512 numbers of length 1.
package struct SentenceVector: Sendable, Equatable {
    package let values: [Float]

    /// How many numbers a vector has.
    package static let size = 512

    /// The vector in the direction of those numbers.
    ///
    /// - Parameter values: `size` numbers; all zero makes the zero vector, which is like nothing.
    package init(unit values: [Float]) {
        precondition(values.count == Self.size)
        let length = cvector_dot(values, values, Self.size).squareRoot()
        self.values = length > 0 ? values.map { $0 / length } : values
    }

    /// How like two texts are: the cosine of the angle, from −1 to 1.
    package func cosine(with other: SentenceVector) -> Float {
        cvector_dot(values, other.values, Self.size)
    }

    /// The same in a fourth of the memory, with a cosine of more than 0.9999 to itself.
    package var compact: CompactVector { CompactVector(self) }
}

/// A sentence vector as 8-bit numbers with one scale.
package struct CompactVector: Sendable, Equatable {
    package let numbers: [Int8]
    package let scale: Float

    init(_ vector: SentenceVector) {
        let size = cvector_greatest(vector.values, SentenceVector.size)
        var numbers = [Int8](repeating: 0, count: SentenceVector.size)
        if size > 0 { cvector_round8(vector.values, SentenceVector.size, 127 / size, &numbers) }
        self.numbers = numbers
        scale = size / 127
    }
}
