extension Migration {
    /// Whole shifts offered from one person to another, and which notices have left for their chats.
    static let letShiftsChangeHands = Migration(
        name: "let shifts change hands and tell staff in their chats",
        statements: [
            """
            CREATE TABLE "handover" (
              "id" INTEGER PRIMARY KEY NOT NULL, "from" TEXT NOT NULL REFERENCES "staff" ("login"),
              "to" TEXT NOT NULL REFERENCES "staff" ("login"), "offeredAt" INTEGER NOT NULL, "until" INTEGER NOT NULL,
              "answeredAt" INTEGER, "isAccepted" INTEGER CHECK ("isAccepted" IN (0, 1))) STRICT
            """,
            "CREATE INDEX \"handoverOpen\" ON \"handover\" (\"to\", \"until\") WHERE \"answeredAt\" IS NULL",
            "ALTER TABLE \"staffNotice\" ADD COLUMN \"sentAt\" INTEGER",
            // Those of before are read where people work; nobody gets months of them at once.
            "UPDATE \"staffNotice\" SET \"sentAt\" = \"at\"",
            "CREATE INDEX \"staffNoticeUnsent\" ON \"staffNotice\" (\"id\") WHERE \"sentAt\" IS NULL",
        ]
    )
}
