import CMalloc

/// Memory that the program has of the system and does not use.
enum SpareMemory {
    /// Gives it back: what a knowledge base is made with is much more than what it is.
    static func giveBack() { _ = malloc_trim(0) }
}
