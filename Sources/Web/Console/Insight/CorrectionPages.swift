import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// What was said and is no longer right: who was told, and the corrections that two people send (criteria F12, F17).
extension Console {
    /// Texts that were sent longer ago than this are not listed by themselves, in seconds.
    private static let memory: TimeInterval = 90 * 86400

    func addCorrections(to group: Group) {
        get(group, "faq/corrections") { visit in
            try requireEditor(visit)
            return try await correctionsPage(visit)
        }
        post(group, "faq/corrections") { visit in
            try requireEditor(visit)
            return try await draftCorrection(visit)
        }
        post(group, "faq/corrections/:correction/:move") { visit in
            try requireEditor(visit)
            guard let id = visit.parameters.get("correction").flatMap({ ID<Correction>($0) }) else {
                throw CorrectionRefusal.notFound
            }
            let entry = visit.form["entry"]
            do {
                switch try visit.parameters.require("move") {
                case "send": try await insight.corrections.send(id, of: entry, by: visit.reader)
                case "withdraw": try await insight.corrections.withdraw(id, of: entry, by: visit.reader)
                default: throw Problem(.notFound, "There is no such move")
                }
            } catch let refusal as CorrectionRefusal where refusal != .notFound {
                return try await correctionsPage(visit, refused: refusal)
            }
            return redirect("/faq/corrections?entry=\(Landing.query(entry))#corrections")
        }
    }

    private func draftCorrection(_ visit: Visit) async throws -> Response {
        let entry = visit.form["entry"]
        let texts = ReplyLanguage.allCases.compactMap { language -> (ReplyLanguage, String)? in
            let text = visit.form["text_\(language.rawValue)"].trimmingCharacters(in: .whitespacesAndNewlines)
            return text.isEmpty ? nil : (language, text)
        }
        do {
            _ = try await insight.corrections.draft(
                Dictionary(uniqueKeysWithValues: texts),
                for: visit.form.all("version"),
                of: entry,
                by: visit.reader
            )
        } catch let refusal as CorrectionRefusal {
            return try await correctionsPage(visit, refused: refusal)
        }
        return redirect("/faq/corrections?entry=\(Landing.query(entry))#corrections")
    }

    private func correctionsPage(_ visit: Visit, refused: CorrectionRefusal? = nil) async throws -> Response {
        let words = pages.words(in: visit.language)
        let entries = try await insight.desk.entries()
        let byID = Dictionary(entries.map { ($0.record.id, $0) }, uniquingKeysWith: { first, _ in first })
        let people = try await stores.staff.staff()
        let names = Dictionary(people.map { ($0.login, $0.name) }, uniquingKeysWith: { first, _ in first })
        let chosen = refused == nil ? visit.query("entry") : visit.form["entry"]
        let versions = try await insight.corrections.toldVersions(since: visit.now.addingTimeInterval(-Self.memory))
        let old = versions.filter { $0.uncorrected > 0 && byID[$0.entry]?.inForce != $0.version }
        let view = CorrectionView(visit: visit, words: words, names: names, titles: titles(entries, visit))
        var values: [String: Any] = [
            "on_corrections": true, "entries": entryChoices(entries, visit), "chosen": chosen ?? "",
            "old": old.map { view.row(of: $0) }, "has_no_old": old.isEmpty,
        ]
        if let chosen, let known = try await knownHistory(chosen, byID) {
            values["entry"] = try await entryValues(known, versions, view)
        } else {
            let recent = try await insight.corrections.corrections(limit: 50)
            values["corrections"] = recent.map { view.row(of: $0) }
            values["has_none"] = recent.isEmpty
            if let chosen, !chosen.isEmpty { values["unknown"] = [["text": words["miss_no_such_entry"]]] }
        }
        var frame = Frame(words["correct_title"], visit.request, visit: visit, section: "faq")
        if let refused {
            frame.isError = true
            values["has_errors"] = true
            values["errors"] = [["field": refused.field, "text": refused.said(in: words)]]
        }
        return pages.page("faq-corrections", frame, values, status: refused == nil ? .ok : .unprocessableContent)
    }

    private func knownHistory(_ id: String, _ heads: [String: FAQHistory]) async throws -> FAQHistory? {
        heads[id] == nil ? nil : try await insight.desk.entry(id)
    }

