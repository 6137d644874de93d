import Foundation
import MutualAid

/// Entries that somebody should look at (criterion A8).
extension Console {
    /// How many days after it was checked a source is old, where the address does not say.
    private static let usualAge = 30

    static func oldAfter(_ visit: Visit) -> Int {
        min(max(visit.query("old").flatMap { Int($0) } ?? usualAge, 1), 3650)
    }

    func careValues(_ visit: Visit, _ words: Words) async throws -> [[String: Any]] {
        let care = try await insight.figures.entryCare(since: visit.now.addingTimeInterval(-CaredEntry.week))
        let today = MutualAid.CalendarDay(at: visit.now, in: visit.zone)
        let day = insight.asOf.flatMap { MutualAid.CalendarDay($0) } ?? today
        var lists: [CareList: [[String: Any]]] = [:]
        for head in try await insight.desk.entries() where head.record.state.isAnsweredFrom {
            // A text that can no longer be read is told of in the list of entries.
            guard let published = head.published, let entry = try? insight.desk.read(published) else { continue }
            let cared = CaredEntry(entry: entry, publishedAt: head.record.publishedAt)
            for list in cared.lists(care, on: day, now: visit.now, oldAfter: Self.oldAfter(visit)) {
                lists[list, default: []].append([
                    "id": entry.id, "title": entry.titles[visit.language.reply] ?? entry.id,
                    "why": why(list, entry, care, visit, words),
                ])
            }
        }
        return CareList.allCases.map { list in
            let entries = lists[list] ?? []
            return [
                "name": list.rawValue, "title": words.say("tend_\(list.rawValue)", ["n": "\(Self.oldAfter(visit))"]),
                "n": "\(entries.count)", "entries": entries, "is_empty": entries.isEmpty,
            ]
        }
    }

    private func why(
        _ list: CareList,
        _ entry: FAQEntry,
        _ care: EntryCare,
        _ visit: Visit,
        _ words: Words
    ) -> String {
        switch list {
        case .endsSoon: words.say("tend_until", ["day": entry.validUntil ?? "–"])
        case .overButAsked:
            words.say("tend_until", ["day": entry.validUntil ?? "–"]) + words["comma"]
                + words.say("tend_asked", ["n": "\(care.askedInVain[entry.id, default: 0])"])
        case .neverMatched:
            care.lastAnswered[entry.id].map {
                words.say("tend_last", ["day": words.day($0, in: visit.zone)])
            } ?? words["tend_never"]
        case .lowRated:
            care.ratings[entry.id]?.first { $0.version == entry.version }.map {
                words.say("tend_rated", ["n": "\($0.unhelpful)", "helpful": "\($0.helpful)"])
            } ?? ""
        case .oldSource: words.say("tend_checked", ["day": entry.checkedOn])
        }
    }
}
