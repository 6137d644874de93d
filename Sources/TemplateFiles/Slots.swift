/// The slots an answer may have: names in double braces, nothing else; there is no logic in answers.
enum Slots {
    static let allowed: Set<String> = ["emergency_number", "consular_hotline", "group_name"]

    /// The names between double braces, in order.
    static func named(in text: String) -> [String] {
        pieces(of: text).compactMap { piece in
            switch piece {
            case .slot(let name): name
            case .text: nil
            }
        }
    }

    /// The text with its slots filled; `nil` where one has no value.
    static func fill(_ text: String, _ values: [String: String]) -> String? {
        var filled = ""
        for piece in pieces(of: text) {
            switch piece {
            case .text(let part): filled += part
            case .slot(let name):
                guard let value = values[name], !value.isEmpty else { return nil }
                filled += value
            }
        }
        return filled
    }

    private enum Piece {
        case text(String)
        case slot(String)
    }

    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        while let open = rest.firstRange(of: "{{"), let close = rest[open.upperBound...].firstRange(of: "}}") {
            pieces.append(.text(String(rest[..<open.lowerBound])))
            pieces.append(.slot(rest[open.upperBound..<close.lowerBound].filter { $0 != " " }))
            rest = rest[close.upperBound...]
        }
        pieces.append(.text(String(rest)))
        return pieces
    }
}
