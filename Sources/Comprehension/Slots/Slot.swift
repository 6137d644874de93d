/// Something a message names that a decision or a form can use, and where it stands.
///
/// Journeys and needs are a person's own: slots are read from the text when they are needed and never kept in plain.
package struct Slot: Sendable, Equatable {
    package let value: Value
    /// Where it stands, in scalars of the text's `PlainText`.
    package let range: Range<Int>

    package enum Value: Sendable, Equatable {
        case item(SupplyItem)
        /// How many of an item near by.
        case quantity(Int)
        /// ISO 3166-1 alpha-2.
        case country(String)
        /// The city's English name in lower case, and its country.
        case city(String, country: String)
        case date(DayMention)
        /// Airline and number, as on the ticket: CA834.
        case flight(String)
    }
}

/// Goods that members ask for.
package enum SupplyItem: String, Sendable, CaseIterable, Codable {
    case masks, gloves, thermometers, goggles, suits, sanitizer, medicine, food, kits, tests
}
