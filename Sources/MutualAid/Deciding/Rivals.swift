import Comprehension

/// Entries that answer the same question for different countries: visas in Germany, visas in France (criterion F10).
struct Rivals {
    /// Those that hold for some countries, nearest first.
    let entries: [FAQEntry]
    /// That one of them answers, 0…1.
    let probability: Double
    /// The one that holds where the member is.
    let chosen: (entry: String, probability: Double)?

    /// How near an entry must be to count, as a share of the nearest: those that fit alike share the probability.
    private static let least = 0.3

    /// `nil` where no two entries of one topic with different countries clear the bar together.
    init?(_ candidates: [Candidate], in knowledge: Knowledge, country: String?, bar: Double) {
        guard let first = candidates.first.flatMap({ knowledge.entries[$0.entry] }), !first.countries.isEmpty else {
            return nil
        }
        let nearest = candidates.first?.probability ?? 0
        let near = candidates.filter { candidate in
            guard let entry = knowledge.entries[candidate.entry], candidate.probability >= Self.least * nearest else {
                return false
            }
            return entry.topic == first.topic && !entry.countries.isEmpty
        }
        let entries = near.compactMap { knowledge.entries[$0.entry] }
        let probability = near.reduce(0) { $0 + $1.probability }
        guard entries.count > 1, probability >= bar, Set(entries.map(\.countries)).count == entries.count else {
            return nil
        }
        let here = country.map { country in entries.filter { $0.countries.contains(country) } } ?? []
        self.entries = entries
        self.probability = probability
        // Two that hold in the same country are not told apart by it.
        chosen = here.count == 1 ? (here[0].id, probability) : nil
    }
}
