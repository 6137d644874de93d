package import struct Foundation.Date

/// Everything deciding may look at beside the burst and its understanding: values only, so that deciding stays pure.
package struct Situation: Sendable {
    package var knowledge: Knowledge
    package var phrases: any Phrasebook
    package var numbers: EmergencyNumbers
    package var group: Group
    package var connection: Connection
    package var staffing: Staffing
    /// The day the knowledge is of, as `yyyy-MM-dd`; `nil` while it is kept up to date.
    package var asOf: String?
    /// The day on which an entry must hold: `asOf`, else today in the group's time zone.
    package var judgedOn: String
    /// Whether a person has switched automatic answers off (`huzhu pause`).
    package var answersArePaused: Bool
    package var now: Date
    /// Whether the writer is listed as one who answers for the desks in this group (criterion E11).
    package var isByListedRole = false
    /// What the burst says of an answer given before (criterion F9).
    package var feedback: Feedback?

    package init(
        knowledge: Knowledge,
        phrases: any Phrasebook,
        numbers: EmergencyNumbers,
        group: Group,
        connection: Connection,
        staffing: Staffing,
        asOf: String?,
        judgedOn: String,
        answersArePaused: Bool,
        now: Date
    ) {
        self.knowledge = knowledge
        self.phrases = phrases
        self.numbers = numbers
        self.group = group
        self.connection = connection
        self.staffing = staffing
        self.asOf = asOf
        self.judgedOn = judgedOn
        self.answersArePaused = answersArePaused
        self.now = now
    }
}

/// Which desks have somebody able to answer, group by group.
package struct Staffing: Sendable {
    private let duty: Duty

    package init(_ duty: Duty) {
        self.duty = duty
    }

    /// Without a roster: whoever is enabled counts.
    package init(_ staff: [StaffMember]) {
        self.init(Duty(roster: .empty, overrides: [], staff: staff))
    }

    /// What may honestly be said about who takes a case: where nobody is there, no text may say that a person will answer.
    package func outlook(at desk: Desk, for group: String, now: Date) -> Outlook {
        duty.outlook(at: desk, for: group, now: now)
    }
}
