import Accounts
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// Canned replies: everybody reads them, administrators and coordinators edit them here.
extension Console {
    func addCanned(to group: Group) {
        get(group, "canned", needsCode: false) { visit in try await cannedPage(visit) }
        post(group, "canned") { visit in
            guard visit.reader.seesTheWhole else { throw Problem(.notFound, "There is no such page") }
            return try await keepCanned(visit)
        }
    }

    private func cannedPage(
        _ visit: Visit,
        errors: [[String: String]] = [],
        status: HTTPResponse.Status = .ok
    ) async throws -> Response {
        let words = pages.words(in: visit.language)
        let edited = try await stores.canned.editedReplies()
        let versions = Dictionary(edited.map { ($0.reply.name, $0.version) }, uniquingKeysWith: { first, _ in first })
        let removed = edited.filter { $0.isRemoved && shippedReplies.map(\.name).contains($0.reply.name) }
        let typed = visit.form["name"]
        let isNew = !visit.form["new"].isEmpty || errors.isEmpty
        var values: [String: Any] = [
            "may_edit": visit.reader.seesTheWhole, "errors": errors, "has_errors": !errors.isEmpty,
            "removed": removed.map { ["name": $0.reply.name, "version": "\($0.version)"] },
            "replies": shippedReplies.with(edited).enumerated().map { place, reply -> [String: Any] in
                let isTyped = !isNew && reply.name == typed
                let shown = isTyped ? typedReply(visit) : reply
                return [
                    "place": "\(place)", "name": reply.name, "keywords": shown.keywords, "zh": shown.chinese,
                    "en": shown.english, "version": "\(versions[reply.name] ?? 0)", "is_open": isTyped,
                    "is_edited": versions[reply.name] != nil,
                ]
            },
        ]
        if !errors.isEmpty, isNew {
            let reply = typedReply(visit)
            values["typed"] = [
                "name": reply.name, "keywords": reply.keywords, "zh": reply.chinese, "en": reply.english,
            ]
        }
        var frame = Frame(words["canned"], visit.request, visit: visit, section: "canned")
        frame.isError = !errors.isEmpty
        return pages.page("canned-page", frame, values, status: status)
    }

    private func typedReply(_ visit: Visit) -> CannedReply {
        CannedReply(
            name: visit.form["name"].trimmingCharacters(in: .whitespacesAndNewlines),
            keywords: visit.form["keywords"].trimmingCharacters(in: .whitespacesAndNewlines),
            chinese: visit.form["zh"].trimmingCharacters(in: .whitespacesAndNewlines),
            english: visit.form["en"].trimmingCharacters(in: .whitespacesAndNewlines)
        )
    }

    private func keepCanned(_ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        let reply = typedReply(visit)
        let then = visit.form["then"]
        let known = shippedReplies.with(try await stores.canned.editedReplies()).map(\.name)
        let isNew = !visit.form["new"].isEmpty
        let place = known.firstIndex(of: reply.name).map { "-\($0)" } ?? ""
        let end = isNew ? "" : place
        var errors: [[String: String]] = []
        if reply.name.isEmpty || reply.name.count > 40 {
            errors.append(["field": "name\(end)", "text": words["problem_cannedName"]])
        }
        if isNew, known.contains(reply.name) {
            errors.append(["field": "name", "text": words["problem_cannedTaken"]])
        }
        for (field, text) in [("zh", reply.chinese), ("en", reply.english)] where then == "keep" {
            if text.isEmpty || text.count > 2000 {
                errors.append(["field": field + end, "text": words["problem_canned_\(field)"]])
            }
        }
        guard errors.isEmpty else { return try await cannedPage(visit, errors: errors, status: .unprocessableContent) }
        do {
            // What is brought back is the shipped text: the words of a removed one are kept beside its mark.
            let shipped = shippedReplies.first { $0.name == reply.name }
            try await stores.canned.keep(
                then == "restore" ? shipped ?? reply : reply,
                isRemoved: then == "remove",
                version: Int(visit.form["version"]) ?? 0,
                by: visit.reader.login,
                now: visit.now
            )
            return redirect("/canned")
        } catch is CannedReplyConflict {
            let error = ["field": "name\(end)", "text": words["canned_changed"]]
            return try await cannedPage(visit, errors: [error], status: .conflict)
        }
    }
}
