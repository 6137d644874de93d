import Comprehension
import Foundation
import MutualAid

/// Which entries the list shows; all of it stands in the address.
struct FAQFilter {
    let text: String
    private let state: FAQState?
    private let topic: String
    private let country: String
    private let plain: String

    init(_ visit: Visit) {
        text = String((visit.query("q") ?? "").prefix(200))
        plain = PlainText(text).string
        state = visit.query("state").flatMap { FAQState(rawValue: $0) }
        topic = visit.query("topic") ?? ""
        country = visit.query("country") ?? ""
    }

    var isSet: Bool { !text.isEmpty || state != nil || !topic.isEmpty || !country.isEmpty }

    func fits(_ row: FAQRow) -> Bool {
        if let state, row.state != state { return false }
        guard let reading = row.reading else { return plain.isEmpty && topic.isEmpty && country.isEmpty }
        return (topic.isEmpty || reading.entry.topic == topic)
            && (country.isEmpty || reading.entry.countries.contains(country))
            && (plain.isEmpty || plain.split(separator: " ").allSatisfy(reading.plain.contains))
    }

    func states(_ words: Words) -> [[String: Any]] {
        FAQState.allCases.map {
            ["value": $0.rawValue, "name": words["state_faq_\($0.rawValue)"], "is_current": $0 == state]
        }
    }

    func topics(of rows: [FAQRow], _ words: Words) -> [[String: Any]] {
        Set(rows.compactMap { $0.reading?.entry.topic }).sorted().map {
            ["value": $0, "name": words.topic($0), "is_current": $0 == topic]
        }
    }

    func countries(of rows: [FAQRow], _ words: Words) -> [[String: Any]] {
        Set(rows.flatMap { $0.reading?.entry.countries ?? [] }).map { ($0, words.country($0)) }
            .sorted { $0.1 < $1.1 }
            .map { ["value": $0.0, "name": $0.1, "is_current": $0.0 == country] }
    }

    func address(from start: Int) -> String {
        let query = [
            ("q", text), ("state", state?.rawValue ?? ""), ("topic", topic), ("country", country), ("from", "\(start)"),
        ]
        return "/faq?" + query.map { "\($0.0)=\(Landing.query($0.1))" }.joined(separator: "&")
    }
}
