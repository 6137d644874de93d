extension Migration {
    /// Answers that wait a moment before they leave, and how far each person has read the cases in their hand.
    static let letAnswersBeTakenBackAndReadingBeKept = Migration(
        name: "let answers be taken back, and reading be kept",
        statements: [
            "ALTER TABLE \"delivery\" ADD COLUMN \"notBefore\" INTEGER",
            """
            CREATE INDEX "deliveryTakeBack" ON "delivery" ("notBefore")
              WHERE "state" = 'waiting' AND "notBefore" IS NOT NULL
            """,
            """
            CREATE TABLE "reading" (
              "escalation" INTEGER NOT NULL, "login" TEXT NOT NULL REFERENCES "staff" ("login"),
              "message" INTEGER NOT NULL, PRIMARY KEY ("escalation", "login")) STRICT
            """,
        ]
    )
}
