package import struct Foundation.Date
package import struct Foundation.TimeInterval

/// An e-mail we owe a staff member: a row before it is sent; class and link, no word of a member.
package struct Page: Sendable, Equatable {
    package let id: ID<Page>
    package let escalation: ID<Escalation>
    /// Whom it is for; the address is read from the roster when it is sent.
    package let login: String
    /// How often it was tried, this time included.
    package let attempt: Int
    package let text: PrivateText
    package let createdAt: Date

    /// How long an attempt has before it counts as lost, in seconds.
    package static let lease: TimeInterval = 60
    /// After so many seconds a page is given up, visibly.
    package static let lifetime: TimeInterval = 24 * 3600

    package init(
        id: ID<Page>,
        escalation: ID<Escalation>,
        login: String,
        attempt: Int,
        text: PrivateText,
        createdAt: Date
    ) {
        self.id = id
        self.escalation = escalation
        self.login = login
        self.attempt = attempt
        self.text = text
        self.createdAt = createdAt
    }
}

/// What came of a page.
package enum PageResult: Sendable, Equatable {
    case sent
    case waiting(until: Date, cause: DeliveryCause)
    /// Given up: counted, logged and kept.
    case abandoned(DeliveryCause)
}

/// Pages on disk.
package protocol PageStore: Sendable {
    /// Claims due pages; the attempt is on disk before this returns.
    func claimPages(limit: Int, now: Date) async throws -> [Page]
    func record(_ result: PageResult, of page: Page, now: Date) async throws
    func nextPageDue() async throws -> Date?
}

/// Sends e-mail.
package protocol Mailer: Sendable {
    /// One plain text to one address.
    func send(_ text: PrivateText, subject: String, to address: String) async -> DeliveryResult
}
