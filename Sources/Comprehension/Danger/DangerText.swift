/// A text made ready for danger signs: what is slipped between characters to get past a filter is taken out.
///
/// 自 杀, 自.杀, 自*杀 and 自🔪杀 read 自杀; "kill 🔪 myself" reads "kill myself". Commas and full stops stay.
enum DangerText {
    static func prepared(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        joined(withoutSymbols(scalars))
    }

    static func prepared(_ phrase: String) -> String {
        String(String.UnicodeScalarView(prepared(PlainText(phrase).scalars)))
    }

    /// Symbols and emoji between two Chinese characters vanish; elsewhere they are a blank.
    private static func withoutSymbols(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        var kept: [Unicode.Scalar] = []
        kept.reserveCapacity(scalars.count)
        var isAfterSymbol = false
        for scalar in scalars {
            if isKept(scalar) {
                if isAfterSymbol, let last = kept.last, !(last.isHan && scalar.isHan), last != " ", scalar != " " {
                    kept.append(" ")
                }
                if scalar != " " || kept.last != " " { kept.append(scalar) }
                isAfterSymbol = false
            } else {
                isAfterSymbol = true
            }
        }
        return kept
    }

    /// Blanks and dots between single Chinese characters vanish: 不 想 活.
    private static func joined(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
        func isHan(_ index: Int) -> Bool { scalars.indices.contains(index) && scalars[index].isHan }
        return scalars.indices.filter { index in
            guard scalars[index] == " " || scalars[index] == ".", isHan(index - 1), isHan(index + 1) else {
                return true
            }
            return isHan(index - 2) && isHan(index + 2)
        }
        .map { scalars[$0] }
    }

    private static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        scalar.isHan || scalar.isWordLike || marks.contains(scalar)
    }

    private static let marks: Set<Unicode.Scalar> = [
        " ", ",", ".", ";", "!", "?", "。", "、", "…", ":", "'", "《", "》", "\n",
    ]
}
