package import MutualAid

/// Who sees what: the one table, every cell of which a test reads (criterion E24).
///
/// Counselors see class and need of medical and psychological cases; the words are the professional desk's, and those of
/// a coordinator who has claimed the case. Nobody in danger waits for it: a reason opens a case at once, and is seen.
package enum DisclosureTable {
    /// How far a column reaches: what the owner, a colleague at the desk and anybody else with the case in scope see.
    enum Reach {
        case everywhere
        /// Freely at the desk, elsewhere after a reason.
        case desk
        case deskOnly
        /// Freely in one's own case, else after a reason.
        case own
        case ownOnly
        /// After a reason.
        case glass
        /// In one's own case, after a reason.
        case glassOwn
        case never

        func verdict(as relation: CaseRelation) -> DisclosureVerdict {
            switch (self, relation) {
            case (.everywhere, _), (.desk, .owner), (.desk, .sameDesk), (.deskOnly, .owner), (.deskOnly, .sameDesk),
                (.own, .owner), (.ownOnly, .owner):
                .allow
            case (.desk, .other), (.own, .sameDesk), (.own, .other), (.glass, _), (.glassOwn, .owner): .afterBreakGlass
            case (.deskOnly, .other), (.ownOnly, .sameDesk), (.ownOnly, .other), (.glassOwn, .sameDesk),
                (.glassOwn, .other), (.never, _):
                .deny
            }
        }
    }

    /// One line: a reader's reach in one class of case.
    struct Row {
        let need, name, words, notes, home, chat: Reach

        init(need: Reach, name: Reach, words: Reach, notes: Reach, home: Reach, chat: Reach) {
            self.need = need
            self.name = name
            self.words = words
            self.notes = notes
            self.home = home
            self.chat = chat
        }

        static let nothing = Row(
            need: .never,
            name: .never,
            words: .never,
            notes: .never,
            home: .never,
            chat: .never
        )
        /// A member sees their own words and nothing that staff wrote.
        static let member = Row(
            need: .never,
            name: .ownOnly,
            words: .ownOnly,
            notes: .never,
            home: .ownOnly,
            chat: .ownOnly
        )
    }

    /// What the table says of one cell.
    package static func verdict(
        _ field: DisclosedField,
        of caseClass: CaseClass,
        for reader: DisclosureReader,
        as relation: CaseRelation
    ) -> DisclosureVerdict {
        let row = row(of: caseClass, for: reader)
        let reach: Reach =
            switch field {
            case .state, .group, .times, .memberID, .initials: reader == .member ? .ownOnly : .everywhere
            case .severity, .desk, .owner: reader == .member ? .never : .everywhere
            case .labels, .dangerSigns, .reason, .draftEntry, .events: row.need
            case .memberName: row.name
            case .messageText, .draft: row.words
            case .notes: row.notes
            case .itinerary, .address: row.home
            case .chatID: row.chat
            }
        // What staff would write is never the member's to read before it is sent.
        if reader == .member, field == .draft { return .deny }
        return reach.verdict(as: relation)
    }
}
