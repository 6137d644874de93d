extension Migration {
    /// Questions that an edit of an entry must not break; staff wrote them, so they are kept plain as entries are.
    static let pinQuestions = Migration(
        name: "pin questions",
        statements: [
            """
            CREATE TABLE "pinnedQuestion" (
              "id" INTEGER PRIMARY KEY NOT NULL, "text" TEXT NOT NULL, "expected" TEXT, "groupID" TEXT NOT NULL,
              "country" TEXT CHECK (length("country") = 2), "author" TEXT NOT NULL, "at" INTEGER NOT NULL) STRICT
            """
        ]
    )
}
