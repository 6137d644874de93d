extension Migration {
    /// Texts for emergency phrases that wait for somebody other than their author.
    static let letASecondPersonLookAtEmergencyPhrases = Migration(
        name: "let a second person look at emergency phrases",
        statements: [
            """
            CREATE TABLE "proposedPhrase" (
              "phrase" TEXT NOT NULL, "language" TEXT NOT NULL, "text" TEXT NOT NULL, "version" INTEGER NOT NULL,
              "author" TEXT NOT NULL, "at" INTEGER NOT NULL, PRIMARY KEY ("phrase", "language")) STRICT
            """
        ]
    )
}
