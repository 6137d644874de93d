import Accounts
import Foundation
import MutualAid
import Storage
import TemplateFiles
import Web

/// What lets staff in: made once, used by the console and by commands.
struct Office: Sendable {
    let hasher: PasswordHasher
    let signIn: SignIn
    let enrolment: Enrolment

    /// - Throws: `HasherUnavailable` where libsodium does not start.
    init(_ database: Database, _ register: DutyRegister) throws {
        hasher = try PasswordHasher(cost: Faults.hashing(ProcessInfo.processInfo.environment))
        signIn = SignIn(credentials: database, sessions: database, hasher: hasher) { person, now in
            try await register.duty(at: now).isOnDuty(person, at: now)
        }
        enrolment = Enrolment(store: database, hasher: hasher)
    }
}

extension Parts {
    /// The pages for staff.
    func console(
        _ configuration: Configuration,
        _ database: Database,
        _ files: PageFiles,
        _ readiness: @escaping @Sendable () async -> ReadinessReport,
        _ clock: @escaping @Sendable () -> Date
    ) throws -> Console {
        Console(
            pages: try ConsolePages(templates: files.console, words: files.consoleWords),
            stores: Console.Stores(
                staff: database,
                escalations: database,
                threads: database,
                credentials: database,
                audit: database,
                notices: database,
                reading: database,
                held: database,
                canned: database,
                rooms: database,
                handovers: database,
                labels: LabelDesk(store: database, changes: faqChanges),
                typed: database,
                phrases: database
            ),
            faq: faqSources(configuration, database, clock),
            insight: insightParts(configuration, database, clock),
            register: register,
            signIn: office.signIn,
            enrolment: office.enrolment,
            hasher: office.hasher,
            hub: live,
            groups: Groups(configuration.groups),
            numbers: dangerSigns.numbers,
            shippedReplies: files.canned,
            connections: platforms.values.map(\.connection).sorted { $0.id < $1.id },
            isAnswering: { [state] in !state.isPaused },
            lease: configuration.lease,
            hold: Faults.hold(ProcessInfo.processInfo.environment),
            publicURL: configuration.publicURL,
            readiness: readiness,
            now: clock
        )
    }
}
