extension Migration {
    /// What somebody typed into an entry's form and has not saved: one row a person and entry, over which they type.
    static let keepWhatIsTypedIntoEntries = Migration(
        name: "keep what is typed into entries",
        statements: [
            """
            CREATE TABLE "typedEntry" (
              "entry" TEXT NOT NULL, "login" TEXT NOT NULL, "fields" TEXT NOT NULL, "revision" INTEGER NOT NULL,
              "at" INTEGER NOT NULL, PRIMARY KEY ("entry", "login")) STRICT
            """
        ]
    )
}
