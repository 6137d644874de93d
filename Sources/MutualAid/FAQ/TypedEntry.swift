package import struct Foundation.Date

/// What somebody typed into an entry's form and has not saved as a version yet: theirs alone, in whatever state it is.
package struct TypedEntry: Sendable, Equatable {
    /// The entry's id; `new` for one that nobody saved yet.
    package let entry: String
    /// Whose it is.
    package let login: String
    /// The form's fields, as the page keeps them.
    package let fields: String
    /// The revision of the entry that they began from.
    package let revision: Int
    package let at: Date

    package init(entry: String, login: String, fields: String, revision: Int, at: Date) {
        self.entry = entry
        self.login = login
        self.fields = fields
        self.revision = revision
        self.at = at
    }
}

/// What is typed and not saved, on disk: the last of each person and entry.
package protocol TypedEntryStore: Sendable {
    /// What they typed last; `nil` where everything is saved.
    func typedEntry(_ entry: String, by login: String) async throws -> TypedEntry?
    /// Keeps it in place of what they typed before.
    func keepTyped(_ typed: TypedEntry) async throws
    /// It is saved, or let go.
    func forgetTyped(_ entry: String, by login: String) async throws
}
