/// Writes an entry as the folder's files are written, and says what no text of one may carry.
package protocol FAQWriter: Sendable {
    /// The names of the slots an answer may have.
    var slots: [String] { get }
    /// The whole file of an entry; its version is that of the text, whatever the entry says.
    func text(of entry: FAQEntry) -> String
    /// What is wrong with a title, a question or an answer.
    ///
    /// - Parameters:
    ///   - text: one line or several.
    ///   - source: the address of the entry's source, the one place a text may link to.
    /// - Returns: each kind of problem once.
    func problems(in text: String, source: String?) -> [FAQTextProblem]
}

/// What a text of an entry must not have.
package enum FAQTextProblem: Sendable, Hashable {
    /// Script or HTML.
    case markup
    /// Characters nobody sees, or that turn the direction of writing.
    case invisibleCharacters
    /// A link that leads elsewhere than to the entry's source by https.
    case foreignLink
    /// A slot that nothing fills.
    case unknownSlot(String)
    /// A line that the file would take for a heading.
    case heading
}
