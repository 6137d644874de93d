import Foundation
package import MutualAid
import Yams

/// Reads one YAML mapping key by key and gathers every problem with its line, instead of stopping at the first.
package final class YAMLMapping {
    private let file: String
    /// Lines before the YAML in the file (front matter starts at line 2).
    private let offset: Int
    private let mapping: Node.Mapping
    /// Keys and values by key: files of words have hundreds, and each is asked for.
    private let pairs: [String: (key: Node, value: Node)]
    private var asked: Set<String> = []
    private let ledger: ProblemLedger

    private init(file: String, offset: Int, mapping: Node.Mapping, ledger: ProblemLedger) {
        self.file = file
        self.offset = offset
        self.mapping = mapping
        pairs = Dictionary(mapping.compactMap { pair in pair.key.string.map { ($0, pair) } }) { first, _ in first }
        self.ledger = ledger
    }

    /// Parses a text whose top level is a mapping; `nil` with a problem noted where it is not.
    package static func parse(_ text: String, file: String, offset: Int = 0, ledger: ProblemLedger) -> YAMLMapping? {
        do {
            guard let node = try Yams.compose(yaml: text) else {
                ledger.note(file, 1 + offset, "the file is empty")
                return nil
            }
            guard let mapping = node.mapping else {
                ledger.note(file, node.mark.map { $0.line + offset }, "keys and values are expected here")
                return nil
            }
            return YAMLMapping(file: file, offset: offset, mapping: mapping, ledger: ledger)
        } catch let error as YamlError {
            ledger.note(file, error.line.map { $0 + offset }, "this is no valid YAML: \(error.plain)")
        } catch {
            ledger.note(file, nil, "this is no valid YAML")
        }
        return nil
    }

    /// Every key, in order.
    package var keys: [String] { mapping.keys.compactMap(\.string) }

    package func has(_ key: String) -> Bool { node(key) != nil }

    /// A text; a problem where it is missing.
    package func text(_ key: String) -> String {
        if let text = optionalText(key) { return text }
        if node(key) == nil { note(key, "`\(key)` is missing") }
        return ""
    }

    /// A text, or `nil` where the key is missing or null.
    package func optionalText(_ key: String) -> String? {
        guard let node = node(key), node.null == nil else { return nil }
        guard let scalar = node.scalar else {
            note(key, "`\(key)` is a single value")
            return nil
        }
        return scalar.string
    }

    package func texts(_ key: String) -> [String] {
        guard let node = node(key), node.null == nil else { return [] }
        guard let sequence = node.sequence else {
            note(key, "`\(key)` is a list, written as [a, b] or a line each")
            return []
        }
        return sequence.compactMap(\.scalar?.string)
    }

    package func flag(_ key: String, default fallback: Bool) -> Bool {
        guard let node = node(key) else { return fallback }
        guard let value = node.bool else {
            note(key, "`\(key)` is true or false")
            return fallback
        }
        return value
    }

    package func number(_ key: String, default fallback: Int, in range: ClosedRange<Int>) -> Int {
        guard let node = node(key) else { return fallback }
        guard let value = node.int, range.contains(value) else {
            note(key, "`\(key)` is a whole number from \(range.lowerBound) to \(range.upperBound)")
            return fallback
        }
        return value
    }

    /// A day written as 2020-03-28; a problem where it is none.
    package func day(_ key: String) -> String? {
        guard let text = optionalText(key) else { return nil }
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard text.count == 10, parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            DateComponents(calendar: Calendar(identifier: .gregorian), year: year, month: month, day: day).isValidDate
        else {
            note(key, "`\(key)` is a day such as 2020-03-28")
            return nil
        }
        return text
    }

    /// A span of time such as 30s, 15m, 4h or 2d, in seconds.
    package func seconds(_ key: String, default fallback: Double) -> Double {
        guard let text = optionalText(key) else { return fallback }
        let units: [Character: Double] = ["s": 1, "m": 60, "h": 3600, "d": 86400]
        guard let unit = text.last.flatMap({ units[$0] }), let number = Double(text.dropLast()), number > 0 else {
            note(key, "`\(key)` is a span of time such as 30s, 15m, 4h or 2d")
            return fallback
        }
        return number * unit
    }

    /// One of an enum's raw values.
    package func choice<Value: RawRepresentable & CaseIterable>(_ key: String, of type: Value.Type) -> Value?
    where Value.RawValue == String {
        guard let text = optionalText(key) else { return nil }
        guard let value = Value(rawValue: text) else {
            note(key, "`\(key)` is one of \(type.allCases.map(\.rawValue).joined(separator: ", "))")
            return nil
        }
        return value
    }

    /// A mapping below a key; `nil` where it is missing, null or none.
    package func mapping(_ key: String) -> YAMLMapping? {
        guard let node = node(key), node.null == nil else { return nil }
        guard let inner = node.mapping else {
            note(key, "`\(key)` holds keys and values of its own")
            return nil
        }
        return YAMLMapping(file: file, offset: offset, mapping: inner, ledger: ledger)
    }

    /// A list of mappings below a key.
    package func mappings(_ key: String) -> [YAMLMapping] {
        guard let node = node(key), node.null == nil else { return [] }
        guard let sequence = node.sequence else {
            note(key, "`\(key)` is a list")
            return []
        }
        return sequence.compactMap { item in
            guard let inner = item.mapping else {
                ledger.note(file, item.mark.map { $0.line + offset }, "each item of `\(key)` holds keys and values")
                return nil
            }
            return YAMLMapping(file: file, offset: offset, mapping: inner, ledger: ledger)
        }
    }

    /// Notes a problem at a key's line.
    package func note(_ key: String, _ message: String) {
        let mark = pairs[key]?.key.mark ?? mapping.mark
        ledger.note(file, mark.map { $0.line + offset }, message)
    }

    /// Notes every key that nobody asked for: most are typing mistakes.
    package func refuseUnknownKeys() {
        for key in keys where !asked.contains(key) {
            note(key, "`\(key)` is not known here; known: \(asked.sorted().joined(separator: ", "))")
        }
    }

    private func node(_ key: String) -> Node? {
        asked.insert(key)
        return pairs[key]?.value
    }
}

/// Gathers problems over several files.
package final class ProblemLedger {
    package private(set) var problems: [FileProblem] = []

    package init() {}

    package func note(_ file: String, _ line: Int?, _ message: String) {
        problems.append(FileProblem(file: file, line: line, message: message))
    }

    /// - Throws: `FileProblems` where anything was noted.
    package func check() throws(FileProblems) {
        if !problems.isEmpty { throw FileProblems(problems) }
    }
}

extension YamlError {
    fileprivate var line: Int? {
        switch self {
        case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
        case .duplicatedKeysInMapping(_, let context): context.mark.line
        default: nil
        }
    }

    /// What is wrong, without the text around it.
    fileprivate var plain: String {
        switch self {
        case .scanner(_, let problem, _, _), .parser(_, let problem, _, _), .composer(_, let problem, _, _): problem
        case .duplicatedKeysInMapping: "a key stands here twice"
        default: "it cannot be read"
        }
    }
}
