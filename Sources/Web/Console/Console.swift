package import Accounts
package import Foundation
import HTTPTypes
import Hummingbird
package import MutualAid
import NIOCore

/// The console: pages for the people who work for the groups.
package struct Console: Sendable {
    /// Where the data of the pages come from.
    package struct Stores: Sendable {
        let staff: any StaffStore
        let escalations: any EscalationStore
        let threads: any EscalationThreadStore
        let credentials: any CredentialStore
        let audit: any AuditStore
        let notices: any StaffNoticeStore
        let reading: any CaseReadingStore
        let held: any HeldAnswerStore
        let canned: any CannedReplyStore
        let rooms: any RoomNewsStore
        let handovers: any HandoverStore
        let labels: LabelDesk
        let typed: any TypedEntryStore
        let phrases: any EditedPhraseStore

        package init(
            staff: any StaffStore,
            escalations: any EscalationStore,
            threads: any EscalationThreadStore,
            credentials: any CredentialStore,
            audit: any AuditStore,
            notices: any StaffNoticeStore,
            reading: any CaseReadingStore,
            held: any HeldAnswerStore,
            canned: any CannedReplyStore,
            rooms: any RoomNewsStore,
            handovers: any HandoverStore,
            labels: LabelDesk,
            typed: any TypedEntryStore,
            phrases: any EditedPhraseStore
        ) {
            self.staff = staff
            self.escalations = escalations
            self.threads = threads
            self.credentials = credentials
            self.audit = audit
            self.notices = notices
            self.reading = reading
            self.held = held
            self.canned = canned
            self.rooms = rooms
            self.handovers = handovers
            self.labels = labels
            self.typed = typed
            self.phrases = phrases
        }
    }

    let pages: ConsolePages
    let stores: Stores
    let faq: FAQSources
    /// What the pages on trying, misses, corrections and figures work with.
    let insight: InsightParts
    let register: DutyRegister
    let signIn: SignIn
    let enrolment: Enrolment
    let hasher: PasswordHasher
    let hub: LiveHub
    let groups: Groups
    let numbers: EmergencyNumbers
    /// The canned replies that ship; those edited since are in the store.
    let shippedReplies: [CannedReply]
    /// What the platforms' rooms are connected by.
    let connections: [Connection]
    /// Whether automatic answers go out.
    let isAnswering: @Sendable () -> Bool
    let lease: Lease
    /// How long an answer can be taken back, in seconds.
    let hold: TimeInterval
    /// How people reach the pages; decides whether cookies are for https alone.
    let publicURL: String
    let readiness: @Sendable () async -> ReadinessReport
    let now: @Sendable () -> Date
    let shown = ShownCases()

    package init(
        pages: ConsolePages,
        stores: Stores,
        faq: FAQSources,
        insight: InsightParts,
        register: DutyRegister,
        signIn: SignIn,
        enrolment: Enrolment,
        hasher: PasswordHasher,
        hub: LiveHub,
        groups: Groups,
        numbers: EmergencyNumbers,
        shippedReplies: [CannedReply],
        connections: [Connection],
        isAnswering: @escaping @Sendable () -> Bool,
        lease: Lease,
        hold: TimeInterval,
        publicURL: String,
        readiness: @escaping @Sendable () async -> ReadinessReport,
        now: @escaping @Sendable () -> Date
    ) {
        self.pages = pages
        self.stores = stores
        self.faq = faq
        self.insight = insight
        self.register = register
        self.signIn = signIn
        self.enrolment = enrolment
        self.hasher = hasher
        self.hub = hub
        self.groups = groups
        self.numbers = numbers
        self.shippedReplies = shippedReplies
        self.connections = connections
        self.isAnswering = isAnswering
        self.lease = lease
        self.hold = hold
        self.publicURL = publicURL
        self.readiness = readiness
        self.now = now
    }

    func add(to router: Router<WebContext>) {
        let console = router.group().add(middleware: ConsoleErrors(pages: pages))
        addSignIn(to: console)
        addQueue(to: console)
        addEscalations(to: console)
        addPeople(to: console)
        addNotices(to: console)
        addSchedule(to: console)
        addHandover(to: console)
        addTrials(to: console)
        addTrialEditing(to: console)
        addMisses(to: console)
        addReplays(to: console)
        addCorrections(to: console)
        addFigures(to: console)
        addGroups(to: console)
        addCanned(to: console)
        addFAQ(to: console)
        addFAQEditor(to: console)
        addFAQVersions(to: console)
        addPhrases(to: console)
        addAuditTrail(to: console)
        addProfile(to: console)
        addLive(to: console)
    }

    func redirect(_ path: String, cookies: [String] = []) -> Response {
        var headers: HTTPFields = [.location: path, .cacheControl: "no-store"]
        for cookie in cookies { headers.append(HTTPField(name: .setCookie, value: cookie)) }
        return Response(status: .seeOther, headers: headers)
    }
}
