/// One step of the schema, named by a sentence; steps are only ever appended.
struct Migration: Sendable {
    let name: String
    let statements: [String]
}

/// Brings a database to the present schema, each step in a transaction of its own.
enum Schema {
    /// Every step there is, oldest first.
    static let migrations: [Migration] = [
        .createMessagesMembersDeliveriesAndEscalations,
        .rememberWhereACountryCameFrom,
        .keepAnAuditTrailAndNamedTokens,
        .keepAlarmsAndDutyOnDisk,
        .keepVersionsOfFAQEntries,
        .markWhatChangedInTheFAQFolder,
        .giveEscalationsTheirFullCourse,
        .keepCredentialsSessionsAndInvitations,
        .letShiftsChangeHands,
        .letAnswersBeTakenBackAndReadingBeKept,
        .keepCannedRepliesThatWereEdited,
        .countWhatIsSaidOfAnswers,
        .keepUnansweredQuestions,
        .putRightWhatWasSaid,
        .pinQuestions,
        .countOpenCasesByAnIndex,
        .keepWhatIsTypedIntoEntries,
        .keepPhrasesThatWereEdited,
        .keepCorrectedLabels,
        .letASecondPersonLookAtEmergencyPhrases,
        .countOpenCasesAsTheyChange,
    ]

    /// - Throws: `DatabaseRefusal.newerSchema` where a newer program has written.
    static func migrate(_ connection: any SQLConnection) throws {
        try connection.execute(
            "CREATE TABLE IF NOT EXISTS \"migration\" (\"name\" TEXT PRIMARY KEY NOT NULL) STRICT"
        )
        let done = Set(try connection.query("SELECT \"name\" FROM \"migration\"").map { $0.text(0) })
        guard done.isSubset(of: migrations.map(\.name)) else { throw DatabaseRefusal.newerSchema }
        for migration in migrations where !done.contains(migration.name) {
            try connection.execute("BEGIN IMMEDIATE")
            do {
                for statement in migration.statements { try connection.execute(statement) }
                try connection.execute("INSERT INTO \"migration\" (\"name\") VALUES (?)", .text(migration.name))
                try connection.execute("COMMIT")
            } catch {
                // The first error is the one to tell; a failed roll-back ends with the connection.
                _ = try? connection.execute("ROLLBACK")
                throw error
            }
        }
    }
}
