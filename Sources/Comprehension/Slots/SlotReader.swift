/// Reads the slots of a text: goods and how many, countries and cities, days, flights.
///
/// Pure, total and linear: at each place a bounded look ahead. What stands inside something longer is not read again.
package enum SlotReader {
    /// The slots in order of appearance; none overlap.
    package static func slots(in text: PlainText) -> [Slot] {
        let scalars = text.scalars.prefix(limit)
        let line = SlotText(scalars: Array(scalars))
        let named = names(in: line.scalars)
        let dates = DateReader(text: line, isMonthFirst: scalars.contains(where: \.isHan))
        let flights = FlightReader(text: line)
        let quantities = QuantityReader(text: line, items: named.filter(\.isItem).map(\.range))
        var slots: [Slot] = []
        var next = named.startIndex
        var place = 0
        while place < line.scalars.count {
            while next < named.endIndex, named[next].range.lowerBound < place { next += 1 }
            var slot: Slot?
            if let flight = flights.flight(at: place) {
                slot = Slot(value: .flight(flight.flight), range: place..<flight.end)
            } else if let date = dates.date(at: place) {
                slot = Slot(value: .date(date.mention), range: place..<date.end)
            } else if next < named.endIndex, named[next].range.lowerBound == place {
                slot = named[next]
            } else if let quantity = quantities.quantity(at: place) {
                slot = Slot(value: .quantity(quantity.value), range: place..<quantity.end)
            }
            if let slot { slots.append(slot) }
            place = max(place + 1, slot?.range.upperBound ?? 0)
        }
        return slots
    }

    /// A message longer than this is no request; its rest is not read.
    private static let limit = 2_000

    /// Goods and places, the longest where some overlap.
    private static func names(in scalars: [Unicode.Scalar]) -> [Slot] {
        let items = SlotNames.items.matches(in: scalars).map { Slot(value: .item($0.value), range: $0.range) }
        let cities = SlotNames.cities.matches(in: scalars).compactMap { found -> Slot? in
            let parts = found.value.split(separator: ":")
            guard parts.count == 2 else { return nil }
            return Slot(value: .city(String(parts[1]), country: String(parts[0])), range: found.range)
        }
        let countries = CountryNames.shared.places(in: PlainText(normalised: scalars)).map {
            Slot(value: .country($0.1), range: $0.0)
        }
        var kept: [Slot] = []
        // Sorting keeps a city before the country of the same name and place.
        let all = (cities + countries + items).enumerated().sorted { left, right in
            let starts = (left.element.range.lowerBound, right.element.range.lowerBound)
            let counts = (left.element.range.count, right.element.range.count)
            return starts.0 != starts.1
                ? starts.0 < starts.1 : counts.0 != counts.1 ? counts.0 > counts.1 : left.offset < right.offset
        }
        for (_, slot) in all where slot.range.lowerBound >= kept.last?.range.upperBound ?? 0 { kept.append(slot) }
        return kept
    }
}

extension Slot {
    fileprivate var isItem: Bool {
        if case .item = value { true } else { false }
    }
}

/// Reads how many of an item are spoken of: 一百个口罩, 手套20只, "two boxes of masks".
private struct QuantityReader {
    let text: SlotText
    /// Where goods are named, ascending.
    let items: [Range<Int>]

    /// How far from its number an item may stand.
    private static let reach = 8

    func quantity(at place: Int) -> (value: Int, end: Int)? {
        guard !items.isEmpty, text.begins(at: place), let number = text.number(at: place) ?? word(at: place),
            number.value > 0
        else { return nil }
        let measured = text.end(of: SlotNames.measures, at: number.end)
        let end = measured ?? number.end
        let isDirect = text[end].map { $0 == " " } ?? false ? end + 1 : end
        let isNear = items.contains { item in
            // 口罩3: goods before a bare number count only where nothing stands between.
            item.lowerBound == isDirect || item.lowerBound == end
                || measured != nil
                    && (item.lowerBound >= end && item.lowerBound - end <= Self.reach
                        || item.upperBound <= place && place - item.upperBound <= Self.reach)
        }
        return isNear ? (number.value, end) : nil
    }

    private func word(at place: Int) -> (value: Int, end: Int)? {
        for (word, value) in SlotNames.englishNumbers {
            if let end = text.end(of: [word], at: place) { return (value, end) }
        }
        return nil
    }
}
