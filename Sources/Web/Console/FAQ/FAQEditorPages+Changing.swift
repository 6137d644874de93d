import Accounts
import Comprehension
import Foundation
import HTTPTypes
import Hummingbird
import MutualAid

/// Publishing, withdrawing and going back: what the buttons of an entry's page do.
extension Console {
    /// Carries out what a button says; a refusal is told on the entry's own page.
    func changeEntry(_ visit: Visit) async throws -> Response {
        guard let known = try await entry(visit) else { throw Problem(.notFound, "There is no such entry") }
        let id = known.record.id
        let order = try order(visit)
        let seen = known.record.expected(seen: visit.form["seen"], revision: visit.form["revision"])
        guard let revision = seen else { throw Problem(.notFound, "No revision was named") }
        do {
            switch order {
            case .text(let number): try await takeOver(number, of: known, revision, visit)
            case .order(let order, _):
                _ = try await faq.desk.carryOut(
                    order,
                    on: id,
                    by: visit.reader,
                    expecting: .revision(revision),
                    overriding: visit.form["override"].isEmpty ? nil : visit.form["override"]
                )
            }
            hub.tell([.entry(id)])
            return redirect("/faq/\(id)?told=\(order.told)")
        } catch let conflict as FAQConflict {
            return try await refused(conflict, known, visit)
        }
    }

    /// What a button orders.
    private enum Wish {
        /// An order, and the word that tells of it afterwards.
        case order(FAQOrder, String)
        /// An earlier text as the newest draft.
        case text(Int)

        var told: String {
            switch self {
            case .order(_, let told): told
            case .text: "saved"
            }
        }
    }

    private func order(_ visit: Visit) throws -> Wish {
        let reason = visit.form["reason"].isEmpty ? nil : visit.form["reason"]
        let number = Int(visit.form["number"])
        switch visit.form["then"] {
        case "review": return .order(.review, "review")
        case "publish": return .order(.publish(reason: reason), "published")
        case "schedule":
            guard let time = try? Date(visit.form["time"], strategy: .iso8601) else { break }
            return .order(.schedule(time, reason: reason), "scheduled")
        case "pause": return .order(.pause, "paused")
        case "resume": return .order(.resume, "resumed")
        case "archive": return .order(.archive, "archived")
        case "approve": return .order(.approve, "approved")
        case "rollback":
            guard let number else { break }
            return .order(.rollBack(to: number, reason: reason), "rolled_back")
        case "take":
            guard let number else { break }
            return .text(number)
        default: break
        }
        throw Problem(.notFound, "There is no such move")
    }

    /// An earlier text becomes the newest draft, so that it can be changed and published like any other.
    private func takeOver(_ number: Int, of known: FAQHistory, _ revision: Int, _ visit: Visit) async throws {
        guard let version = known.version(number) else { throw FAQConflict.noSuchVersion }
        _ = try await faq.desk.save(
            version.text,
            as: known.record.id,
            confirmed: ReplyLanguage.allCases.filter { !version.stale.contains($0) },
            by: visit.reader,
            expecting: .revision(revision)
        )
    }

    private func refused(_ conflict: FAQConflict, _ known: FAQHistory, _ visit: Visit) async throws -> Response {
        let words = pages.words(in: visit.language)
        var view = FAQEntryView(known: try await faq.desk.entry(known.record.id))
        var status = HTTPResponse.Status.unprocessableContent
        switch conflict {
        case .notFound, .versionMissing, .notAllowed, .nameInvalid: throw Problem(conflict)
        case .stale:
            view.problems.note("standing", words["problem_faq_moved_on"])
            status = .conflict
        case .illegal: view.problems.note("standing", words["problem_faq_illegal"])
        case .secondPersonNeeded: view.problems.note("reason", words["problem_faq_second_person"])
        case .noSuchVersion: view.problems.note("standing", words["problem_faq_no_version"])
        case .timeIsPast: view.problems.note("at", words["problem_faq_time"])
        case .nothingToReview: view.problems.note("standing", words["problem_faq_reviewed"])
        case .pinnedQuestionsBreak(let questions):
            let count = ["n": "\(questions.count)"]
            view.problems.note("override", words.say("problem_faq_pinned", count))
            view.broken = (questions, visit.form["then"], visit.form["time"])
            status = .conflict
        }
        return try await show(view, visit, status: status)
    }
}
