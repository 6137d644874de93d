/// Puts a line that leans on the one before together with it.
package struct FollowUp: Sendable, Equatable {
    /// What is understood instead of the line alone.
    package let text: String
    /// Whether the question before is asked again of another place: then an answer to it may be the same entry's.
    package let isMoved: Bool

    /// - Parameters:
    ///   - line: what leans.
    ///   - question: what the same member asked before, in the same room.
    package init(_ line: String, after question: String) {
        let earlier = PlainText(question)
        let named = CountryNames.shared.places(in: PlainText(line))
        let places = CountryNames.shared.places(in: earlier)
        guard named.count == 1, let new = named.first, let old = places.first, places.allSatisfy({ $0.1 == old.1 }),
            new.1 != old.1
        else {
            text = question + "\n" + line
            isMoved = false
            return
        }
        var scalars = earlier.scalars
        for (range, _) in places.reversed() {
            scalars.replaceSubrange(range, with: PlainText(line).scalars[new.0])
        }
        text = String(String.UnicodeScalarView(scalars))
        isMoved = true
    }
}

/// How a text stands to what went before.
package enum ContextUse: String, Sendable, Codable, Hashable {
    /// It says by itself what it asks.
    case standsAlone = "stands_alone"
    /// It leans on a line that is not known: nothing may be matched to it.
    case leans
    /// It was understood together with the question before.
    case joined
}
