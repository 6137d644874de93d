package import struct Foundation.Date

/// What is kept of a person, and its end.
package protocol MemberStore: Sendable {
    /// Destroys a member's key and everything that leads to them: what they wrote is unreadable, in every backup too.
    ///
    /// Cases keep their class and times, and keys against repeats stay as keyed hashes. The case that is spared may be
    /// open: it is the one in which the member asked for it. Throws `ErasureRefusal`.
    func erase(
        _ member: ID<Member>,
        by actor: String,
        sparing: ID<Escalation>?,
        evenWithOpenCases: Bool,
        now: Date
    ) async throws -> ErasureReport
    /// Everything kept of a member, readable; `nil` where there is no such member.
    func export(_ member: ID<Member>, by actor: String, now: Date) async throws -> MemberExport?
    /// Destroys texts past their term, a bounded number a call; returns how many rows lost their text.
    func forget(_ retention: Retention, now: Date) async throws -> Int
}

/// How long texts are kept, in days.
package struct Retention: Sendable, Equatable {
    /// After the last case they belong to was closed; without a case, after they came.
    package var ordinary = 90
    /// Of sensitive cases, after they were closed.
    package var sensitive = 30

    package init() {}
}

/// What an erasure did.
package struct ErasureReport: Sendable, Equatable, CustomStringConvertible {
    package let messages: Int
    package let deliveries: Int

    package init(messages: Int, deliveries: Int) {
        self.messages = messages
        self.deliveries = deliveries
    }

    package var description: String {
        "Erased: the key is destroyed, and with it \(messages) messages and \(deliveries) deliveries, in backups too."
    }
}

/// Why a member was not erased.
package enum ErasureRefusal: Error, Sendable, Equatable {
    case notFound
    /// So many of their cases are open: somebody may be in need.
    case casesAreOpen(Int)
}

/// Everything kept of one person, for themselves to read.
package struct MemberExport: Sendable, Codable {
    package var id: String
    package var connection: String
    package var platformID: String
    package var name: String?
    package var country: String?
    /// What a trusted connection said they are.
    package var role: String?
    package var messages: [Line]
    package var deliveries: [Line]
    package var cases: [Case]

    /// A message or a delivery.
    package struct Line: Sendable, Codable {
        package var id: String
        package var group: String
        package var at: Date
        package var state: String
        package var text: String?

        package init(id: String, group: String, at: Date, state: String, text: String?) {
            self.id = id
            self.group = group
            self.at = at
            self.state = state
            self.text = text
        }
    }

    /// A case with its notes.
    package struct Case: Sendable, Codable {
        package var id: String
        package var severity: String
        package var desk: String
        package var state: String
        package var labels: String
        package var receivedAt: Date
        package var notes: [Line]
        /// An answer somebody is writing.
        package var drafts: [Line]

        package init(
            id: String,
            severity: String,
            desk: String,
            state: String,
            labels: String,
            receivedAt: Date,
            notes: [Line],
            drafts: [Line]
        ) {
            self.id = id
            self.severity = severity
            self.desk = desk
            self.state = state
            self.labels = labels
            self.receivedAt = receivedAt
            self.notes = notes
            self.drafts = drafts
        }
    }

    package init(
        id: String,
        connection: String,
        platformID: String,
        name: String?,
        country: String?,
        role: String?,
        messages: [Line],
        deliveries: [Line],
        cases: [Case]
    ) {
        self.id = id
        self.connection = connection
        self.platformID = platformID
        self.name = name
        self.country = country
        self.role = role
        self.messages = messages
        self.deliveries = deliveries
        self.cases = cases
    }
}
