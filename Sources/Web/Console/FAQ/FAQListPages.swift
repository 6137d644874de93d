import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// The list of FAQ entries: everybody who works for the groups reads it.
extension Console {
    private static let rows = 50

    func addFAQ(to group: Group) {
        get(group, "faq", needsCode: false) { visit in try await faqListPage(visit) }
    }

    /// What every page of the FAQ stands in; the page's values name the present link of the row: `on_list`, `on_try`,
    /// `on_misses`, `on_corrections`, `on_phrases` or `on_insight`.
    func faqFrame(_ title: String, _ visit: Visit) -> Frame {
        Frame(title, visit.request, visit: visit, section: "faq")
    }

    private func faqListPage(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let day = faq.day(visit.now)
        let all = try await faq.desk.entries().map { FAQRow($0, faq.readings, on: day) }
        let filter = FAQFilter(visit)
        let found = all.filter(filter.fits).sorted { ($0.rank, $0.head.record.id) < ($1.rank, $1.head.record.id) }
        let start = min(max(visit.query("from").flatMap { Int($0) } ?? 0, 0), found.count)
        let people = try await peopleByLogin()
        var values: [String: Any] = [
            "on_list": true, "may_edit": visit.reader.mayEditFAQ, "query": filter.text,
            "count": words.say(found.count == 1 ? "faq_count_one" : "faq_count", ["n": "\(found.count)"]),
            "has_filter": filter.isSet, "is_none_yet": all.isEmpty,
            "is_none_found": !all.isEmpty && found.isEmpty,
            "states": filter.states(words), "topics": filter.topics(of: all, words),
            "countries": filter.countries(of: all, words),
            "rows": found[start...].prefix(Self.rows).map { $0.values(visit, words, people) },
        ]
        if start + Self.rows < found.count { values["next"] = filter.address(from: start + Self.rows) }
        return pages.page("faq-list", faqFrame(words["faq_title"], visit), values)
    }
}
