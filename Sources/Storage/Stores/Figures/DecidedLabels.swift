import Comprehension
import Foundation

/// What a decision's record says was decided about a line's labels.
///
/// A page of figures counts a hundred thousand of them, so the list alone is read; a record that does not have it in
/// the one form that this program writes is read as JSON.
enum DecidedLabels {
    private static let beginning = Array("\"decided\":[".utf8)

    /// - Throws: where the record cannot be read at all.
    static func of(record: String) throws -> [Label] {
        var record = record
        let quick = record.withUTF8 { bytes -> [Label]? in
            guard let start = place(of: beginning, in: bytes, from: 0),
                place(of: beginning, in: bytes, from: start) == nil,
                let end = bytes[start...].firstIndex(of: UInt8(ascii: "]"))
            else { return nil }
            return labels(in: bytes[start..<end])
        }
        return try quick ?? JSONColumn.decode(Decided.self, record).understanding.decided.compactMap(Label.init)
    }

    /// The labels of a list of names; `nil` where it has anything else.
    private static func labels(in list: Slice<UnsafeBufferPointer<UInt8>>) -> [Label]? {
        if list.isEmpty { return [] }
        let quote = UInt8(ascii: "\"")
        var found: [Label] = []
        for part in list.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false) {
            guard part.count >= 2, part.first == quote, part.last == quote else { return nil }
            let name = part.dropFirst().dropLast()
            guard !name.contains(quote), !name.contains(UInt8(ascii: "\\")) else { return nil }
            // A label that the program no longer has is counted nowhere.
            if let label = Label(rawValue: String(decoding: name, as: UTF8.self)) { found.append(label) }
        }
        return found
    }

    /// The place right behind a piece; `nil` where it does not come.
    ///
    /// It ends in a bracket, of which a record has few.
    private static func place(of piece: [UInt8], in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        guard let base = bytes.baseAddress else { return nil }
        var place = start
        while place < bytes.count, let found = memchr(base + place, Int32(UInt8(ascii: "[")), bytes.count - place) {
            place = UnsafeRawPointer(found) - UnsafeRawPointer(base) + 1
            guard place - start >= piece.count else { continue }
            if memcmp(base + place - piece.count, piece, piece.count) == 0 { return place }
        }
        return nil
    }

    private struct Decided: Decodable {
        struct Understood: Decodable { let decided: [String] }

        let understanding: Understood
    }
}
