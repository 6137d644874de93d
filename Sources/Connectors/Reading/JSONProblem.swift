/// What is wrong with a document and where; never what stands there.
package struct JSONProblem: Error, Equatable {
    package let kind: Kind
    /// Counted in bytes from the start.
    package let offset: Int

    package enum Kind: String, Sendable, CaseIterable {
        case tooLarge = "more than 1 MiB"
        case byteOrderMark = "a byte order mark"
        case endedEarly = "the end, too early"
        case unexpected = "a character that cannot stand here"
        case trailing = "more after the end"
        case badUTF8 = "bytes that are no UTF-8"
        case controlCharacter = "a raw control character in text"
        case zeroCharacter = "a zero character in text"
        case badEscape = "an unknown escape"
        case loneSurrogate = "half a surrogate pair"
        case badNumber = "a malformed number"
        case hugeNumber = "a number out of range"
        case duplicateKey = "a key for the second time"
        case tooDeep = "more than 32 levels"
        case notObject = "something else than an object"
        case notArray = "something else than an array"
        case notText = "something else than text"
        case notNumber = "something else than a number"
        case notBoolean = "something else than true or false"
    }
}

extension JSONProblem: CustomStringConvertible {
    package var description: String { "\(kind.rawValue) at byte \(offset)" }
}
