import Foundation
import Synchronization

/// A statement of the hot path: its prepared form is kept by number, not looked up by its text each time.
struct SQLStatement: Sendable {
    let number: Int
    let sql: String

    private static let count = Atomic(0)

    /// Made once each, as a static constant beside what runs it.
    init(_ sql: String) {
        self.sql = sql
        number = Self.count.wrappingAdd(1, ordering: .relaxed).oldValue
    }
}

/// The arguments of one execution in one piece, made where the request is handled so that the writer only passes them on.
struct SQLArguments: Sendable {
    enum Cell: Sendable {
        case null
        case integer(Int64)
        case text(Range<Int>)
        case blob(Range<Int>)
    }

    /// Every text and blob, one after the other.
    private(set) var bytes: [UInt8] = []
    private(set) var cells: [Cell] = []

    init(bytes: Int = 0, cells: Int) {
        self.bytes.reserveCapacity(bytes)
        self.cells.reserveCapacity(cells)
    }

    mutating func append(_ value: Int64?) {
        cells.append(value.map { .integer($0) } ?? .null)
    }

    mutating func append(_ value: Bool) {
        cells.append(.integer(value ? 1 : 0))
    }

    mutating func append(_ text: String?) {
        guard let text else { return cells.append(.null) }
        let start = bytes.count
        bytes.append(contentsOf: text.utf8)
        cells.append(.text(start..<bytes.count))
    }

    mutating func append(blob: Data) {
        let start = bytes.count
        blob.withUnsafeBytes { bytes.append(contentsOf: $0) }
        cells.append(.blob(start..<bytes.count))
    }

    mutating func append(_ key: KeyedHash?) {
        guard let key else { return cells.append(.null) }
        let start = bytes.count
        withUnsafeBytes(of: key) { bytes.append(contentsOf: $0) }
        cells.append(.blob(start..<bytes.count))
    }
}
