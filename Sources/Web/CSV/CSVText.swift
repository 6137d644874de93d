/// Rows of cells as RFC 4180 writes them, in UTF-8 with a mark at the beginning, for programs that guess otherwise.
enum CSVText {
    /// What a file begins with, so that spreadsheets read it as UTF-8.
    static let mark = "\u{FEFF}"

    /// One row with its end of line.
    ///
    /// A cell that a spreadsheet would take for a formula gets an apostrophe before it (criterion A11).
    static func row(_ cells: [String]) -> String {
        cells.map(cell).joined(separator: ",") + "\r\n"
    }

    private static func cell(_ text: String) -> String {
        let guarded = isFormula(text) ? "'" + text : text
        let needsQuotes = text != guarded || guarded.unicodeScalars.contains { special.contains($0) }
        return needsQuotes ? "\"" + guarded.replacing("\"", with: "\"\"") + "\"" : guarded
    }

    private static let special: Set<Unicode.Scalar> = ["\"", ",", ";", "\r", "\n", "\t"]

    /// Whether the first sign that is seen, blanks and controls left out, begins a formula.
    private static func isFormula(_ text: String) -> Bool {
        if let first = text.unicodeScalars.first, first == "\t" || first == "\r" || first == "\n" { return true }
        let shown = text.unicodeScalars.first { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                && scalar.properties.generalCategory != .format
        }
        return shown.map { "=+-@＝＋－＠".unicodeScalars.contains($0) } ?? false
    }

    /// The rows of a text; blank rows are left out.
    ///
    /// A quote that is never closed ends with the text.
    static func rows(_ text: String) -> [[String]] {
        var rows: [[String]] = []
        var row: [String] = []
        var cell = ""
        var isQuoted = false
        var scalars = Array(text.unicodeScalars.drop { $0 == "\u{FEFF}" })[...]
        func endRow() {
            row.append(cell)
            if row.contains(where: { !$0.allSatisfy(\.isWhitespace) }) { rows.append(row) }
            row = []
            cell = ""
        }
        while let scalar = scalars.popFirst() {
            switch scalar {
            case "\"" where isQuoted && scalars.first == "\"":
                cell.append("\"")
                scalars.removeFirst()
            case "\"" where isQuoted: isQuoted = false
            case "\"" where cell.isEmpty: isQuoted = true
            case "," where !isQuoted, "\t" where !isQuoted:
                row.append(cell)
                cell = ""
            case "\r" where !isQuoted && scalars.first == "\n": break
            case "\n" where !isQuoted, "\r" where !isQuoted: endRow()
            default: cell.unicodeScalars.append(scalar)
            }
        }
        endRow()
        return rows
    }
}
