import Foundation

/// A value as every engine knows it.
enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)
    case blob(Data)
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
    init(integerLiteral value: Int64) { self = .integer(value) }
    init(stringLiteral value: String) { self = .text(value) }
    init(nilLiteral: ()) { self = .null }

    init(_ value: Int) { self = .integer(Int64(value)) }
    init(_ value: Bool) { self = .integer(value ? 1 : 0) }
    init(_ value: String?) { self = value.map { .text($0) } ?? .null }
    init(_ value: Data?) { self = value.map { .blob($0) } ?? .null }
    init(_ value: Int64?) { self = value.map { .integer($0) } ?? .null }
    /// Times are whole microseconds since 1970, UTC.
    init(_ value: Date?) { self = value.map { .integer($0.microseconds) } ?? .null }
}

/// One row of an answer, by position.
struct SQLRow: Sendable {
    let values: [SQLValue]

    func integer(_ place: Int) -> Int64 {
        if case .integer(let value) = values[place] { value } else { 0 }
    }

    func int(_ place: Int) -> Int { Int(integer(place)) }
    func flag(_ place: Int) -> Bool { integer(place) != 0 }
    func text(_ place: Int) -> String { optionalText(place) ?? "" }

    func optionalText(_ place: Int) -> String? {
        if case .text(let value) = values[place] { value } else { nil }
    }

    func blob(_ place: Int) -> Data? {
        if case .blob(let value) = values[place] { value } else { nil }
    }

    func date(_ place: Int) -> Date { Date(microseconds: integer(place)) }

    func optionalDate(_ place: Int) -> Date? {
        if case .integer(let value) = values[place] { Date(microseconds: value) } else { nil }
    }

    func optionalInteger(_ place: Int) -> Int64? {
        if case .integer(let value) = values[place] { value } else { nil }
    }
}

extension Date {
    var microseconds: Int64 { Int64((timeIntervalSince1970 * 1_000_000).rounded()) }

    init(microseconds: Int64) {
        self.init(timeIntervalSince1970: Double(microseconds) / 1_000_000)
    }
}
