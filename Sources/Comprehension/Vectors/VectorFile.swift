/// The file that holds the sentence encoder: a head, a table of sections, and the sections.
///
/// `bin/unpack-vectors.py` writes it and describes its layout; all numbers are little-endian.
package struct VectorFile: Sendable {
    /// The first bytes: what is needed to see that the file is whole.
    package struct Head: Sendable {
        /// Bytes in the whole file.
        package let length: Int
        /// The SHA-256 of everything after the head.
        package let digest: [UInt8]
        let sectionCount: Int

        /// Bytes of the head itself.
        package static let size = 64
        private static let magic = Array("HUZHUVEC".utf8)
        private static let version = 1

        /// - Throws: where this is no such head, or one of another version.
        package init(_ bytes: [UInt8]) throws(VectorFileProblem) {
            guard bytes.count >= Self.size, Array(bytes[..<8]) == Self.magic else { throw .notAVectorFile }
            let number = { (range: Range<Int>) in bytes[range].reversed().reduce(0) { $0 << 8 | UInt64($1) } }
            guard number(8..<12) == Self.version else { throw .otherVersion }
            guard let length = Int(exactly: number(16..<24)), length >= Self.size else { throw .notAVectorFile }
            self.length = length
            sectionCount = Int(number(12..<16))
            digest = Array(bytes[24..<56])
        }
    }

    let bytes: MappedBytes
    private let sections: [String: Range<Int>]

    /// - Throws: where the head or the table of sections does not fit the bytes; their digest is the caller's to check.
    package init(_ bytes: MappedBytes) throws(VectorFileProblem) {
        let head = try Head(Array(bytes.bytes.prefix(Head.size)))
        guard head.length == bytes.bytes.count else { throw .cutShort }
        guard head.sectionCount <= (head.length - Head.size) / Self.entrySize else { throw .cutShort }
        var sections: [String: Range<Int>] = [:]
        for index in 0..<head.sectionCount {
            let start = Head.size + index * Self.entrySize
            let name = String(decoding: bytes.bytes[start..<start + 16].prefix { $0 != 0 }, as: UTF8.self)
            let offset = bytes.bytes.loadUnaligned(fromByteOffset: start + 16, as: UInt64.self)
            let count = bytes.bytes.loadUnaligned(fromByteOffset: start + 24, as: UInt64.self)
            guard offset <= head.length, count <= UInt64(head.length) - offset else { throw .cutShort }
            sections[name] = Int(offset)..<Int(offset + count)
        }
        self.bytes = bytes
        self.sections = sections
    }

    private static let entrySize = 32

    /// The section of that name, left where it is.
    func mapped<Element>(
        _ name: String,
        of type: Element.Type = Element.self,
        count: Int? = nil
    )
        throws(VectorFileProblem) -> MappedArray<Element>
    {
        guard let range = sections[name],
            let array = MappedArray<Element>(bytes, offset: range.lowerBound, byteCount: range.count),
            count == nil || array.count == count
        else { throw .wrongSection(name) }
        return array
    }

    /// The section of that name, copied: for the small ones.
    func numbers(_ name: String, count: Int) throws(VectorFileProblem) -> [Float] {
        try mapped(name, of: Float.self, count: count).withElements { Array($0) }
    }

    /// The matrix of that name and shape.
    func matrix(_ name: String, depth: Int, width: Int) throws(VectorFileProblem) -> Matrix {
        guard let range = sections[name], range.count == Matrix.headSize + depth * width else {
            throw .wrongSection(name)
        }
        let start = range.lowerBound
        let shape = [start, start + 4].map { bytes.bytes.loadUnaligned(fromByteOffset: $0, as: UInt32.self) }
        let numbers = MappedArray<Int8>(bytes, offset: start + Matrix.headSize, byteCount: depth * width)
        guard shape == [UInt32(depth), UInt32(width)], let numbers else { throw .wrongSection(name) }
        return Matrix(
            depth: depth,
            width: width,
            scale: bytes.bytes.loadUnaligned(fromByteOffset: start + 8, as: Float.self),
            numbers: numbers
        )
    }
}

/// Why a vector file is not used.
package enum VectorFileProblem: Error, Sendable, Equatable, CustomStringConvertible {
    case absent
    case unreadable(Int32)
    case notAVectorFile
    case otherVersion
    case cutShort
    case wrongDigest
    case wrongSection(String)

    package var description: String {
        switch self {
        case .absent: "the file is not there"
        case .unreadable(let code): "the file cannot be read (error \(code))"
        case .notAVectorFile: "the file is no vector file"
        case .otherVersion: "the file is of another version"
        case .cutShort: "the file is cut short or too long"
        case .wrongDigest: "the file is damaged: its SHA-256 is another"
        case .wrongSection(let name): "section \(name) of the file is missing or of another size"
        }
    }
}
