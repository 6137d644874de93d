package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// A whole shift offered to one person: everything the sender owns stays theirs until it is accepted.
package struct Handover: Sendable, Equatable {
    package let id: ID<Handover>
    package let from: String
    package let to: String
    package let offeredAt: Date
    /// Until when it can be accepted.
    package let until: Date

    /// How long an offer stands, in seconds: the change of a shift, not a word in passing.
    package static let span: TimeInterval = 3600

    package init(id: ID<Handover>, from: String, to: String, offeredAt: Date, until: Date) {
        self.id = id
        self.from = from
        self.to = to
        self.offeredAt = offeredAt
        self.until = until
    }
}

/// What became of the cases of a shift that was accepted.
package struct HandedOver: Sendable, Equatable {
    package let taken: [ID<Escalation>]
    /// Cases that stay with the sender, since the receiver does not sit at their desk or work for their group.
    package let left: [ID<Escalation>]

    package init(taken: [ID<Escalation>], left: [ID<Escalation>]) {
        self.taken = taken
        self.left = left
    }
}

/// Shifts that change hands, on disk.
package protocol HandoverStore: Sendable {
    /// Offers everything a person owns to another; an earlier offer of theirs ends.
    ///
    /// - Throws: `HandoverRefusal`.
    func offerShift(of login: String, to receiver: String, now: Date) async throws -> Handover
    /// Offers from or to a person that still stand, oldest first.
    func openHandovers(of login: String, now: Date) async throws -> [Handover]
    /// Takes the shift over, each case as it stands, in one transaction; it counts against no capacity.
    ///
    /// - Throws: `HandoverRefusal.notFound` where it is not theirs to accept, or over.
    func acceptShift(_ id: ID<Handover>, by login: String, now: Date) async throws -> HandedOver
    /// By the receiver, or by the sender, who takes the offer back.
    ///
    /// - Throws: `HandoverRefusal.notFound`.
    func declineShift(_ id: ID<Handover>, by login: String, now: Date) async throws
}

/// Why a shift does not change hands.
package enum HandoverRefusal: Error, Sendable, Equatable {
    case notFound
    /// The receiver is nobody who works here, or the sender themselves.
    case nobodyThere
    /// The sender owns nothing.
    case nothingToHandOver
}
