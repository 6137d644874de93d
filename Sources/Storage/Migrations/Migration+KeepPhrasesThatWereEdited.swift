extension Migration {
    /// Bot phrases that were edited on their page; each goes before the file's text of its name and language.
    static let keepPhrasesThatWereEdited = Migration(
        name: "keep phrases that were edited",
        statements: [
            """
            CREATE TABLE "editedPhrase" (
              "phrase" TEXT NOT NULL, "language" TEXT NOT NULL, "text" TEXT NOT NULL,
              "isRemoved" INTEGER NOT NULL CHECK ("isRemoved" IN (0, 1)), "version" INTEGER NOT NULL,
              "changedBy" TEXT NOT NULL, "changedAt" INTEGER NOT NULL, PRIMARY KEY ("phrase", "language")) STRICT
            """
        ]
    )
}
