package import struct Foundation.Date

/// An approved text that counselors start from, in both languages.
///
/// `Templates/console/canned.yaml` has those that ship; what is edited on the page is kept in the database.
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

/// A canned reply as it was edited on its page: it goes before the shipped one of its name.
package struct EditedReply: Sendable, Equatable {
    package let reply: CannedReply
    /// Whether the shipped one of this name is not offered any more.
    package let isRemoved: Bool
    /// Rises with every change; a change names the version it saw, 0 for a shipped one.
    package let version: Int

    package init(reply: CannedReply, isRemoved: Bool, version: Int) {
        self.reply = reply
        self.isRemoved = isRemoved
        self.version = version
    }
}

/// The canned replies that were edited, on disk.
package protocol CannedReplyStore: Sendable {
    /// In order of their names.
    func editedReplies() async throws -> [EditedReply]
    /// Keeps a reply, or that the one of its name is not offered any more.
    ///
    /// - Throws: `CannedReplyConflict` where somebody else changed it since `version`.
    func keep(_ reply: CannedReply, isRemoved: Bool, version: Int, by actor: String, now: Date) async throws
}

/// Somebody else changed the reply since.
package struct CannedReplyConflict: Error {
    package init() {}
}

extension [CannedReply] {
    /// These with what was edited put in their places; new ones follow at the end.
    package func with(_ edited: [EditedReply]) -> [CannedReply] {
        let known = Dictionary(edited.map { ($0.reply.name, $0) }, uniquingKeysWith: { first, _ in first })
        let shipped = compactMap { each -> CannedReply? in
            guard let change = known[each.name] else { return each }
            return change.isRemoved ? nil : change.reply
        }
        let names = Set(map(\.name))
        return shipped + edited.filter { !$0.isRemoved && !names.contains($0.reply.name) }.map(\.reply)
    }
}
