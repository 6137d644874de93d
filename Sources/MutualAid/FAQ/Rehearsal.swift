import Comprehension
package import struct Foundation.Date

/// A question as somebody asked it, or as it may be asked, to be decided without anything being sent.
package struct AskedQuestion: Sendable {
    package let text: PrivateText
    package let room: Room
    package let group: String
    /// Where its member is, ISO 3166-1 alpha-2.
    package let country: String?
    package let mentionsBot: Bool
    package let isPrivate: Bool

    package init(
        text: PrivateText,
        room: Room,
        group: String,
        country: String?,
        mentionsBot: Bool,
        isPrivate: Bool
    ) {
        self.text = text
        self.room = room
        self.group = group
        self.country = country
        self.mentionsBot = mentionsBot
        self.isPrivate = isPrivate
    }
}

/// What would be done about a question, as far as an entry has part in it.
package enum Rehearsed: Sendable, Equatable {
    /// Answered from an entry's text.
    case answered(entry: String, version: String)
    /// Which of these is meant would be asked.
    case offered([String])
    /// A person would get it.
    case person(Reason)
    /// No entry and no person has part in it.
    case neither

    package init(_ decision: Decision) {
        if let answered = decision.answered {
            self = .answered(entry: answered.entry, version: answered.version)
        } else if let choice = decision.choice {
            self = .offered(choice)
        } else if let escalation = decision.escalation {
            self = .person(escalation.reason)
        } else {
            self = .neither
        }
    }
}

/// Decides questions as the bot itself would, each as a member's first words; nothing is written and nothing sent.
///
/// It takes the very steps of a live message, understanding and deciding, so that what it says is what happens.
package struct Rehearsal: Sendable {
    private let surroundings: any Surroundings
    private let now: @Sendable () -> Date

    package init(surroundings: any Surroundings, now: @escaping @Sendable () -> Date) {
        self.surroundings = surroundings
        self.now = now
    }

    /// The places that questions come from, each read once.
    package func stage() -> Stage { Stage(surroundings: surroundings, at: now()) }

    /// What surrounds questions at one moment.
    package struct Stage {
        private let surroundings: any Surroundings
        private let time: Date
        private var known: [String: Situation] = [:]

        fileprivate init(surroundings: any Surroundings, at time: Date) {
            self.surroundings = surroundings
            self.time = time
        }

        /// What a question finds: group, connection, staff and the knowledge in force.
        ///
        /// - Parameter question: it.
        /// - Returns: the same for every question of one room.
        /// - Throws: where the store fails.
        package mutating func situation(for question: AskedQuestion) async throws -> Situation {
            let place = question.room.connection + "\n" + question.room.name + "\n" + question.group
            if let situation = known[place] { return situation }
            let situation = try await surroundings.situation(for: question.burst(at: time), at: time)
            known[place] = situation
            return situation
        }
    }
}

extension AskedQuestion {
    /// What would be done about it with that knowledge.
    package func rehearsed(with knowledge: Knowledge, in situation: Situation) -> Rehearsed {
        Rehearsed(decided(knowledge.interpreter.understand(text.exposed), with: knowledge, in: situation))
    }

    /// The same for many, with the knowledge in force and with one that differs from it in entries only.
    static func rehearsed(
        _ questions: [(asked: AskedQuestion, situation: Situation)],
        with before: Knowledge,
        and after: Knowledge
    ) -> (before: [Rehearsed], after: [Rehearsed]) {
        let texts = questions.map { before.interpreter.read($0.asked.text.exposed) }
        func decided(with knowledge: Knowledge) -> [Rehearsed] {
            zip(questions, knowledge.interpreter.understand(texts)).map { question, understanding in
                Rehearsed(question.asked.decided(understanding, with: knowledge, in: question.situation))
            }
        }
        return (decided(with: before), decided(with: after))
    }

    /// What would be decided about it, however it was understood.
    func decided(_ understanding: Understanding, with knowledge: Knowledge, in situation: Situation) -> Decision {
        var situation = situation
        situation.knowledge = knowledge
        return Decider.decide(burst(at: situation.now), understanding, in: situation)
    }

    /// The question as its member's first line in a room that knows the bot.
    fileprivate func burst(at now: Date) -> Burst {
        let message = Message(
            id: ID(rawValue: 0),
            room: room,
            group: group,
            member: ID(rawValue: 0),
            platformID: "",
            text: text,
            replyTo: nil,
            mentionsBot: mentionsBot,
            isPrivate: isPrivate,
            hasMedia: false,
            sentAt: now,
            receivedAt: now,
            state: .received
        )
        var conversation = Conversation()
        conversation.isIntroduced = true
        return Burst(
            messages: [message],
            member: Member(
                id: ID(rawValue: 0),
                connection: room.connection,
                platformID: "",
                name: nil,
                country: country
            ),
            conversation: conversation,
            attempts: 1,
            token: 0
        )
    }
}
