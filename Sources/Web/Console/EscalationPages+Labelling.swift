import Comprehension
import Foundation
import Hummingbird
import MutualAid

/// The form by which a reader of a case says what its messages are about.
extension Console {
    /// A box a label, ticked where the case has it; nothing ticked means chatter.
    ///
    /// Where there are several lines one is chosen.
    func labelling(_ known: Escalation, _ words: Words) -> [String: Any] {
        var values: [String: Any] = [
            "boxes": Label.allCases.filter { $0 != .chatter }.map {
                [
                    "value": $0.rawValue, "name": words["label_\($0.rawValue)"], "is_chosen": known.labels.contains($0),
                ] as [String: Any]
            }
        ]
        guard known.messages.count > 1 else { return values }
        values["choice"] = [
            "lines": known.messages.suffix(Self.mostLabelledLines).reversed().map { line in
                ["value": "\(line.id)", "name": String(line.text.exposed.prefix(60))]
            }
        ]
        return values
    }

    /// So many of the newest lines are offered.
    private static let mostLabelledLines = 20

    /// Takes the form's boxes as the labels that hold.
    func correctLabels(_ known: Escalation, _ visit: Visit, _ page: String) async throws -> Response {
        guard try await disclose([known], to: visit).first?.mayRead ?? false else {
            throw Problem(.forbidden, "Labels are corrected by those who read the message")
        }
        let ticked = Set(visit.form.all("label").compactMap { Label(rawValue: $0) })
        do {
            _ = try await stores.labels.correct(
                try LabelCorrection(
                    message: ID<Message>(visit.form["message"]),
                    labels: ticked.isEmpty ? [.chatter] : ticked
                ),
                of: known.id,
                by: visit.reader.asOwner,
                scope: visit.reader.ownScope,
                version: Int(visit.form["version"]),
                now: visit.now
            )
        } catch is LabelRefusal {
            let words = pages.words(in: visit.language)
            return try await refused(visit, words["labels_not_taken"], .unprocessableContent)
        }
        return redirect(page)
    }
}
