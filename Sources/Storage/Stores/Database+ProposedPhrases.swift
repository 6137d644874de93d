package import Comprehension
package import Foundation
package import MutualAid

extension Database {
    package func proposedPhrases() async throws -> [ProposedPhrase] {
        try await engine.read { database in
            try database.query(
                "SELECT \"phrase\", \"language\", \"text\", \"version\", \"author\", \"at\" FROM \"proposedPhrase\""
            ).compactMap { row in
                // A phrase that the program no longer has waits for nobody.
                guard let phrase = Phrase(rawValue: row.text(0)), let language = ReplyLanguage(rawValue: row.text(1))
                else { return nil }
                return ProposedPhrase(
                    phrase: phrase,
                    language: language,
                    text: row.text(2),
                    version: row.int(3),
                    author: row.text(4),
                    at: row.date(5)
                )
            }
        }
    }

    package func propose(_ proposed: ProposedPhrase) async throws {
        try await writer.write { database in
            try Self.forgetProposal(proposed.phrase, proposed.language, database)
            try database.execute(
                """
                INSERT INTO "proposedPhrase" ("phrase", "language", "text", "version", "author", "at")
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                .text(proposed.phrase.rawValue),
                .text(proposed.language.rawValue),
                .text(proposed.text),
                SQLValue(proposed.version),
                .text(proposed.author),
                SQLValue(proposed.at)
            )
            try EventLog.append(
                .phraseProposed,
                .system,
                actor: proposed.author,
                details: [
                    "phrase": proposed.phrase.rawValue, "language": proposed.language.rawValue,
                    "version": "\(proposed.version)",
                ],
                at: proposed.at,
                database
            )
        }
    }

    package func dropProposal(
        of phrase: Phrase,
        in language: ReplyLanguage,
        by actor: String,
        now: Date
    ) async throws {
        try await writer.write { database in
            guard try Self.forgetProposal(phrase, language, database) else { return }
            try EventLog.append(
                .phraseProposalDropped,
                .system,
                actor: actor,
                details: ["phrase": phrase.rawValue, "language": language.rawValue],
                at: now,
                database
            )
        }
    }

    /// Whether there was one.
    @discardableResult
    static func forgetProposal(
        _ phrase: Phrase,
        _ language: ReplyLanguage,
        _ database: any SQLConnection
    ) throws -> Bool {
        try database.execute(
            "DELETE FROM \"proposedPhrase\" WHERE \"phrase\" = ? AND \"language\" = ?",
            .text(phrase.rawValue),
            .text(language.rawValue)
        ) > 0
    }
}
