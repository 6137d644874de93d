import Accounts
import Comprehension
import Foundation
import MutualAid

/// What members asked, in their words, as far as a reader may see it; what they see is written down first.
struct QuestionDisclosure: Sendable {
    let cases: any EscalationStore
    let messages: any MessageStore
    let audit: any AuditStore

    /// Words somebody may read, and how their writer is called, to be taken out where the words go further.
    struct Words: Sendable {
        let text: String
        let names: [String]
        /// The case it is in, as its reader may know it.
        let escalation: Escalation?
    }

    /// The words of questions, where the disclosure table shows those of their case.
    ///
    /// - Parameters:
    ///   - ids: the messages.
    ///   - person: who reads.
    ///   - opensPlain: whether a question without a case is open too, where it is nobody's own (as its message is).
    ///   - now: when.
    /// - Returns: words by message; a message that stays closed is missing.
    /// - Throws: `StoreFailure`.
    func words(
        of ids: [ID<Message>],
        for person: StaffMember,
        opensPlain: Bool = false,
        now: Date
    ) async throws -> [ID<Message>: Words] {
        let opened = try await audit.openedCases(of: person.login, now: now)
        var found: [ID<Message>: Words] = [:]
        var views: [AuditedAct] = []
        for id in ids {
            guard let settled = try await messages.message(id), !settled.message.text.isEmpty,
                let way = try await way(to: settled, of: person, opened, opensPlain: opensPlain)
            else { continue }
            found[id] = Words(
                text: settled.message.text.exposed,
                names: [settled.member.name?.exposed].compactMap { $0 },
                escalation: way.escalation
            )
            views.append(
                AuditedAct(
                    actor: person.login,
                    action: .textViewed,
                    subject: "\(id)",
                    group: settled.message.group,
                    member: settled.message.member
                )
            )
        }
        try await audit.record(views, now: now)
        return found
    }

    private enum Way {
        case plain
        case ofCase(Escalation)

        var escalation: Escalation? {
            if case .ofCase(let escalation) = self { escalation } else { nil }
        }
    }

    /// By what somebody may read a message: its case, or that it is nobody's own; `nil`: they may not.
    private func way(
        to settled: SettledMessage,
        of person: StaffMember,
        _ opened: Set<ID<Escalation>>,
        opensPlain: Bool
    ) async throws -> Way? {
        guard let id = settled.escalation else {
            let isOpen = opensPlain && person.scope.includesGroup(settled.message.group)
            return isOpen && person.mayReadSettled(settled) ? .plain : nil
        }
        guard let escalation = try await cases.escalation(id, scope: person.ownScope) else { return nil }
        let disclosure = Disclosure(of: escalation, to: person, isGlassBroken: opened.contains(id))
        return disclosure.shows(.messageText) ? .ofCase(escalation) : nil
    }
}

extension StaffMember {
    /// Whether they may read a message outside a case: not where its decision calls it sensitive.
    func mayReadSettled(_ found: SettledMessage) -> Bool {
        let understanding = found.decision?.understanding
        let isPlain = understanding.map { !$0.isSensitive && $0.suspected == nil } ?? false
        return isPlain || roles.contains(.coordinator)
    }
}
