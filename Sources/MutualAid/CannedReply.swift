/// An approved text that counselors start from, in both languages: `Templates/console/canned.yaml`.
package struct CannedReply: Sendable, Equatable {
    /// What it is called in the list.
    package let name: String
    /// Words it is also found by, such as an English one.
    package let keywords: String
    package let chinese: String
    package let english: String

    package init(name: String, keywords: String, chinese: String, english: String) {
        self.name = name
        self.keywords = keywords
        self.chinese = chinese
        self.english = english
    }
}
