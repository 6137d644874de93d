/// A text as slots are read from it: single scalars, numbers in any notation, and words at a place.
struct SlotText {
    let scalars: [Unicode.Scalar]

    subscript(place: Int) -> Unicode.Scalar? { scalars.indices.contains(place) ? scalars[place] : nil }

    /// Whether a word or number begins here.
    func begins(at place: Int) -> Bool {
        guard place > 0 else { return true }
        let isInNumber = scalars[place - 1].isNumeral && scalars[place].isNumeral
        return !isInNumber && !(scalars[place - 1].isWordLike && scalars[place].isWordLike)
    }

    /// Where the first of some words ends that stands here; English ones whole.
    func end(of words: [String], at place: Int) -> Int? {
        for word in words {
            guard let end = self.end(of: word, at: place) else { continue }
            let isCut = end < scalars.count && scalars[end - 1].isWordLike && scalars[end].isWordLike
            if !isCut { return end }
        }
        return nil
    }

    private func end(of word: String, at place: Int) -> Int? {
        var end = place
        for scalar in word.unicodeScalars {
            guard end < scalars.count, scalars[end] == scalar else { return nil }
            end += 1
        }
        return end
    }

    /// The place behind blanks, at most two.
    func past(blanksAt place: Int) -> Int {
        var place = place
        while place < scalars.count, scalars[place] == " " { place += 1 }
        return place
    }

    /// A number of digits or Chinese numerals that begins here: 28, 二十八, 一百, 3万, 两.
    func number(at place: Int) -> (value: Int, end: Int)? {
        digits(at: place).map(scaled) ?? numerals(at: place)
    }

    /// At most six digits.
    func digits(at place: Int) -> (value: Int, end: Int)? {
        var end = place
        var value = 0
        while let digit = self[end]?.digit {
            guard end - place < 6 else { return nil }
            value = value * 10 + digit
            end += 1
        }
        return end > place ? (value, end) : nil
    }

    private func scaled(_ number: (value: Int, end: Int)) -> (value: Int, end: Int) {
        guard let scale = self[number.end]?.scale, number.value < 10_000 else { return number }
        return (number.value * scale, number.end + 1)
    }

    private func numerals(at place: Int) -> (value: Int, end: Int)? {
        var end = place
        var total = 0
        var section = 0
        var digit: Int?
        while end - place < 10, let scalar = self[end] {
            if let value = scalar.numeral {
                // 五六百: two guesses beside each other; the first one counts.
                if let digit, digit != 0 { section += digit }
                digit = value
            } else if let scale = scalar.scale {
                if scale == 10_000 {
                    total = (total + section + (digit ?? 0)) * scale
                    section = 0
                } else {
                    section += (digit ?? (end == place ? 1 : 0)) * scale
                }
                digit = nil
            } else {
                break
            }
            end += 1
        }
        return end > place ? (min(total + section + (digit ?? 0), 99_999_999), end) : nil
    }
}

extension Unicode.Scalar {
    fileprivate var digit: Int? { (0x30...0x39).contains(value) ? Int(value) - 0x30 : nil }

    fileprivate var numeral: Int? {
        switch self {
        case "零", "〇": 0
        case "一": 1
        case "二", "两": 2
        case "三": 3
        case "四": 4
        case "五": 5
        case "六": 6
        case "七": 7
        case "八": 8
        case "九": 9
        default: nil
        }
    }

    fileprivate var isNumeral: Bool { numeral != nil || scale != nil }

    fileprivate var scale: Int? {
        switch self {
        case "十": 10
        case "百": 100
        case "千": 1_000
        case "万": 10_000
        default: nil
        }
    }
}
