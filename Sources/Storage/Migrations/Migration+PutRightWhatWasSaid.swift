import MutualAid

extension Migration {
    /// Corrections of what entries said, and which deliveries each put right: one never twice.
    static let putRightWhatWasSaid = Migration(
        name: "put right what was said",
        statements: [
            """
            CREATE TABLE "correction" (
              "id" INTEGER PRIMARY KEY NOT NULL, "entry" TEXT NOT NULL, "versions" TEXT NOT NULL, "texts" TEXT NOT NULL,
              "author" TEXT NOT NULL, "at" INTEGER NOT NULL,
              "state" TEXT NOT NULL CHECK ("state" IN ('draft', 'sent', 'withdrawn')), "sentBy" TEXT,
              "sentAt" INTEGER, "sentTo" INTEGER NOT NULL DEFAULT 0) STRICT
            """,
            """
            CREATE TABLE "correctedDelivery" (
              "delivery" INTEGER PRIMARY KEY NOT NULL REFERENCES "delivery" ("id"),
              "correction" INTEGER NOT NULL REFERENCES "correction" ("id")) STRICT
            """,
            "CREATE INDEX \"correctionOfEntry\" ON \"correction\" (\"entry\", \"id\")",
            """
            CREATE INDEX "deliveryOfEntry" ON "delivery" ("entry", "id") WHERE "entry" IS NOT NULL
            """,
        ]
    )
}
