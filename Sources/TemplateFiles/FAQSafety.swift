import Foundation
import MutualAid

/// What no answer may carry, whoever wrote it: script, markup, and links that lead elsewhere than to its source.
enum FAQSafety {
    /// Looks at every line of a file; the front matter may name its source's address.
    ///
    /// - Parameters:
    ///   - lines: the whole file.
    ///   - source: the host of the entry's source, the one place an answer may link to.
    ///   - path: as problems name the file.
    ///   - ledger: where problems go.
    static func check(_ lines: [String], source: String?, path: String, ledger: ProblemLedger) {
        let body = lines.dropFirst().firstIndex(of: "---") ?? 0
        for (index, line) in lines.enumerated() {
            for problem in problems(in: line, source: source) where index > body || problem != .foreignLink {
                switch problem {
                case .markup: ledger.note(path, index + 1, "an entry has no script and no HTML, only plain text")
                case .invisibleCharacters:
                    ledger.note(path, index + 1, "the line has invisible characters or turns its direction")
                case .foreignLink:
                    ledger.note(path, index + 1, "a link in an answer leads to its source by https, and nowhere else")
                case .unknownSlot, .heading: break
                }
            }
        }
    }

    /// What is wrong with one line.
    ///
    /// - Parameters:
    ///   - line: as it is written.
    ///   - source: the host of the entry's source.
    /// - Returns: each as often as it stands there.
    static func problems(in line: String, source: String?) -> [FAQTextProblem] {
        let markup: [FAQTextProblem] = isMarkup(line) ? [.markup] : []
        let unseen: [FAQTextProblem] = line.unicodeScalars.contains(where: isInvisible) ? [.invisibleCharacters] : []
        return markup + unseen + links(in: line).filter { !leads($0, to: source) }.map { _ in .foreignLink }
    }

    private static func isMarkup(_ line: String) -> Bool {
        let lower = line.lowercased()
        if ["javascript:", "data:text", "vbscript:"].contains(where: lower.contains) { return true }
        return lower.indices.contains { place in
            guard lower[place] == "<" else { return false }
            let next = lower[lower.index(after: place)...].first
            return next.map { ("a"..."z").contains($0) || $0 == "/" || $0 == "!" } ?? false
        }
    }

    /// Controls, marks that turn the direction of writing, and spaces of no width.
    private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A, 0x0D: false
        case 0...0x1F, 0x7F...0x9F, 0x200B, 0x200E...0x200F, 0x202A...0x202E, 0x2060...0x2069, 0xFEFF: true
        default: false
        }
    }

    private static func links(in line: String) -> [Substring] {
        let lower = line.lowercased()
        guard lower.contains("://") || lower.contains("www.") else { return [] }
        let ends = Set(" \t<>()[]{}\"'，。；、（）「」《》！？")
        return line.split(whereSeparator: { ends.contains($0) }).filter {
            $0.contains("://") || $0.lowercased().hasPrefix("www.")
        }
    }

    private static func leads(_ link: Substring, to source: String?) -> Bool {
        guard let start = link.firstRange(of: "https://"), let url = URL(string: String(link[start.lowerBound...])),
            let host = url.host()?.lowercased(), let source = source?.lowercased(), url.user() == nil
        else { return false }
        return host == source && !host.hasPrefix("xn--") && !host.contains(".xn--")
    }
}
