import MutualAid

extension Migration {
    /// FAQ entries as versions that are only ever added; their texts are public, so they are kept plain.
    static let keepVersionsOfFAQEntries = Migration(
        name: "keep versions of FAQ entries",
        statements: [
            """
            CREATE TABLE "faqEntry" (
              "id" TEXT PRIMARY KEY NOT NULL, "revision" INTEGER NOT NULL,
              "state" TEXT NOT NULL CHECK ("state" IN (\(states))),
              "latest" INTEGER NOT NULL, "published" INTEGER, "publishedAt" INTEGER, "publishedBy" TEXT,
              "previous" INTEGER, "inReviewSince" INTEGER, "goLiveAt" INTEGER, "fileFingerprint" TEXT,
              "isConflicting" INTEGER NOT NULL CHECK ("isConflicting" IN (0, 1)),
              "needsReview" INTEGER NOT NULL CHECK ("needsReview" IN (0, 1))) STRICT
            """,
            """
            CREATE TABLE "faqVersion" (
              "entry" TEXT NOT NULL REFERENCES "faqEntry" ("id") DEFERRABLE INITIALLY DEFERRED,
              "number" INTEGER NOT NULL, "text" TEXT NOT NULL, "fingerprint" TEXT NOT NULL, "author" TEXT NOT NULL,
              "at" INTEGER NOT NULL, "stale" TEXT NOT NULL, PRIMARY KEY ("entry", "number")) STRICT
            """,
            """
            CREATE TRIGGER "faqVersionIsNeverChanged" BEFORE UPDATE ON "faqVersion"
            BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END
            """,
            """
            CREATE TRIGGER "faqVersionIsNeverDeleted" BEFORE DELETE ON "faqVersion"
            BEGIN SELECT RAISE(ABORT, 'versions are append-only'); END
            """,
            """
            CREATE TABLE "faqReason" (
              "entry" TEXT NOT NULL REFERENCES "faqEntry" ("id"), "revision" INTEGER NOT NULL, "text" TEXT NOT NULL,
              "actor" TEXT NOT NULL, "at" INTEGER NOT NULL, PRIMARY KEY ("entry", "revision")) STRICT
            """,
        ]
    )

    /// Those that stand in the column; `expired` is a question of time.
    private static let states = FAQState.allCases.filter { $0 != .expired }.map { "'\($0.rawValue)'" }
        .joined(separator: ", ")
}
