import Comprehension

/// What may be said where everybody reads it: a text in the group quotes its question, and so repeats it.
///
/// Silent in public where a body or a mind may be meant (invariant 10): labels are told with some doubt, and words that
/// no example has are told worst. So the group is spoken to where a question is known to be plain, not where it is not
/// known to be sensitive.
extension Decider {
    /// An approved answer stands in the group unless its topic, or the question, may be somebody's own.
    func mayAnswerInGroup(_ entry: FAQEntry) -> Bool {
        !Self.personalTopics.contains(entry.topic) && understanding.chanceOfSensitive < Self.mostDoubtOfAnswered
    }

    /// Whether a text that answers nothing may stand in the group.
    var maySpeakInGroup: Bool {
        guard !isDoubtful else { return false }
        let isConcrete = understanding.decided.allSatisfy { label in
            switch label {
            case .supplyRequest, .thankYou, .humanWanted, .returnDeclaration, .rumourOrScam: true
            // Any question may be taken for one of rules, and any remark for chatter.
            case .policyQuestion, .chatter, .medicalQuestion, .distress: false
            }
        }
        if let entry = nearEntry { return mayAnswerInGroup(entry) }
        return isConcrete || understanding.namesPlainTopic
    }

    /// Whether the text may be sensitive, though nothing was decided.
    var isDoubtful: Bool { understanding.chanceOfSensitive >= Self.mostDoubt }

    /// The entry that is at least worth offering: what it is about, the question is probably about.
    private var nearEntry: FAQEntry? {
        guard let best = understanding.candidates.first, best.probability >= understanding.thresholds.ask else {
            return nil
        }
        return situation.knowledge.entries[best.entry]
    }

    /// Whether an answer may be given at all: in the group, or to the member alone where that can be carried.
    func mayAnswer(_ entry: FAQEntry) -> Bool { mayAnswerInGroup(entry) || carriesPrivate }

    /// Whether a text that answers nothing may be said at all, here or there.
    var maySpeak: Bool { maySpeakInGroup || carriesPrivate }

    private var carriesPrivate: Bool { burst.isPrivate || situation.connection.carriesPrivate }

    /// Entry topics about a body or a mind; administrators choose their topics, so names that may come are here too.
    private static let personalTopics: Set<String> = ["symptoms", "stress", "health", "medical", "mental_health"]
    /// From this chance on that the text is sensitive, nothing is said in the group: low, for a slip exposes somebody.
    private static let mostDoubt = 0.1
    /// The same beside an entry that answers, which vouches for the question itself.
    private static let mostDoubtOfAnswered = 0.3
}
