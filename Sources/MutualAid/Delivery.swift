package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// A message we owe a platform: a row before it is a request.
package struct Delivery: Sendable {
    package let id: ID<Delivery>
    package let room: Room
    package let group: String
    package let visibility: Visibility
    /// Whom a private text is for; `nil` in the group.
    package let recipient: Recipient?
    /// The platform's id of the message this quotes.
    package let inReplyTo: String?
    package let kind: Kind
    package let text: PrivateText
    /// How often it was tried, this time included.
    package let attempt: Int
    /// The fencing token of this claim: a result with an older one is refused.
    package let token: Int64
    package let createdAt: Date
    /// Everybody a post in the group answers, where that is more than one; the text begins with their names.
    package var mentions: [Recipient] = []

    /// A person a private delivery goes to.
    package struct Recipient: Sendable {
        package let member: ID<Member>
        package let platformID: PrivateText

        package init(member: ID<Member>, platformID: PrivateText) {
            self.member = member
            self.platformID = platformID
        }
    }

    /// What a text is, told to the gateway as `kind`; the list is open.
    package enum Kind: String, Sendable, Codable, CaseIterable {
        case answer, choice, acknowledgement, holding, emergency, counselor, introduction
        /// What puts an earlier answer right.
        case correction
        /// A line in the duty room: class and link only.
        case duty
        /// A line for one staff member about a case of theirs: class and link only.
        case notice
        /// How are you: to a member after a crisis.
        case checkIn = "check_in"

        /// Whether it is for staff, so that giving it up concerns no member.
        package var isForStaff: Bool { self == .duty || self == .notice }

        /// Emergency texts overtake everything in a lane of their own.
        package var lane: Lane {
            switch self {
            case .emergency, .duty: .emergency
            case .answer, .choice, .acknowledgement, .holding, .counselor, .introduction, .correction, .notice,
                .checkIn:
                .ordinary
            }
        }

        /// How long it is worth sending; `nil`: for ever, it alarms instead of expiring.
        package var lifetime: TimeInterval? {
            switch self {
            case .emergency, .duty, .counselor, .checkIn, .correction: nil
            case .answer, .choice, .acknowledgement, .holding, .introduction, .notice: 24 * 3600
            }
        }
    }

    /// Where a delivery is on its way.
    ///
    /// Legal moves: `waiting → attempting → delivered | waiting (retry) | abandoned`; `waiting → superseded` when its
    /// burst is decided anew; `waiting ↔ held` around a restore; `abandoned → waiting` by a person.
    package enum State: String, Sendable, Codable, CaseIterable {
        case waiting, attempting, delivered, abandoned, superseded, held
    }

    package init(
        id: ID<Delivery>,
        room: Room,
        group: String,
        visibility: Visibility,
        recipient: Recipient?,
        inReplyTo: String?,
        kind: Kind,
        text: PrivateText,
        attempt: Int,
        token: Int64,
        createdAt: Date
    ) {
        self.id = id
        self.room = room
        self.group = group
        self.visibility = visibility
        self.recipient = recipient
        self.inReplyTo = inReplyTo
        self.kind = kind
        self.text = text
        self.attempt = attempt
        self.token = token
        self.createdAt = createdAt
    }
}

/// What a platform made of a delivery: a value, not an error.
package enum DeliveryResult: Sendable, Equatable {
    /// Accepted; with the platform's id of the posted message where it told one.
    case delivered(platformMessageID: String?)
    /// Not accepted; try again, not before so many seconds where the platform said so (Retry-After).
    case retry(after: TimeInterval?, cause: DeliveryCause)
    /// The destination says it is gone (410): the connection is disabled.
    case gone
    /// Will never be accepted.
    case refused(DeliveryCause)
}

/// Why a delivery did not go through; the raw value is a metric's label and is logged.
package enum DeliveryCause: String, Sendable, Codable {
    case timedOut = "timed_out"
    case unreachable
    case closedEarly = "closed_early"
    case badStatus = "bad_status"
    case throttled
    case redirected
    case tooLarge = "too_large"
    case privateAddress = "private_address"
    case expired
    case gone
    case circuitOpen = "circuit_open"
    case notConnected = "not_connected"
}

/// When and how a delivery is recorded after an attempt.
package protocol DeliveryStore: Sendable {
    /// Claims the heads of conversations that are due, at most `limit`, each with a fresh token; the attempt is on disk
    /// before this returns. Connections in `excluding` are left alone (open circuit, disabled).
    func claimDeliveries(
        _ lane: Lane,
        limit: Int,
        excluding: Set<String>,
        now: Date
    ) async throws -> [Delivery]
    /// Records what came of a claimed delivery; a stale token changes nothing.
    func record(_ result: RecordedResult, of delivery: Delivery, now: Date) async throws
    /// At start: everything `attempting` goes back to `waiting`, its result was never recorded; and bursts that a dead
    /// process had claimed are due at once. Returns how many attempts there were.
    func recoverAttempts(now: Date) async throws -> Int
    /// Deliveries held since a restore: released to `waiting`.
    func releaseHeld(now: Date) async throws -> Int
    /// How many are in each state, by connection: for metrics and `/readyz`.
    func deliveryCounts() async throws -> [Delivery.State: Int]
    /// The time the next waiting delivery falls due; `nil` when none waits.
    func nextDeliveryDue(_ lane: Lane) async throws -> Date?
}

/// The outcome the worker decided on.
package enum RecordedResult: Sendable, Equatable {
    case delivered(platformMessageID: String?)
    case waiting(until: Date, cause: DeliveryCause)
    /// Given up: opens an escalation so that a person sees it.
    case abandoned(DeliveryCause)
}
