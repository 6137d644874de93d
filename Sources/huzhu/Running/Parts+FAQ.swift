import Foundation
import Logging
import MutualAid
import Storage
import TemplateFiles
import Web

extension Parts {
    /// The routes by which entries are written, put in force and tried.
    func faqRoutes(
        _ configuration: Configuration,
        _ database: Database,
        _ clock: @escaping @Sendable () -> Date
    ) -> FAQRoutes {
        let state = state
        return FAQRoutes(
            desk: faqDesk(database, clock),
            shelf: shelf,
            tokens: database,
            asOf: configuration.asOf,
            problems: { state.problems + state.notices },
            isFolderWritable: {
                FAQFolderFiles(folder: configuration.templates.appendingPathComponent("faq")).isWritable
            },
            now: clock
        )
    }

    /// What the console's pages of the FAQ are made of.
    func faqSources(
        _ configuration: Configuration,
        _ database: Database,
        _ clock: @escaping @Sendable () -> Date
    ) -> Console.FAQSources {
        let state = state
        return Console.FAQSources(
            desk: faqDesk(database, clock),
            shelf: shelf,
            asOf: configuration.asOf,
            problems: { state.problems + state.notices },
            isFolderWritable: {
                FAQFolderFiles(folder: configuration.templates.appendingPathComponent("faq")).isWritable
            },
            writer: FAQTextWriter(),
            phrases: dangerSigns.phrases
        )
    }

    /// The routes of what became of answers: words on them, gaps, who was told, corrections.
    func faqCareRoutes(_ database: Database, _ clock: @escaping @Sendable () -> Date) -> FAQCareRoutes {
        FAQCareRoutes(
            desk: faqDesk(database, clock),
            records: database,
            gaps: database,
            corrections: CorrectionDesk(store: database, phrases: dangerSigns.phrases, ids: ids, now: clock),
            cases: database,
            messages: database,
            audit: database,
            tokens: database,
            now: clock
        )
    }

    /// The routes of replays and pinned questions.
    func faqReplayRoutes(
        _ configuration: Configuration,
        _ database: Database,
        _ clock: @escaping @Sendable () -> Date
    ) -> FAQReplayRoutes {
        FAQReplayRoutes(
            desk: faqDesk(database, clock),
            replays: replays,
            store: database,
            groups: Set(configuration.groups.map(\.id)),
            ids: ids,
            tokens: database,
            now: clock
        )
    }

    /// A room of each group, on the connection that may say most.
    static func rooms(_ configuration: Configuration, _ platforms: [String: any ChatPlatform]) -> [String: Room] {
        let connections = platforms.values.map(\.connection).sorted {
            ($0.carriesPrivate ? 0 : 1, $0.allowsDatedAnswers ? 0 : 1, $0.id)
                < ($1.carriesPrivate ? 0 : 1, $1.allowsDatedAnswers ? 0 : 1, $1.id)
        }
        return configuration.groups.reduce(into: [:]) { rooms, group in
            for connection in connections where rooms[group.id] == nil {
                rooms[group.id] = group.rooms[connection.id]?.first.map { Room(connection: connection.id, name: $0) }
            }
        }
    }

    /// Sorts what no entry answered.
    func gapKeeper(
        _ database: Database,
        _ clock: @escaping @Sendable () -> Date,
        _ logger: Logger
    ) -> GapKeeper {
        GapKeeper(
            store: database,
            shelf: shelf,
            rehearsal: rehearsal,
            now: clock,
            logger: logger,
            pause: { seconds in
                // Woken early only by shutdown, which the loop's condition sees.
                try? await Task.sleep(for: .seconds(seconds))
            }
        )
    }

    func faqDesk(_ database: Database, _ clock: @escaping @Sendable () -> Date) -> FAQDesk {
        FAQDesk(
            store: database,
            reader: FAQTextReader(),
            register: register,
            changes: faqChanges,
            gate: replays,
            now: clock
        )
    }
}
