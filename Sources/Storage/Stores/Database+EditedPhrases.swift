import Comprehension
package import Foundation
package import MutualAid

extension Database: EditedPhraseStore {
    package func editedPhrases() async throws -> [EditedPhrase] {
        try await engine.read { database in
            try database.query(
                "SELECT \"phrase\", \"language\", \"text\", \"isRemoved\", \"version\" FROM \"editedPhrase\""
            ).compactMap { row in
                // A phrase that the program no longer has is kept, and not said.
                guard let phrase = Phrase(rawValue: row.text(0)), let language = ReplyLanguage(rawValue: row.text(1))
                else { return nil }
                return EditedPhrase(
                    phrase: phrase,
                    language: language,
                    text: row.text(2),
                    isRemoved: row.flag(3),
                    version: row.int(4)
                )
            }
        }
    }

    package func keep(_ edited: EditedPhrase, by actor: String, now: Date) async throws {
        try await writer.write { database in
            let known = try database.first(
                "SELECT \"version\" FROM \"editedPhrase\" WHERE \"phrase\" = ? AND \"language\" = ?",
                .text(edited.phrase.rawValue),
                .text(edited.language.rawValue)
            )
            guard known?.int(0) ?? 0 == edited.version - 1 else { throw EditedPhraseConflict() }
            try database.execute(
                """
                INSERT INTO "editedPhrase" ("phrase", "language", "text", "isRemoved", "version", "changedBy",
                  "changedAt") VALUES (?, ?, ?, ?, ?, ?, ?)
                ON CONFLICT ("phrase", "language") DO UPDATE SET "text" = excluded."text",
                  "isRemoved" = excluded."isRemoved", "version" = excluded."version",
                  "changedBy" = excluded."changedBy", "changedAt" = excluded."changedAt"
                """,
                .text(edited.phrase.rawValue),
                .text(edited.language.rawValue),
                .text(edited.text),
                SQLValue(edited.isRemoved),
                SQLValue(edited.version),
                .text(actor),
                SQLValue(now)
            )
            try Self.forgetProposal(edited.phrase, edited.language, database)
            try EventLog.append(
                .phraseChanged,
                .system,
                actor: actor,
                details: [
                    "phrase": edited.phrase.rawValue, "language": edited.language.rawValue,
                    "version": "\(edited.version)", "removed": "\(edited.isRemoved)",
                ],
                at: now,
                database
            )
        }
    }
}
