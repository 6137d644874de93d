package import struct Foundation.Date

/// The key of one row, typed by what it names: `ID<Message>` cannot stand where `ID<Member>` is meant.
///
/// 63 bits: milliseconds since 2020-01-01 (41), then a counter that starts at random in each millisecond (22), so keys
/// sort by age and are not guessable one from the next.
/// Written as 13 characters of Crockford's base 32, lower case, in routes, commands and logs.
package struct ID<Subject>: Hashable, Sendable, Comparable {
    package let rawValue: Int64

    package init(rawValue: Int64) {
        self.rawValue = rawValue
    }

    /// Reads the 13-character form; `nil` for anything else.
    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 13 else { return nil }
        var value: UInt64 = 0
        for character in text.utf8 {
            guard let digit = crockfordAlphabet.firstIndex(of: character), value < 1 << 58 else { return nil }
            value = value << 5 | UInt64(digit)
        }
        self.init(rawValue: Int64(value))
    }

    package static func < (left: Self, right: Self) -> Bool {
        left.rawValue < right.rawValue
    }
}

extension ID: CustomStringConvertible {
    package var description: String {
        let value = UInt64(bitPattern: rawValue)
        return String(
            decoding: (0..<13).reversed().map { crockfordAlphabet[Int(value >> ($0 * 5) & 31)] },
            as: UTF8.self
        )
    }
}

extension ID: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "an id has 13 characters")
        }
        self = id
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension ID {
    /// A key below all that are handed out from then on, for reading back along them.
    package static func earliest(at time: Date) -> ID {
        ID(rawValue: max(0, Int64(time.timeIntervalSince1970 * 1_000) - IDSource.epoch) << 22)
    }
}

/// Hands out keys: sortable by time, unique within a process, unlikely to meet another process's.
///
/// It guards the last key it gave; safe to call from any thread.
package final class IDSource: Sendable {
    private struct Last {
        var key: Int64 = 0
        var milliseconds: Int64 = -1
    }

    /// 1 January 2020, in milliseconds since 1970.
    static let epoch: Int64 = 1_577_836_800_000

    private let last = Guarded(Last())
    private let milliseconds: @Sendable () -> Int64

    /// - Parameter milliseconds: the wall clock, in milliseconds since 1970.
    package init(milliseconds: @escaping @Sendable () -> Int64) {
        self.milliseconds = milliseconds
    }

    package func next<Subject>(_: Subject.Type = Subject.self) -> ID<Subject> {
        let elapsed = max(0, milliseconds() - Self.epoch)
        return last.withLock { last in
            // Chance is asked once a millisecond: it is a call into the kernel.
            let fresh = elapsed > last.milliseconds ? elapsed << 22 | Int64.random(in: 0..<1 << 21) : 0
            last.milliseconds = max(last.milliseconds, elapsed)
            last.key = max(last.key + 1, fresh)
            return ID(rawValue: last.key)
        }
    }
}

private let crockfordAlphabet = Array("0123456789abcdefghjkmnpqrstvwxyz".utf8)
