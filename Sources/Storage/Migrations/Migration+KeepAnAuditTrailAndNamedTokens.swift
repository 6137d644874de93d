extension Migration {
    /// The audit trail, cases opened by a reason, and several named tokens a person; a token given before is kept.
    static let keepAnAuditTrailAndNamedTokens = Migration(
        name: "keep an audit trail and named tokens",
        statements: [
            """
            CREATE TABLE "audit" (
              "sequence" INTEGER PRIMARY KEY NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL,
              "action" TEXT NOT NULL, "subject" TEXT NOT NULL, "groupID" TEXT, "member" INTEGER, "reason" BLOB,
              "hash" BLOB NOT NULL) STRICT
            """,
            "CREATE INDEX \"auditOfSubject\" ON \"audit\" (\"subject\", \"sequence\")",
            """
            CREATE TRIGGER "auditIsNeverChanged" BEFORE UPDATE ON "audit"
            BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
            """,
            """
            CREATE TRIGGER "auditIsNeverDeleted" BEFORE DELETE ON "audit"
            BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END
            """,
            """
            CREATE TABLE "openedCase" (
              "login" TEXT NOT NULL, "escalation" INTEGER NOT NULL, "until" INTEGER NOT NULL,
              PRIMARY KEY ("login", "escalation")) STRICT
            """,
            """
            CREATE TABLE "accessToken" (
              "hash" BLOB PRIMARY KEY NOT NULL, "login" TEXT NOT NULL REFERENCES "staff" ("login"),
              "name" TEXT NOT NULL, "scopes" TEXT NOT NULL, "groups" TEXT NOT NULL, "desks" TEXT NOT NULL,
              "issuedAt" INTEGER NOT NULL, "expiresAt" INTEGER, UNIQUE ("login", "name")) STRICT
            """,
            """
            INSERT INTO "accessToken" ("hash", "login", "name", "scopes", "groups", "desks", "issuedAt")
            SELECT "tokenHash", "login", 'default', '[]', '[]', '[]', "addedAt" FROM "staff"
            WHERE "tokenHash" IS NOT NULL
            """,
            "UPDATE \"staff\" SET \"tokenHash\" = NULL",
        ]
    )
}
