extension Migration {
    /// Questions that no entry answered, put together by what they ask; their words stay in their messages alone.
    static let keepUnansweredQuestions = Migration(
        name: "keep unanswered questions",
        statements: [
            """
            CREATE TABLE "faqGap" (
              "id" INTEGER PRIMARY KEY NOT NULL, "isCompared" INTEGER NOT NULL CHECK ("isCompared" IN (0, 1)),
              "dismissedAt" INTEGER, "dismissedBy" TEXT) STRICT
            """,
            """
            CREATE TABLE "faqMiss" (
              "id" INTEGER PRIMARY KEY NOT NULL, "gap" INTEGER NOT NULL REFERENCES "faqGap" ("id"),
              "message" INTEGER NOT NULL REFERENCES "message" ("id"),
              "member" INTEGER NOT NULL REFERENCES "member" ("id"), "groupID" TEXT NOT NULL, "language" TEXT NOT NULL,
              "wording" BLOB NOT NULL, "at" INTEGER NOT NULL, "closedAt" INTEGER, "closedBy" TEXT,
              "closedVersion" TEXT) STRICT
            """,
            "CREATE INDEX \"faqGapToCompare\" ON \"faqGap\" (\"id\") WHERE \"isCompared\" = 0",
            "CREATE INDEX \"faqMissOfGap\" ON \"faqMiss\" (\"gap\", \"id\")",
            "CREATE INDEX \"faqMissOfMember\" ON \"faqMiss\" (\"member\", \"at\")",
            "CREATE INDEX \"faqMissOfWording\" ON \"faqMiss\" (\"wording\")",
            "CREATE INDEX \"faqMissOpen\" ON \"faqMiss\" (\"id\") WHERE \"closedAt\" IS NULL",
        ]
    )
}
