import MutualAid

extension DisclosureTable {
    /// The rows, class by class; the columns are need, name, words, notes, home (itinerary and address) and chat id.
    static func row(of caseClass: CaseClass, for reader: DisclosureReader) -> Row {
        switch caseClass {
        case .ordinary: ordinary(reader)
        case .medical: professional(reader, at: .generalPractitioner)
        case .psychological: professional(reader, at: .psychologist)
        case .crisis: crisis(reader)
        case .declaration: declaration(reader)
        }
    }

    private static func ordinary(_ reader: DisclosureReader) -> Row {
        switch reader {
        case .administrator: row(.everywhere, .desk, .desk, .desk, .own, .glass)
        case .coordinator: row(.everywhere, .everywhere, .everywhere, .everywhere, .own, .glass)
        case .counselor: row(.everywhere, .desk, .desk, .desk, .own, .glassOwn)
        case .disseminator: row(.everywhere, .desk, .desk, .desk, .glassOwn, .never)
        case .volunteer: row(.everywhere, .deskOnly, .deskOnly, .deskOnly, .ownOnly, .never)
        case .psychologist, .generalPractitioner: row(.everywhere, .desk, .desk, .desk, .glassOwn, .glassOwn)
        case .member: .member
        }
    }

    /// Medical and psychological cases: open to their own profession, closed to everybody else until a reason is given.
    private static func professional(_ reader: DisclosureReader, at profession: DisclosureReader) -> Row {
        if reader == profession { return row(.everywhere, .desk, .desk, .desk, .desk, .own) }
        return switch reader {
        case .administrator: row(.everywhere, .glass, .glass, .glass, .glass, .glass)
        case .coordinator: row(.everywhere, .own, .own, .own, .own, .glass)
        case .counselor: row(.everywhere, .glass, .glass, .own, .glass, .glassOwn)
        case .psychologist, .generalPractitioner: row(.everywhere, .glass, .glass, .glass, .glass, .glassOwn)
        case .disseminator, .volunteer: .nothing
        case .member: .member
        }
    }

    private static func crisis(_ reader: DisclosureReader) -> Row {
        switch reader {
        case .administrator: row(.everywhere, .glass, .glass, .glass, .glass, .glass)
        case .coordinator: row(.everywhere, .everywhere, .everywhere, .everywhere, .everywhere, .own)
        case .counselor, .psychologist, .generalPractitioner: row(.everywhere, .desk, .desk, .desk, .desk, .own)
        case .disseminator, .volunteer: .nothing
        case .member: .member
        }
    }

    private static func declaration(_ reader: DisclosureReader) -> Row {
        switch reader {
        case .administrator: row(.everywhere, .desk, .desk, .desk, .glass, .glass)
        case .coordinator: row(.everywhere, .everywhere, .everywhere, .everywhere, .own, .glass)
        case .counselor: row(.everywhere, .desk, .desk, .desk, .own, .glassOwn)
        case .disseminator, .psychologist, .generalPractitioner:
            row(.everywhere, .glass, .glass, .glass, .never, .never)
        case .volunteer: row(.everywhere, .never, .never, .never, .never, .never)
        case .member: .member
        }
    }

    private static func row(
        _ need: Reach,
        _ name: Reach,
        _ words: Reach,
        _ notes: Reach,
        _ home: Reach,
        _ chat: Reach
    ) -> Row {
        Row(need: need, name: name, words: words, notes: notes, home: home, chat: chat)
    }
}
