import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// What an edit would change for questions that were really asked, and the questions that no edit may break.
extension Console {
    /// Questions shown of one list at a time: each is a view that is written down.
    private static let questionsShown = 20

    func addReplays(to group: Group) {
        get(group, "faq/:entry/replay") { visit in
            try requireEditor(visit)
            return try await replayPage(visit)
        }
        post(group, "faq/:entry/replay") { visit in
            try requireEditor(visit)
            let known = try await insight.desk.entry(visit.parameters.require("entry"))
            guard let latest = known.latest else { throw FAQConflict.noSuchVersion }
            let entry = try insight.desk.read(latest).inForce(stale: latest.stale, isPaused: false)
            let days = min(max(Int(visit.form["days"]) ?? 30, 1), 365)
            let since = visit.now.addingTimeInterval(-Double(days) * 86400)
            _ = insight.replays.begin(entry, version: latest.number, since: since)
            return redirect("/faq/\(known.record.id)/replay")
        }
        post(group, "faq/:entry/replay/pin") { visit in
            try requireEditor(visit)
            return try await pin(visit)
        }
        post(group, "faq/:entry/replay/unpin/:question") { visit in
            try requireEditor(visit)
            guard let id = visit.parameters.get("question").flatMap({ ID<PinnedQuestion>($0) }),
                try await insight.questions.unpin(id, by: visit.reader.login, now: visit.now)
            else { throw Problem(.notFound, "There is no such question") }
            return redirect("/faq/\(try visit.parameters.require("entry"))/replay#pinned")
        }
    }

    private func pin(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let text = visit.form["text"].trimmingCharacters(in: .whitespacesAndNewlines)
        let expected = visit.form["expected"].trimmingCharacters(in: .whitespaces)
        let country = visit.form["country"].precomposedStringWithCompatibilityMapping.uppercased()
            .trimmingCharacters(in: .whitespaces)
        let known = try await insight.desk.entries()
        var errors: [[String: String]] = []
        if !(1...500).contains(text.count) { errors.append(["field": "text", "text": words["pin_text_missing"]]) }
        if !expected.isEmpty, !known.contains(where: { $0.record.id == expected }) {
            errors.append(["field": "expected", "text": words["miss_no_such_entry"]])
        }
        if groups.group(id: visit.form["group"]) == nil {
            errors.append(["field": "group", "text": words["pin_group_missing"]])
        }
        if ![0, 2].contains(country.utf8.count) || !country.allSatisfy(\.isLetter) {
            errors.append(["field": "country", "text": words["pin_country_wrong"]])
        }
        guard errors.isEmpty else { return try await replayPage(visit, errors: errors) }
        let question = PinnedQuestion(
            id: insight.ids.next(),
            text: text,
            expected: expected.isEmpty ? nil : expected,
            group: visit.form["group"],
            country: country.isEmpty ? nil : country,
            author: visit.reader.login,
            at: visit.now
        )
        try await insight.questions.pin(question)
        return redirect("/faq/\(try visit.parameters.require("entry"))/replay#pinned")
    }

    private func replayPage(_ visit: Visit, errors: [[String: String]] = []) async throws -> Response {
        let words = pages.words(in: visit.language)
        let known = try await insight.desk.entry(visit.parameters.require("entry"))
        let id = known.record.id
        let entries = try await insight.desk.entries()
        let pinned = try await insight.questions.pinnedQuestions()
        let replay = insight.replays.replay(of: id)
        var values: [String: Any] = [
            "entry": id, "title": title(of: known, visit), "version": "\(known.record.latest)",
            "entries": entryChoices(entries, visit), "errors": errors, "has_errors": !errors.isEmpty,
            "has_no_pin": pinned.isEmpty, "text": visit.form["text"], "country": visit.form["country"],
            "expected": errors.isEmpty ? id : visit.form["expected"],
            "groups": groups.all.map { each -> [String: Any] in
                [
                    "value": each.id, "name": groupName(each.id, visit),
                    "is_current": each.id == visit.form["group"],
                ]
            },
            "pinned": (pinned.filter { $0.expected == id } + pinned.filter { $0.expected != id }).map { question in
                [
                    "id": "\(question.id)", "text": question.text,
                    "expected": question.expected ?? words["try_a_person"],
                    "where": groupName(question.group, visit) + (question.country.map { " · " + $0 } ?? ""),
                ]
            },
        ]
        if let replay {
            values["replay"] = try await replayValues(replay, pinned, known, entries, visit, words)
        } else {
            values["has_no_replay"] = true
        }
        var frame = Frame(words["replay_title"], visit.request, visit: visit, section: "faq")
        frame.isError = !errors.isEmpty
        return pages.page("faq-replay", frame, values, status: errors.isEmpty ? .ok : .unprocessableContent)
    }

