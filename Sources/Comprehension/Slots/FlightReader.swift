/// Reads flight numbers as people write them: CA834, "CA 834", 国航834.
struct FlightReader {
    let text: SlotText

    /// A flight that is named from this place on, and where it ends.
    func flight(at place: Int) -> (flight: String, end: Int)? {
        guard Self.openings.contains(text.scalars[place]), text.begins(at: place) else { return nil }
        for (name, code) in Self.chinese {
            if let end = text.end(of: [name], at: place), let number = number(at: text.past(blanksAt: end), least: 2) {
                return (code + number.digits, number.end)
            }
        }
        guard place + 2 < text.scalars.count else { return nil }
        let code = String(String.UnicodeScalarView(text.scalars[place..<place + 2]))
        guard Self.codes.contains(code) else { return nil }
        let start = text.past(blanksAt: text[place + 2] == "-" ? place + 3 : place + 2)
        // Apart from its airline a short number is more often something else.
        guard let number = number(at: start, least: start == place + 2 ? 2 : 3) else { return nil }
        return (code.uppercased() + number.digits, number.end)
    }

    private func number(at place: Int, least: Int) -> (digits: String, end: Int)? {
        guard let number = text.digits(at: place), (least...4).contains(number.end - place),
            text[number.end].map({ !$0.isWordLike }) ?? true
        else { return nil }
        return (String(String.UnicodeScalarView(text.scalars[place..<number.end])), number.end)
    }

    /// What a flight begins with; most places of a text need no further look.
    private static let openings = Set(
        chinese.map(\.0).compactMap(\.unicodeScalars.first) + codes.compactMap(\.unicodeScalars.first)
    )

    private static let chinese = [
        ("国航", "CA"), ("东航", "MU"), ("南航", "CZ"), ("海航", "HU"), ("厦航", "MF"), ("深航", "ZH"), ("川航", "3U"),
        ("山航", "SC"), ("上航", "FM"), ("吉祥", "HO"), ("春秋", "9C"), ("长龙", "GJ"), ("首航", "JD"), ("国泰", "CX"),
        ("汉莎", "LH"), ("英航", "BA"), ("法航", "AF"), ("荷航", "KL"), ("芬航", "AY"), ("俄航", "SU"), ("阿联酋航空", "EK"),
        ("卡航", "QR"), ("新航", "SQ"), ("泰航", "TG"), ("马航", "MH"), ("大韩", "KE"), ("韩亚", "OZ"), ("全日空", "NH"),
        ("日航", "JL"), ("美联航", "UA"), ("达美", "DL"), ("加航", "AC"), ("澳航", "QF"), ("埃航", "ET"), ("土航", "TK"),
    ]
    private static let codes: Set<String> = [
        "ca", "mu", "cz", "hu", "mf", "zh", "3u", "sc", "fm", "ho", "9c", "gj", "jd", "kn", "eu", "gs", "hx", "cx",
        "ka",
        "uo", "ci", "br", "lh", "ba", "af", "kl", "az", "lx", "os", "sk", "ay", "su", "tk", "ek", "qr", "ey", "sq",
        "tr",
        "tg", "mh", "ak", "d7", "ga", "vn", "vj", "pr", "5j", "ke", "oz", "jl", "nh", "ua", "aa", "dl", "ac", "qf",
        "nz",
        "jq", "et", "kq", "ms", "lo", "tp", "ib", "ei", "vs", "w6", "fr", "u2", "hm", "hy", "kc", "mk",
    ]
}
