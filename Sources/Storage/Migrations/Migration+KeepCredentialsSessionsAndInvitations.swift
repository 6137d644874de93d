extension Migration {
    /// What people sign in with; keys of sessions, invitations and devices are kept as SHA-256 only.
    static let keepCredentialsSessionsAndInvitations = Migration(
        name: "keep credentials, sessions and invitations",
        statements: [
            """
            CREATE TABLE "credential" (
              "login" TEXT PRIMARY KEY NOT NULL REFERENCES "staff" ("login"), "passwordHash" BLOB NOT NULL,
              "secondFactor" BLOB NOT NULL, "lastStep" INTEGER NOT NULL, "changedAt" INTEGER NOT NULL) STRICT
            """,
            """
            CREATE TABLE "recoveryCode" (
              "login" TEXT NOT NULL REFERENCES "staff" ("login"), "hash" BLOB NOT NULL, "usedAt" INTEGER,
              PRIMARY KEY ("login", "hash")) STRICT
            """,
            """
            CREATE TABLE "session" (
              "hash" BLOB PRIMARY KEY NOT NULL, "login" TEXT NOT NULL REFERENCES "staff" ("login"),
              "startedAt" INTEGER NOT NULL, "endsAt" INTEGER NOT NULL, "seenAt" INTEGER NOT NULL,
              "isProven" INTEGER NOT NULL CHECK ("isProven" IN (0, 1)),
              "isRemembered" INTEGER NOT NULL CHECK ("isRemembered" IN (0, 1))) STRICT
            """,
            "CREATE INDEX \"sessionOfLogin\" ON \"session\" (\"login\")",
            """
            CREATE TABLE "device" (
              "hash" BLOB NOT NULL, "login" TEXT NOT NULL REFERENCES "staff" ("login"), "seenAt" INTEGER NOT NULL,
              PRIMARY KEY ("hash", "login")) STRICT
            """,
            """
            CREATE TABLE "invitation" (
              "hash" BLOB PRIMARY KEY NOT NULL, "login" TEXT REFERENCES "staff" ("login"),
              "secondFactor" BLOB NOT NULL, "expiresAt" INTEGER NOT NULL) STRICT
            """,
            // Whichever way somebody is disabled, nothing they hold works from that moment on.
            """
            CREATE TRIGGER "signInEndsWithStaff" AFTER UPDATE OF "isEnabled" ON "staff" WHEN NEW."isEnabled" = 0
            BEGIN
              DELETE FROM "session" WHERE "login" = NEW."login";
              DELETE FROM "device" WHERE "login" = NEW."login";
              DELETE FROM "invitation" WHERE "login" = NEW."login";
            END
            """,
        ]
    )
}
