extension Migration {
    /// Which entries the folder has a text of that waits for review, and which changed in force without one.
    ///
    /// An installation that has entries has taken its folder; what changes in it from then on is held to the rules.
    static let markWhatChangedInTheFAQFolder = Migration(
        name: "mark what changed in the FAQ folder",
        statements: [
            """
            ALTER TABLE "faqEntry" ADD COLUMN "isFileWaiting" INTEGER NOT NULL DEFAULT 0
              CHECK ("isFileWaiting" IN (0, 1))
            """,
            """
            ALTER TABLE "faqEntry" ADD COLUMN "isUnreviewedChange" INTEGER NOT NULL DEFAULT 0
              CHECK ("isUnreviewedChange" IN (0, 1))
            """,
            """
            INSERT INTO "setting" ("name", "value") SELECT 'faqFolderTaken', x'01'
            WHERE EXISTS (SELECT 1 FROM "faqEntry")
            """,
        ]
    )
}