    private func replayValues(
        _ replay: Replay,
        _ pinned: [PinnedQuestion],
        _ known: FAQHistory,
        _ entries: [FAQHistory],
        _ visit: Visit,
        _ words: Words
    ) async throws -> [String: Any] {
        let wanted = visit.query("effect").flatMap { ReplayEffect(rawValue: $0) }
        let isUnderWay = [.waiting, .running].contains(replay.state)
        var values: [String: Any] = [
            "state": words.say(
                "replay_\(replay.state.rawValue)",
                ["done": "\(replay.done)", "all": "\(replay.total)"]
            ),
            "version": "\(replay.version)", "at": visit.stamp(replay.askedAt, words), "is_under_way": isUnderWay,
            "done": "\(replay.done)", "total": "\(max(replay.total, 1))",
            "is_old": replay.version != known.record.latest, "is_done": replay.state == .done,
            "changes_nothing": replay.state == .done && replay.counts.isEmpty,
            "effects": ReplayEffect.inOrder.map { effect -> [String: Any] in
                [
                    "effect": effect.rawValue, "name": words["effect_\(effect.rawValue)"],
                    "n": "\(replay.counts[effect, default: 0])", "has_any": replay.counts[effect, default: 0] > 0,
                    "is_current": effect == wanted, "is_bad": effect == .newlyLost,
                ]
            },
        ]
        if let wanted {
            values["list"] = try await list(of: wanted, replay, pinned, titles(entries, visit), visit, words)
        }
        return values
    }

    /// The questions of one effect, twenty at a time, in the words that this reader may read.
    private func list(
        of effect: ReplayEffect,
        _ replay: Replay,
        _ pinned: [PinnedQuestion],
        _ titles: [String: String],
        _ visit: Visit,
        _ words: Words
    ) async throws -> [String: Any] {
        let place = max(0, visit.query("page").flatMap { Int($0) } ?? 0)
        let all = replay.changes.filter { $0.effect == effect }
        let shown = all.dropFirst(place * Self.questionsShown).prefix(Self.questionsShown)
        let ids = shown.compactMap { change -> ID<Message>? in
            if case .message(let id) = change.source { id } else { nil }
        }
        let texts = try await questionDisclosure.words(of: ids, for: visit.reader, opensPlain: true, now: visit.now)
        var values: [String: Any] = [
            "name": words["effect_\(effect.rawValue)"],
            "rows": shown.map { change -> [String: Any] in
                let (text, isPinned) =
                    switch change.source {
                    case .message(let id): (texts[id]?.text, false)
                    case .pinned(let id): (pinned.first { $0.id == id }?.text, true)
                    }
                let title = { (id: String) in titles[id] ?? id }
                return [
                    "text": text ?? words["miss_closed"], "is_pinned": isPinned,
                    "before": TrialView.outcome(of: change.before, words, title: title),
                    "after": TrialView.outcome(of: change.after, words, title: title),
                ]
            },
        ]
        if all.count > (place + 1) * Self.questionsShown {
            values["next"] = "/faq/\(replay.entry)/replay?effect=\(effect.rawValue)&page=\(place + 1)#list"
        }
        return values
    }

    /// What entries are called in the reader's language, by id.
    func titles(_ entries: [FAQHistory], _ visit: Visit) -> [String: String] {
        Dictionary(entries.map { ($0.record.id, title(of: $0, visit)) }, uniquingKeysWith: { first, _ in first })
    }

    func title(of known: FAQHistory, _ visit: Visit) -> String {
        // A text that can no longer be read has its name for a title.
        let entry = (known.published ?? known.latest).flatMap { try? insight.desk.read($0) }
        return entry?.titles[visit.language.reply] ?? known.record.id
    }
}

extension ReplayEffect {
    /// What somebody has to look at first.
    fileprivate static let inOrder: [ReplayEffect] = [
        .newlyLost, .nowAmbiguous, .answerChanged, .nowAnswered, .newVersion,
    ]
}
