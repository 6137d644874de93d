import Accounts
import Comprehension
import Foundation
import Hummingbird
import MutualAid

/// Every text an entry had: any two compared, and any one brought back as a new version (criterion A6).
extension Console {
    func addFAQVersions(to group: Group) {
        get(group, "faq/:entry/versions") { visit in try await versionsPage(visit) }
    }

    private func versionsPage(_ visit: Visit) async throws -> Response {
        guard let known = try await entry(visit) else { throw Problem(.notFound, "There is no such entry") }
        let words = pages.words(in: visit.language)
        let people = try await peopleByLogin()
        let record = known.record
        let newest = visit.query("after").flatMap { Int($0) } ?? record.latest
        let older =
            visit.query("before").flatMap { Int($0) } ?? record.published.map { $0 == newest ? $0 - 1 : $0 } ?? newest
            - 1
        let title = faq.readings.entry(known.latest)?.titles[visit.language.reply] ?? ""
        let name = title.isEmpty ? record.id : title
        var values: [String: Any] = [
            "on_list": true, "id": record.id, "title": name, "revision": "\(record.revision)",
            "newest_seen": record.seen,
            "may_publish": visit.reader.mayPublishFAQ
                && record.state.after(.rollback, hasDraft: record.hasDraft) != nil,
            "may_edit": visit.reader.mayEditFAQ, "is_single": known.versions.count < 2,
            "versions": known.versions.reversed().map { row($0, record, people, visit, words) },
            "before_numbers": choices(known, older), "after_numbers": choices(known, newest),
        ]
        if let before = known.version(older), let after = known.version(newest), older != newest {
            let forms = [before, after].map { faq.readings.entry($0).map { FAQForm($0, words) } ?? FAQForm() }
            let rows = FAQComparison.rows(forms[0], forms[1], words)
            values["comparison"] = [
                ["before": "\(older)", "after": "\(newest)", "rows": rows, "is_same": rows.isEmpty] as [String: Any]
            ]
        }
        let frame = faqFrame(words.say("faq_versions_of", ["title": name]), visit)
        return pages.page("faq-versions", frame, values)
    }

    private func row(
        _ version: FAQVersion,
        _ record: FAQRecord,
        _ people: [String: String],
        _ visit: Visit,
        _ words: Words
    ) -> [String: Any] {
        let isPublished = version.number == record.published
        let stale = version.stale.map { words["faq_stale_\($0.rawValue)"] }
        var notes = stale
        if isPublished { notes.insert(words["faq_is_in_force"], at: 0) }
        if version.number == record.latest, !isPublished { notes.insert(words["faq_is_draft"], at: 0) }
        var values: [String: Any] = [
            "number": "\(version.number)", "author": words.author(version.author, people),
            "at": [visit.stamp(version.at, words)],
            "is_published": isPublished, "is_newest": version.number == record.latest,
            "restore": words.say("faq_roll_back", ["n": "\(version.number)", "next": "\(record.latest + 1)"]),
            "take": words.say("faq_take", ["n": "\(version.number)", "next": "\(record.latest + 1)"]),
        ]
        if !notes.isEmpty { values["notes"] = notes.joined(separator: words["comma"]) }
        return values
    }

    private func choices(_ known: FAQHistory, _ chosen: Int) -> [[String: Any]] {
        known.versions.reversed().map { ["value": "\($0.number)", "is_current": $0.number == chosen] }
    }
}
