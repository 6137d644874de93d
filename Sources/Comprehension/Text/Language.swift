/// The language a message is written in.
package enum Language: String, CaseIterable, Sendable, Codable, Hashable {
    case chinese = "zh"
    case traditionalChinese = "zh-Hant"
    case english = "en"
    case mixed

    /// The language a reply is written in: entries and phrases exist in Chinese and English.
    package var ofReply: ReplyLanguage {
        switch self {
        case .chinese, .traditionalChinese, .mixed: .chinese
        case .english: .english
        }
    }
}

/// A language that entries and bot phrases are written in.
package enum ReplyLanguage: String, CaseIterable, Sendable, Codable, Hashable, CodingKeyRepresentable {
    case chinese = "zh"
    case english = "en"
}
