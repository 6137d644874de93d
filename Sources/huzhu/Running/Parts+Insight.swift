import Foundation
import MutualAid
import Storage
import TemplateFiles
import Web

extension Parts {
    /// What the pages on trying questions, misses, corrections and figures work with.
    func insightParts(
        _ configuration: Configuration,
        _ database: Database,
        _ clock: @escaping @Sendable () -> Date
    ) -> InsightParts {
        let rooms = Self.rooms(configuration, platforms)
        return InsightParts(
            desk: faqDesk(database, clock),
            trials: TrialDesk(
                shelf: shelf,
                drafting: DraftKnowledge(templates: configuration.templates, shelf: shelf, vectors: vectors),
                store: database,
                reader: FAQTextReader(),
                rehearsal: rehearsal,
                room: { rooms[$0] }
            ),
            gaps: database,
            messages: database,
            corrections: CorrectionDesk(store: database, phrases: dangerSigns.phrases, ids: ids, now: clock),
            replays: replays,
            questions: database,
            figures: FigureDesk(store: database),
            ids: ids,
            asOf: configuration.asOf
        )
    }
}
