import Foundation
import Logging
import MutualAid
import ServiceLifecycle
import Storage

extension Parts {
    /// What calls people: the roster, the alarms, and the e-mails where a mail server is configured.
    func dutyServices(
        _ configuration: Configuration,
        _ database: Database,
        _ clock: @escaping @Sendable () -> Date,
        _ logger: Logger
    ) -> [any Service] {
        let changes = database.changes
        let register = register
        let keeper = RosterKeeper(
            configuration: configuration,
            register: register,
            staff: database,
            coverage: CoverageWatch(
                store: database,
                phrases: dangerSigns.phrases,
                groups: configuration.groups,
                dutyRoom: configuration.dutyRoom
            ),
            now: clock,
            logger: logger
        )
        let caller = AlarmCaller(
            phrases: dangerSigns.phrases,
            groups: Groups(configuration.groups),
            dutyRoom: configuration.dutyRoom,
            publicURL: configuration.publicURL,
            sendsMail: mailer != nil
        )
        let courier = NoticeCourier(
            store: database,
            caller: caller,
            roster: database.roster,
            now: clock,
            logger: logger,
            waitForWork: { await changes.notices.wait(until: $0) }
        )
        let alarms = AlarmService(
            store: database,
            caller: caller,
            duty: { try await register.duty(at: $0) },
            now: clock,
            logger: logger,
            waitForWork: { await changes.alarms.wait(until: $0) }
        )
        let pages: [any Service] =
            mailer.map { mailer in
                [
                    PageWorker(
                        store: database,
                        mailer: mailer,
                        address: { register.roster.person($0)?.email },
                        now: clock,
                        logger: logger,
                        waitForWork: { await changes.pages.wait(until: $0) }
                    )
                ]
            } ?? []
        return [keeper, alarms, courier] as [any Service] + pages
    }
}
