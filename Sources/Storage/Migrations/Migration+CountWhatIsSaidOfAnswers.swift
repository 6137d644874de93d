import MutualAid

extension Migration {
    /// What members say of answers, by entry and version, and the version of an entry that a case is about.
    static let countWhatIsSaidOfAnswers = Migration(
        name: "count what is said of answers",
        statements: [
            """
            CREATE TABLE "feedback" (
              "delivery" INTEGER NOT NULL REFERENCES "delivery" ("id"),
              "member" INTEGER NOT NULL REFERENCES "member" ("id"), "entry" TEXT NOT NULL, "version" TEXT NOT NULL,
              "verdict" TEXT NOT NULL CHECK ("verdict" IN ('helpful', 'unhelpful')), "escalation" INTEGER,
              "at" INTEGER NOT NULL, PRIMARY KEY ("delivery", "member")) STRICT
            """,
            "CREATE INDEX \"feedbackOfEntry\" ON \"feedback\" (\"entry\", \"version\")",
            "ALTER TABLE \"escalation\" ADD COLUMN \"draftVersion\" TEXT",
        ]
    )
}
