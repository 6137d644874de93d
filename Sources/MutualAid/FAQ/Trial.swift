package import Comprehension

/// A question that somebody who writes entries tries, as if a member had put it to the bot.
package struct TriedQuestion: Sendable {
    package let text: String
    package let group: String
    /// Where its member would be, ISO 3166-1 alpha-2; `nil`: not known.
    package let country: String?
    /// In which language its member would be answered; `nil`: that of the text.
    package let language: Language?

    package init(text: String, group: String, country: String?, language: Language?) {
        self.text = text
        self.group = group
        self.country = country
        self.language = language
    }
}

/// What would be done about a tried question, and why; nothing of it is kept or counted.
package struct Trial: Sendable {
    package let understanding: Understanding
    package let rehearsed: Rehearsed
    package let reasons: [Reason]
    /// What it was tried with.
    package let knowledge: Knowledge
    /// How long it took to understand and decide, in milliseconds.
    package let milliseconds: Double

    /// Whether what would be done is what somebody expects: an entry's answer, or a person where none is named.
    package func isExpected(_ entry: String?) -> Bool {
        guard case .answered(let answered, _) = rehearsed else { return entry == nil }
        return answered == entry
    }
}

/// Where people try questions before members ask them.
///
/// It guards the knowledge it made of drafts, so that several questions are tried without it being made anew.
package final class TrialDesk: Sendable {
    /// Whose texts answer.
    package enum Source: String, Sendable, CaseIterable {
        /// What is in force.
        case live
        /// The newest text of every entry, published or not.
        case draft
    }

    private struct Drafted {
        let fingerprints: [String]
        let knowledge: Knowledge
    }

    private let shelf: KnowledgeShelf
    private let drafting: any KnowledgeDrafting
    private let store: any FAQStore
    private let reader: any FAQReader
    private let rehearsal: Rehearsal
    private let room: @Sendable (String) -> Room?
    private let drafted = Guarded<Drafted?>(nil)

    /// - Parameters:
    ///   - shelf: the knowledge in force.
    ///   - drafting: makes the knowledge with drafts in it.
    ///   - store: where the drafts are.
    ///   - reader: reads them.
    ///   - rehearsal: decides as the bot would.
    ///   - room: a room of a group.
    package init(
        shelf: KnowledgeShelf,
        drafting: any KnowledgeDrafting,
        store: any FAQStore,
        reader: any FAQReader,
        rehearsal: Rehearsal,
        room: @escaping @Sendable (String) -> Room?
    ) {
        self.shelf = shelf
        self.drafting = drafting
        self.store = store
        self.reader = reader
        self.rehearsal = rehearsal
        self.room = room
    }

    /// What questions are tried with.
    ///
    /// - Throws: `StoreFailure`, `FileProblems` where templates cannot be read.
    package func knowledge(_ source: Source) async throws -> Knowledge {
        switch source {
        case .live: shelf.current
        case .draft: try await draftedKnowledge()
        }
    }

    /// Tries questions, each as its member's first words, put to the bot in their group.
    ///
    /// - Returns: a trial for each, in order; a question for a group without a room is left out.
    /// - Throws: `StoreFailure`.
    package func trials(of questions: [TriedQuestion], with knowledge: Knowledge) async throws -> [Trial] {
        var stage = rehearsal.stage()
        var trials: [Trial] = []
        for question in questions {
            guard let room = room(question.group) else { continue }
            let asked = AskedQuestion(
                text: PrivateText(question.text),
                room: room,
                group: question.group,
                country: question.country,
                mentionsBot: true,
                isPrivate: false
            )
            let situation = try await stage.situation(for: asked)
            let began = ContinuousClock.now
            var understanding = knowledge.interpreter.understand(question.text)
            if let language = question.language { understanding = understanding.replacing(language: language) }
            let decision = asked.decided(understanding, with: knowledge, in: situation)
            trials.append(
                Trial(
                    understanding: understanding,
                    rehearsed: Rehearsed(decision),
                    reasons: decision.reasons,
                    knowledge: knowledge,
                    milliseconds: (ContinuousClock.now - began) / .milliseconds(1)
                )
            )
        }
        return trials
    }

    private func draftedKnowledge() async throws -> Knowledge {
        let live = shelf.current
        let drafts = try await store.faqHeads().compactMap { head -> FAQEntry? in
            guard head.record.state != .archived, head.record.latest != head.record.published,
                let latest = head.latest
            else { return nil }
            // Rules may have become stricter since it was kept: the other drafts are tried without it.
            let entry = try? reader.entry(id: latest.entry, text: latest.text)
            return entry?.inForce(stale: latest.stale, isPaused: false)
        }
        guard !drafts.isEmpty else { return live }
        let fingerprints = [live.fingerprint] + drafts.map { $0.id + $0.version }
        if let known = drafted.withLock({ $0 }), known.fingerprints == fingerprints { return known.knowledge }
        let knowledge = try await drafting.knowledge(changing: drafts)
        drafted.withLock { $0 = Drafted(fingerprints: fingerprints, knowledge: knowledge) }
        return knowledge
    }
}
