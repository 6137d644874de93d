extension Migration {
    /// What people said messages are about; the words stay in the message, under its member's key, and go with it.
    static let keepCorrectedLabels = Migration(
        name: "keep corrected labels",
        statements: [
            """
            CREATE TABLE "labelCorrection" (
              "message" INTEGER PRIMARY KEY NOT NULL REFERENCES "message" ("id"),
              "member" INTEGER NOT NULL REFERENCES "member" ("id"),
              "labels" TEXT NOT NULL, "author" TEXT NOT NULL, "at" INTEGER NOT NULL) STRICT
            """,
            "CREATE INDEX \"labelCorrectionAt\" ON \"labelCorrection\" (\"at\")",
            "CREATE INDEX \"labelCorrectionMember\" ON \"labelCorrection\" (\"member\")",
        ]
    )
}
