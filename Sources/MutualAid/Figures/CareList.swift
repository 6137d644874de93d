package import struct Foundation.Date

/// Entries that somebody should look at, and why (criterion A8).
package enum CareList: String, Sendable, CaseIterable {
    /// They hold for two weeks at most.
    case endsSoon = "ends_soon"
    /// Their time is over, and members asked for them in the last week.
    case overButAsked = "over_but_asked"
    /// In force for a month and answered nothing in it.
    case neverMatched = "never_matched"
    /// Members say of the text in force that it does not help.
    case lowRated = "low_rated"
    /// Nobody has looked at their source for long.
    case oldSource = "old_source"
}

/// An entry in force as far as it has to be looked after.
package struct CaredEntry: Sendable {
    package let entry: FAQEntry
    /// Since when its text is in force.
    package let publishedAt: Date?

    package init(entry: FAQEntry, publishedAt: Date?) {
        self.entry = entry
        self.publishedAt = publishedAt
    }

    /// The lists it belongs to.
    ///
    /// - Parameters:
    ///   - care: what was noticed.
    ///   - day: on which its dates are judged, and the age of its source.
    ///   - now: for what was asked and answered.
    ///   - oldAfter: how many days after it was checked a source is old.
    /// - Returns: none for an entry that needs nothing.
    package func lists(_ care: EntryCare, on day: CalendarDay, now: Date, oldAfter: Int) -> [CareList] {
        CareList.allCases.filter { list in
            switch list {
            case .endsSoon: end.map { (day.number...day.number + Self.soon).contains($0.number) } ?? false
            case .overButAsked: (end.map { $0 < day } ?? false) && care.askedInVain[entry.id, default: 0] > 0
            case .neverMatched: isUnused(care, now)
            case .lowRated: isLowRated(care)
            case .oldSource: (CalendarDay(entry.checkedOn)?.number ?? day.number) < day.number - oldAfter
            }
        }
    }

    /// Days ahead that are soon.
    private static let soon = 14
    /// Seconds in which an entry should have answered something.
    private static let month: Double = 30 * 86400
    /// Seconds in which what was asked in vain still counts.
    package static let week: Double = 7 * 86400

    private var end: CalendarDay? { entry.validUntil.flatMap { CalendarDay($0) } }

    private func isUnused(_ care: EntryCare, _ now: Date) -> Bool {
        guard let publishedAt, now.timeIntervalSince(publishedAt) >= Self.month else { return false }
        return care.lastAnswered[entry.id].map { now.timeIntervalSince($0) > Self.month } ?? true
    }

    /// Two people at least, and more than found it helpful.
    private func isLowRated(_ care: EntryCare) -> Bool {
        care.ratings[entry.id, default: []].contains {
            $0.version == entry.version && $0.unhelpful >= 2 && $0.unhelpful > $0.helpful
        }
    }
}
