import Comprehension
import Metrics
package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// Looks for times in the next day in which a covered desk has nobody, and tells the duty room once for each.
package struct CoverageWatch: Sendable {
    private let store: any CoverageStore
    private let phrases: any Phrasebook
    private let groups: [Group]
    private let dutyRoom: Room?

    /// How far ahead a gap is told of, in seconds.
    package static let ahead: TimeInterval = 24 * 3600

    package init(store: any CoverageStore, phrases: any Phrasebook, groups: [Group], dutyRoom: Room?) {
        self.store = store
        self.phrases = phrases
        self.groups = groups
        self.dutyRoom = dutyRoom
    }

    /// Warns of each gap that begins within a day, once; one that has begun keeps the time it was first told of.
    package func warn(of roster: Roster, now: Date) async throws {
        var found = 0
        for desk in roster.covered {
            for group in groups {
                let gaps = roster.gaps(at: desk, for: group.id, from: now, to: now.addingTimeInterval(Self.ahead))
                found += gaps.count
                for gap in gaps {
                    let line = dutyRoom.map { DutyLine(room: $0, text: text(desk, group, gap, now)) }
                    try await store.warn(of: CoverageGap(desk: desk, group: group.id, span: gap), line, now: now)
                }
            }
        }
        Gauge(label: "huzhu_coverage_gaps").record(found)
    }

    private func text(_ desk: Desk, _ group: Group, _ gap: DutySpan, _ now: Date) -> PrivateText {
        let slots: [String: PhraseSlot] = [
            "desk": .text(desk.rawValue), "group": .text(group.id),
            "from": .text(gap.start.toldTime(in: group.timeZone, at: now)),
            "to": .text(gap.end.toldTime(in: group.timeZone, at: now)),
        ]
        return phrases.say(.coverageGap, in: .chinese, slots)
    }
}

/// A time in which nobody is on shift at a desk for a group.
package struct CoverageGap: Sendable, Equatable {
    package let desk: Desk
    package let group: String
    package let span: DutySpan

    package init(desk: Desk, group: String, span: DutySpan) {
        self.desk = desk
        self.group = group
        self.span = span
    }
}

/// Which gaps were warned of, on disk.
package protocol CoverageStore: Sendable {
    /// Queues the line and writes the event, unless an overlapping gap of that desk and group was told of before.
    func warn(of gap: CoverageGap, _ line: DutyLine?, now: Date) async throws
}
