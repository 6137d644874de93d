extension Migration {
    /// Canned replies that were edited on their page; each goes before the shipped one of its name, or removes it.
    static let keepCannedRepliesThatWereEdited = Migration(
        name: "keep canned replies that were edited",
        statements: [
            """
            CREATE TABLE "cannedReply" (
              "name" TEXT PRIMARY KEY NOT NULL, "keywords" TEXT NOT NULL, "zh" TEXT NOT NULL, "en" TEXT NOT NULL,
              "isRemoved" INTEGER NOT NULL CHECK ("isRemoved" IN (0, 1)), "version" INTEGER NOT NULL,
              "changedBy" TEXT NOT NULL, "changedAt" INTEGER NOT NULL) STRICT
            """
        ]
    )
}
