/// Words that a person wrote, or their name: shown on the console and sent to chats, never in logs, metrics or errors.
///
/// Printing one gives its length only; whoever needs the words says so with `exposed`.
package struct PrivateText: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The words themselves.
    package let exposed: String

    package init(_ exposed: String) {
        self.exposed = exposed
    }

    package init(stringLiteral value: String) {
        exposed = value
    }

    package var isEmpty: Bool { exposed.isEmpty }
}

extension PrivateText: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹\(exposed.utf8.count) bytes›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
