/// What one entry is about, summed over all its phrasings in both languages.
struct EntryProfile: Sendable {
    /// How many phrasings have each piece or concept, ascending by number.
    var grams: [Counted] = []
    var topics: [Counted] = []
    var aspects: [Counted] = []
    /// How many phrasings name each place.
    var places: [String: Int] = [:]
    var codes: Set<UInt64> = []
    var phrasings: Range<Int> = 0..<0
    /// The words and characters of its answers.
    var answered: Set<Int32> = []

    struct Counted: Sendable {
        let number: Int32
        let count: Int32
    }

    /// Places that are what the entry is about: those that at least two in five of the phrasings name.
    var ownPlaces: Set<String> = []
    /// Whether the entry holds for some countries only: visas in Germany.
    var isAboutForeignPlace: Bool { ownPlaces.contains { !$0.hasPrefix("CN-") || $0 == "CN-HK" } }
    var isAboutChina: Bool { places.keys.contains { $0.hasPrefix("CN-") } }
    /// Whether the entry names several provinces as examples of any.
    var isAboutAnyProvince: Bool { places.keys.count { $0.hasPrefix("CN-") && $0 != "CN-ZJ" } >= 3 }

    init(_ phrasings: [(query: Query, grams: [Int32])], at range: Range<Int>, countries: [String]) {
        self.phrasings = range
        grams = Self.counted(phrasings.map(\.grams))
        topics = Self.counted(phrasings.map(\.query.topics))
        aspects = Self.counted(phrasings.map(\.query.aspects))
        for phrasing in phrasings {
            codes.formUnion(phrasing.query.codes)
            for place in Set(phrasing.query.places.map(\.place)) { places[place, default: 0] += 1 }
        }
        let bar = max(1, (phrasings.count * 2 + 4) / 5)
        ownPlaces = Set(places.filter { $0.value >= bar }.keys).union(countries)
    }

    static func count(of number: Int32, in list: [Counted]) -> Int32 {
        var low = 0
        var high = list.count
        while low < high {
            let middle = (low + high) / 2
            if list[middle].number < number { low = middle + 1 } else { high = middle }
        }
        return low < list.count && list[low].number == number ? list[low].count : 0
    }

    private static func counted(_ lists: [[Int32]]) -> [Counted] {
        var counts: [Int32: Int32] = [:]
        for number in lists.joined() { counts[number, default: 0] += 1 }
        return counts.map { Counted(number: $0.key, count: $0.value) }.sorted { $0.number < $1.number }
    }
}