    /// One entry: who was told which version where, what is drafted and sent, and the form of a draft.
    private func entryValues(
        _ known: FAQHistory,
        _ versions: [ToldVersion],
        _ view: CorrectionView
    ) async throws -> [String: Any] {
        let (visit, words, id) = (view.visit, view.words, known.record.id)
        let before = visit.query("after").flatMap { ID<Delivery>($0) }
        let told = try await insight.corrections.told(id, before: before, limit: Self.toldShown)
        let corrections = try await insight.corrections.corrections(of: id)
        let ticked = Set(visit.form.all("version"))
        let number = { (fingerprint: String) in known.versions.last { $0.fingerprint == fingerprint }?.number }
        var values: [String: Any] = [
            "id": id, "title": title(of: known, visit),
            "state": words["state_faq_\(known.record.state.rawValue)"],
            "text_zh": visit.form["text_zh"], "text_en": visit.form["text_en"],
            "is_untold": told.isEmpty && before == nil,
            "versions": versions.filter { $0.entry == id }.map { version -> [String: Any] in
                let isInForce = known.inForce == version.version
                return [
                    "fingerprint": version.version, "number": number(version.version).map { "\($0)" } ?? "–",
                    "is_ticked": ticked.isEmpty
                        ? !isInForce && version.uncorrected > 0 : ticked.contains(version.version),
                    "is_in_force": isInForce,
                    "said": words.say("correct_said", ["n": "\(version.count)", "left": "\(version.uncorrected)"]),
                ]
            },
            "told": told.map { each -> [String: Any] in
                let isMine = visit.reader.scope.includesGroup(each.group)
                let who = each.visibility == .group ? nil : isMine ? each.member?.initials : "?"
                return [
                    "place": groupName(each.group, visit) + " · "
                        + words[each.visibility == .group ? "to_group" : "to_private"],
                    "who": who.map { [["text": $0]] } ?? [], "at": visit.stamp(each.at, words),
                    "number": number(each.version).map { "\($0)" } ?? each.version,
                    "state": words["delivery_\(each.state.rawValue)"], "is_corrected": each.isCorrected,
                    "tongue": words["language_\(each.language.rawValue)"],
                ]
            },
            "by_place": places(told, visit, words),
            "corrections": corrections.map { view.row(of: $0) }, "has_none": corrections.isEmpty,
        ]
        if told.count == Self.toldShown, let last = told.last {
            values["next"] = "/faq/corrections?entry=\(id)&after=\(last.delivery)"
        }
        return values
    }

    /// Lines of who was told on one page.
    private static let toldShown = 100

    /// How many were told by group and place.
    private func places(_ told: [ToldAnswer], _ visit: Visit, _ words: Words) -> [[String: Any]] {
        let counts = Dictionary(grouping: told) { [$0.group, $0.visibility.rawValue] }
        return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { place, told in
            [
                "place": groupName(place[0], visit) + " · " + words[place[1] == "group" ? "to_group" : "to_private"],
                "n": "\(told.count)",
            ]
        }
    }
}

extension FAQHistory {
    /// The fingerprint of the text that is answered from; `nil` where none is.
    fileprivate var inForce: String? {
        switch record.state {
        case .published, .publishedWithDraft: published?.fingerprint
        case .draft, .inReview, .scheduled, .paused, .expired, .archived: nil
        }
    }
}

/// Corrections as the page lists them.
private struct CorrectionView {
    let visit: Visit
    let words: Words
    let names: [String: String]
    let titles: [String: String]

    func row(of version: ToldVersion) -> [String: Any] {
        [
            "entry": version.entry, "title": titles[version.entry] ?? version.entry,
            "said": words.say("correct_said", ["n": "\(version.count)", "left": "\(version.uncorrected)"]),
            "last": visit.stamp(version.lastAt, words),
        ]
    }

    func row(of correction: Correction) -> [String: Any] {
        let isDraft = correction.state == .draft
        let isOwn = correction.author == visit.reader.login
        var values: [String: Any] = [
            "id": "\(correction.id)", "entry": correction.entry,
            "title": titles[correction.entry] ?? correction.entry,
            "state": words["correct_\(correction.state.rawValue)"], "state_name": correction.state.rawValue,
            "author": names[correction.author] ?? correction.author, "at": visit.stamp(correction.at, words),
            "texts": ReplyLanguage.allCases.compactMap { language -> [String: String]? in
                correction.texts[language].map { ["lang": language.rawValue, "text": $0] }
            },
            "may_send": isDraft && !isOwn && visit.reader.mayPublishFAQ, "may_withdraw": isDraft,
            "waits_for_other": isDraft && (isOwn || !visit.reader.mayPublishFAQ),
        ]
        if let at = correction.sentAt, let by = correction.sentBy {
            values["sent"] = [
                [
                    "text": words.say("correct_sent_by", ["name": names[by] ?? by, "n": "\(correction.sentTo)"]),
                    "at": visit.stamp(at, words),
                ] as [String: Any]
            ]
        }
        return values
    }
}

extension CorrectionRefusal {
    /// Where on the page it is put right.
    fileprivate var field: String {
        switch self {
        case .textUnfit(let language): "text-\(language.rawValue)"
        case .noSuchVersion: "versions"
        case .notFound, .notAllowed, .secondPersonNeeded, .illegal, .stillInForce: "corrections"
        }
    }

    fileprivate func said(in words: Words) -> String {
        switch self {
        case .notFound: words["error_404_text"]
        case .notAllowed: words["correct_not_allowed"]
        case .secondPersonNeeded: words["correct_second_person"]
        case .illegal: words["correct_done_already"]
        case .textUnfit(let language):
            words.say(
                "correct_text_unfit",
                ["name": words["language_\(language.rawValue)"], "n": "\(Correction.longest)"]
            )
        case .noSuchVersion: words["correct_no_version"]
        case .stillInForce: words["correct_still_in_force"]
        }
    }
}
