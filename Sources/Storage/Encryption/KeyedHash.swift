import Foundation

/// A keyed hash of 16 bytes: what a row is found by where the words themselves must not stand in it.
struct KeyedHash: Sendable, Hashable, Comparable {
    private let first: UInt64
    private let second: UInt64

    /// The first 16 of at least as many bytes.
    init(_ bytes: UnsafeRawBufferPointer) {
        first = bytes.loadUnaligned(as: UInt64.self)
        second = bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)
    }

    /// As it stands in a column; `nil` for anything but 16 bytes.
    init?(_ data: Data?) {
        guard let data, data.count == 16 else { return nil }
        self = data.withUnsafeBytes { Self($0) }
    }

    var data: Data { withUnsafeBytes(of: self) { Data($0) } }

    /// 0…255; the order of the bytes begins with it.
    var firstByte: Int { Int(first.bigEndian >> 56) }

    /// It is even already.
    func hash(into hasher: inout Hasher) {
        hasher.combine(first)
    }

    /// The order of the bytes, which is that of the column.
    static func < (left: Self, right: Self) -> Bool {
        (left.first.bigEndian, left.second.bigEndian) < (right.first.bigEndian, right.second.bigEndian)
    }
}
