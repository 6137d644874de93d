extension Language {
    /// The language of a text by its letters: Han against Latin, and how many Han are Traditional.
    ///
    /// A name that is called (`@互助 How long …`) says nothing of it, unless there is nothing else.
    package static func detect(_ text: String) -> Language {
        let own = withoutMentions(text)
        return ofLetters(own.unicodeScalars.contains { $0.properties.isAlphabetic } ? own : text)
    }

    private static func withoutMentions(_ text: String) -> String {
        guard text.contains("@") else { return text }
        var isInMention = false
        return String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { scalar in
                    isInMention = scalar == "@" || isInMention && !scalar.properties.isWhitespace
                    return !isInMention
                }
            )
        )
    }

    private static func ofLetters(_ text: String) -> Language {
        var han = 0
        var traditional = 0
        var words = 0
        var isInWord = false
        for scalar in text.unicodeScalars {
            let isLatin = scalar.properties.isAlphabetic && !scalar.isHan
            if scalar.isHan {
                han += 1
                if TraditionalCharacters.simplified(scalar) != scalar { traditional += 1 }
            } else if isLatin, !isInWord {
                words += 1
            }
            isInWord = isLatin
        }
        if han == 0 { return words > 0 ? .english : .chinese }
        if words >= 3, words * 2 > han { return .mixed }
        if words >= 6 { return .mixed }
        return traditional >= 1 && traditional * 12 >= han ? .traditionalChinese : .chinese
    }
}
