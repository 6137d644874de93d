package import Comprehension

extension Interpreter {
    /// Understands a burst; a line that leans on the question before it is understood with that one, or not at all.
    ///
    /// - Parameters:
    ///   - burst: the lines.
    ///   - before: gives what the same member asked last; called only where the burst leans on it.
    /// - Returns: what was understood; it leans on its context where nothing could be made of it.
    /// - Throws: what `before` throws.
    package func understand(
        _ burst: Burst,
        before: () async throws -> PreviousQuestion?
    ) async rethrows -> Understanding {
        let alone = understand(burst.text)
        guard alone.leansOnContext, alone.dangerSigns.isEmpty, let before = try await before() else { return alone }
        return understand(burst.text, after: before.text.exposed, answered: before.answered) ?? alone
    }
}
