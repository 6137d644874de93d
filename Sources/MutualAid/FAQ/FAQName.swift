/// How an entry and its file are named.
package enum FAQName {
    /// As problems name it: the folder's name and the file's.
    package static func file(of entry: String) -> String { "faq/\(entry).md" }

    /// The entry a file of the folder is named for.
    package static func entry(ofFile path: String) -> String? {
        guard let name = path.split(separator: "/").last, name.hasSuffix(".md") else { return nil }
        return String(name.dropLast(3))
    }

    /// Names that are routes beside the entries.
    private static let taken: Set<String> = ["corrections", "misses", "new", "pinned", "try"]

    /// Whether a name can be a file's: small letters, digits and dashes, at most 80, and no route's.
    package static func isValid(_ id: String) -> Bool {
        (1...80).contains(id.utf8.count) && !taken.contains(id)
            && id.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    }
}
