package import MutualAid

/// The state of everything, rebuilt from events alone: a pure fold, which a test compares with the tables.
package struct StateFromEvents: Sendable, Equatable {
    package private(set) var messages: [ID<Message>: String] = [:]
    package private(set) var deliveries: [ID<Delivery>: String] = [:]
    package private(set) var entries: [String: String] = [:]
    package private(set) var escalations: [ID<Escalation>: Case] = [:]

    /// What events tell of one escalation.
    package struct Case: Sendable, Equatable {
        package var state: String
        package var severity: String
        package var desk: String
        package var owner: String?
        package var line = 1
        package var mergedInto: String?
    }

    package init(_ events: some Sequence<Event>) {
        for event in events { apply(event) }
    }

    private mutating func apply(_ event: Event) {
        switch event.subject {
        case .message(let id): if let state = event.state { messages[id] = state }
        case .delivery(let id): if let state = event.state { deliveries[id] = state }
        case .escalation(let id): apply(event, to: id)
        case .entry(let id): if let state = event.state { entries[id] = state }
        case .staff, .room, .system: break
        }
    }

    private mutating func apply(_ event: Event, to id: ID<Escalation>) {
        var known = escalations[id] ?? Case(state: "waiting", severity: "", desk: "", owner: nil)
        if let state = event.state { known.state = state }
        if let severity = event.details["severity"] { known.severity = severity }
        if let desk = event.details["desk"] { known.desk = desk }
        if let owner = event.details["owner"] { known.owner = owner }
        if let line = event.details["line"].flatMap({ Int($0) }) { known.line = line }
        if known.state == "waiting" || known.state == "merged" { known.owner = nil }
        known.mergedInto = known.state == "merged" ? event.details["into"] ?? known.mergedInto : nil
        escalations[id] = known
    }
}
