import Accounts
import Comprehension
import Foundation
import Hummingbird
import MutualAid

/// Where an entry stands, what can be done to it, and each button with what it will do.
extension Console {
    /// Where the entry stands, in words.
    func standing(
        _ known: FAQHistory,
        _ entry: FAQEntry?,
        _ people: [String: String],
        _ visit: Visit,
        _ words: Words
    ) -> [String: Any] {
        let record = known.record
        let row = FAQRow(known, faq.readings, on: faq.day(visit.now))
        var facts: [[String: Any]] = []
        if let published = known.published, let at = record.publishedAt {
            let slots = ["n": "\(published.number)", "name": words.author(record.publishedBy ?? "", people)]
            facts.append(["text": words.say("faq_in_force", slots), "at": [visit.stamp(at, words)]])
        }
        if let latest = known.latest, latest.number != record.published {
            let slots = ["n": "\(latest.number)", "name": words.author(latest.author, people)]
            facts.append(["text": words.say("faq_newest", slots), "at": [visit.stamp(latest.at, words)]])
        }
        if let since = record.inReviewSince {
            facts.append(["text": words["faq_waits_since"], "at": [visit.stamp(since, words)]])
        }
        if let time = record.goLiveAt {
            facts.append(["text": words.say("faq_goes_live", ["time": twoZones(time, visit, words)])])
        }
        let file = FAQName.file(of: record.id)
        var warnings = row.marks(words)
        warnings += faq.problems().filter { $0.file == file }.map(\.message)
        if row.state != .archived, known.owedToFile != nil, !faq.isFolderWritable() {
            warnings.append(words["faq_folder_read_only"])
        }
        return [
            "state": row.state.rawValue, "state_word": words["state_faq_\(row.state.rawValue)"], "facts": facts,
            "warnings": warnings.map { ["text": $0] },
            "is_conflicting": record.isConflicting, "latest": "\(record.latest)",
            "published": "\(record.published ?? 0)",
        ]
    }

    /// What the reader may do to the entry now, each with its effect.
    func publishing(
        _ known: FAQHistory,
        _ entry: FAQEntry?,
        _ view: FAQEntryView,
        _ visit: Visit,
        _ words: Words
    ) async throws -> [String: Any] {
        let record = known.record
        let mayPublish = visit.reader.mayPublishFAQ
        func may(_ move: FAQMove) -> Bool { record.state.after(move, hasDraft: record.hasDraft) != nil }
        let isNewer = record.latest != record.published
        let now = twoZones(visit.now, visit, words)
        let latest = "\(record.latest)"
        var values: [String: Any] = ["may_publish": mayPublish]
        if mayPublish, isNewer, may(.publish) {
            let key = record.goLiveAt == nil ? "faq_publish" : "faq_publish_replacing"
            let replaced = record.goLiveAt.map { twoZones($0, visit, words) } ?? ""
            values["publish"] = [["text": words.say(key, ["n": latest, "time": now, "replaced": replaced])]]
        }
        if mayPublish, isNewer, may(.schedule) { values["schedule"] = [schedule(record, visit, words)] }
        if isNewer, may(.review), record.inReviewSince == nil {
            values["review"] = [["text": words.say("faq_send_for_review", ["n": latest])]]
        }
        if may(.pause) { values["pause"] = [["text": words["faq_pause"]]] }
        if mayPublish, may(.resume) {
            values["resume"] = [["text": words.say("faq_resume", ["n": "\(record.published ?? 0)"])]]
        }
        if mayPublish, may(.archive) { values["archive"] = [["text": words["faq_archive"]]] }
        if mayPublish, may(.approve), record.needsReview || record.isUnreviewedChange {
            values["approve"] = [["text": words["faq_approve"]]]
        }
        if mayPublish, let previous = record.previous, let at = record.publishedAt,
            visit.now.timeIntervalSince(at) < FAQPublisher.undoWindow, record.state.isAnsweredFrom
        {
            let until = words.time(at.addingTimeInterval(FAQPublisher.undoWindow), in: visit.zone, now: visit.now)
            values["undo"] = [
                ["text": words.say("faq_undo", ["n": "\(previous)", "time": until]), "number": "\(previous)"]
            ]
        }
        if mayPublish, isNewer, entry?.needsSecondPerson == true, known.latest?.author == visit.reader.login {
            values["second_person"] = [["waits": record.inReviewSince != nil]]
        }
        let missing = (entry.map { entry in ReplyLanguage.allCases.filter { entry.answers[$0] == nil } } ?? [])
        if !missing.isEmpty, isNewer {
            let names = missing.map { words["language_\($0.rawValue)"] }.joined(separator: words["comma"])
            values["one_language"] = words.say("faq_one_language", ["name": names])
        }
        if let broken = view.broken { values["broken"] = [brokenValues(broken)] }
        return values
    }

