import Foundation
package import MutualAid

extension Console {
    /// What the pages of the FAQ show, and where their changes go.
    package struct FAQSources: Sendable {
        let desk: FAQDesk
        /// The knowledge in force.
        let shelf: KnowledgeShelf
        /// The day the knowledge is of; `nil`: today.
        let asOf: String?
        /// What is wrong in the folder of entries, as last read.
        let problems: @Sendable () -> [FileProblem]
        /// Tries whether a published text can go back to its file.
        let isFolderWritable: @Sendable () -> Bool
        let readings: FAQReadings
        let writer: any FAQWriter
        let phrases: any Phrasebook & PhraseEditing

        /// - Parameters:
        ///   - desk: where entries are changed.
        ///   - shelf: the knowledge in force.
        ///   - asOf: the day the knowledge is of; `nil`: today.
        ///   - problems: what is wrong in the folder of entries, as last read, and what changed in it unreviewed.
        ///   - isFolderWritable: tries whether a published text can go back to its file.
        ///   - writer: writes what is typed as an entry's file.
        ///   - phrases: what the bot says around an answer.
        package init(
            desk: FAQDesk,
            shelf: KnowledgeShelf,
            asOf: String?,
            problems: @escaping @Sendable () -> [FileProblem],
            isFolderWritable: @escaping @Sendable () -> Bool,
            writer: any FAQWriter,
            phrases: any Phrasebook & PhraseEditing
        ) {
            self.desk = desk
            self.shelf = shelf
            self.asOf = asOf
            self.problems = problems
            self.isFolderWritable = isFolderWritable
            self.writer = writer
            self.phrases = phrases
            readings = FAQReadings(desk: desk)
        }

        /// The day on which entries must hold, as `yyyy-MM-dd`; where a day ends last.
        func day(_ now: Date) -> String {
            asOf ?? now.addingTimeInterval(-12 * 3600).formatted(.iso8601.year().month().day())
        }
    }
}
