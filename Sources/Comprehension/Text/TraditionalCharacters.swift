import Foundation

/// Traditional to Simplified, character by character, from the system's own transform.
///
/// The table is made once; whether a text is Traditional is told by how many of its characters change.
enum TraditionalCharacters {
    static func simplified(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        guard range.contains(scalar.value) else { return scalar }
        return table[Int(scalar.value - range.lowerBound)]
    }

    private static let range: ClosedRange<UInt32> = 0x4E00...0x9FFF

    private static let table: [Unicode.Scalar] = {
        let characters = range.compactMap(Unicode.Scalar.init)
        let lines = characters.map { String($0) }.joined(separator: "\n")
        let simplified = lines.applyingTransform(StringTransform("Hant-Hans"), reverse: false) ?? lines
        let mapped = simplified.split(separator: "\n", omittingEmptySubsequences: false)
        guard mapped.count == characters.count else { return characters }
        return zip(characters, mapped).map { original, mapped in
            mapped.unicodeScalars.count == 1 ? (mapped.unicodeScalars.first ?? original) : original
        }
    }()
}