    private func brokenValues(_ broken: (questions: [PinnedQuestion], then: String, time: String)) -> [String: Any] {
        [
            "then": broken.then, "time": broken.time,
            "questions": broken.questions.map { question -> [String: Any] in
                ["text": question.text, "expected": question.expected ?? "–"]
            },
        ]
    }

    /// The chosen time and, once there is one, the button that names what will happen then.
    private func schedule(_ record: FAQRecord, _ visit: Visit, _ words: Words) -> [String: Any] {
        let zones = ([visit.reader.timeZone, Self.home] + groups.all.map(\.timeZone)).uniqued
        let typed = visit.query("at") ?? ""
        let zone = visit.query("zone").flatMap { zones.contains($0) ? $0 : nil } ?? visit.reader.timeZone
        var values: [String: Any] = [
            "at": typed,
            "zones": zones.map { id -> [String: Any] in
                ["value": id, "name": words.zone(id, at: visit.now), "is_current": id == zone]
            },
        ]
        values["is_open"] = !typed.isEmpty
        guard !typed.isEmpty else { return values }
        guard let time = LocalTime.typed(typed, in: zone), time > visit.now else {
            values["is_past"] = true
            return values
        }
        let key = record.goLiveAt == nil ? "faq_schedule" : "faq_schedule_replacing"
        let replaced = record.goLiveAt.map { twoZones($0, visit, words) } ?? ""
        let slots = ["n": "\(record.latest)", "time": twoZones(time, visit, words), "replaced": replaced]
        values["chosen"] = [["text": words.say(key, slots), "machine": machineTime(time)]]
        return values
    }

    /// Where the groups come from.
    private static let home = "Asia/Shanghai"

    /// A time as the reader's clock has it and as that of the home town, or of a group, for who lives there.
    func twoZones(_ time: Date, _ visit: Visit, _ words: Words) -> String {
        let own = visit.reader.timeZone
        let others = [Self.home] + groups.all.map(\.timeZone) + ["UTC"]
        // A second clock that shows the same tells nothing.
        let other = others.first { Self.offset(of: $0, at: time) != Self.offset(of: own, at: time) }
        return [own, other].compactMap(\.self).map { id in
            let zone = TimeZone(identifier: id) ?? .gmt
            // A time far from now never reads as today's.
            return words.time(time, in: zone, now: .distantPast) + " " + words.zone(id, at: time)
        }.joined(separator: " / ")
    }

    private static func offset(of zone: String, at time: Date) -> Int {
        (TimeZone(identifier: zone) ?? .gmt).secondsFromGMT(for: time)
    }
}

extension [String] {
    /// Each once, in order.
    fileprivate var uniqued: [String] {
        enumerated().filter { firstIndex(of: $0.element) == $0.offset }.map(\.element)
    }
}

extension Words {
    /// A time zone by the name of its place.
    func zone(_ id: String, at time: Date) -> String {
        let zone = TimeZone(identifier: id) ?? .gmt
        return zone.localizedName(for: .shortGeneric, locale: Locale(identifier: language.rawValue)) ?? id
    }
}

extension LocalTime {
    /// A time as a browser's field for times writes it: `2026-12-01T09:00`, without a zone.
    static func typed(_ text: String, in zone: String) -> Date? {
        guard let zone = TimeZone(identifier: zone),
            let found = text.wholeMatch(of: /(\d{4}-\d{2}-\d{2})[T ](\d{2}):(\d{2})(:\d{2})?/),
            let day = CalendarDay(String(found.1)), let hour = Int(found.2), let minute = Int(found.3), hour < 24,
            minute < 60
        else { return nil }
        return LocalTime.instant(day, minute: hour * 60 + minute, in: zone)
    }
}
