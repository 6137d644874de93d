import MutualAid

extension Migration {
    /// Every state a case can be in, lines, transfers, snoozes, merging, drafts, timers and notices for staff.
    ///
    /// SQLite cannot change a `CHECK`, so the table is made anew, and with it the tables that point to it.
    static let giveEscalationsTheirFullCourse = Migration(
        name: "give escalations their full course",
        statements: renewal + pointers + indexes + companions + firstTimers
    )

    private static let kept = """
        "id", "version", "state", "severity", "desk", "groupID", "connection", "room", "member", "labels",
        "dangerSigns", "reason", "draftEntry", "language", "wasAskedInGroup", "receivedAt", "dueAt", "owner",
        "leaseUntil", "followUp", "resolvedAt"
        """

    private static let renewal = [
        "ALTER TABLE \"escalation\" RENAME TO \"escalationBefore\"",
        """
        CREATE TABLE "escalation" (
          "id" INTEGER PRIMARY KEY NOT NULL, "version" INTEGER NOT NULL,
          "state" TEXT NOT NULL CHECK (\(oneOf("state", Escalation.State.allCases))),
          "severity" TEXT NOT NULL CHECK (\(oneOf("severity", Severity.allCases))),
          "desk" TEXT NOT NULL CHECK (\(oneOf("desk", Desk.allCases))), "groupID" TEXT NOT NULL,
          "connection" TEXT NOT NULL, "room" TEXT NOT NULL, "member" INTEGER NOT NULL REFERENCES "member" ("id"),
          "labels" TEXT NOT NULL, "dangerSigns" TEXT NOT NULL, "reason" TEXT NOT NULL, "draftEntry" TEXT,
          "language" TEXT NOT NULL, "country" TEXT NOT NULL DEFAULT '', "wasAskedInGroup" INTEGER NOT NULL,
          "receivedAt" INTEGER NOT NULL, "waitingSince" INTEGER NOT NULL, "changedAt" INTEGER NOT NULL,
          "dueAt" INTEGER NOT NULL, "owner" TEXT REFERENCES "staff" ("login"), "leaseUntil" INTEGER,
          "line" INTEGER NOT NULL DEFAULT 1 CHECK ("line" BETWEEN 1 AND 3),
          "returns" INTEGER NOT NULL DEFAULT 0, "reopenings" INTEGER NOT NULL DEFAULT 0,
          "transferDesk" TEXT, "transferLogin" TEXT, "transferUntil" INTEGER, "snoozedUntil" INTEGER,
          "mergedInto" INTEGER REFERENCES "escalation" ("id"), "follows" INTEGER REFERENCES "escalation" ("id"),
          "followUp" TEXT, "resolvedAt" INTEGER, "answeredAt" INTEGER,
          CHECK (("state" = 'claimed') = ("leaseUntil" IS NOT NULL)),
          CHECK (("state" = 'transferring') = ("transferUntil" IS NOT NULL)),
          CHECK (("state" = 'snoozed') = ("snoozedUntil" IS NOT NULL)),
          CHECK (("state" = 'merged') = ("mergedInto" IS NOT NULL))) STRICT
        """,
        """
        INSERT INTO "escalation" (\(kept), "waitingSince", "changedAt", "answeredAt")
        SELECT \(kept), "receivedAt", COALESCE("resolvedAt", "receivedAt"),
          CASE WHEN "state" IN ('answered', 'closed') THEN "receivedAt" END FROM "escalationBefore"
        """,
    ]

    private static let pointers = [
        "ALTER TABLE \"escalationMessage\" RENAME TO \"escalationMessageBefore\"",
        """
        CREATE TABLE "escalationMessage" (
          "escalation" INTEGER NOT NULL REFERENCES "escalation" ("id"),
          "message" INTEGER NOT NULL REFERENCES "message" ("id"), PRIMARY KEY ("escalation", "message")) STRICT
        """,
        "INSERT INTO \"escalationMessage\" SELECT \"escalation\", \"message\" FROM \"escalationMessageBefore\"",
        "DROP TABLE \"escalationMessageBefore\"",
        "ALTER TABLE \"note\" RENAME TO \"noteBefore\"",
        """
        CREATE TABLE "note" (
          "id" INTEGER PRIMARY KEY NOT NULL, "escalation" INTEGER NOT NULL REFERENCES "escalation" ("id"),
          "author" TEXT NOT NULL, "text" BLOB, "at" INTEGER NOT NULL) STRICT
        """,
        "INSERT INTO \"note\" SELECT \"id\", \"escalation\", \"author\", \"text\", \"at\" FROM \"noteBefore\"",
        "DROP TABLE \"noteBefore\"",
        "DROP TABLE \"escalationBefore\"",
    ]

    private static let indexes = [
        "CREATE INDEX \"escalationQueue\" ON \"escalation\" (\"state\", \"severity\", \"waitingSince\", \"id\")",
        """
        CREATE INDEX "escalationWaiting" ON "escalation" ("desk", "severity", "waitingSince", "id")
          WHERE "state" = 'waiting'
        """,
        "CREATE INDEX \"escalationOrder\" ON \"escalation\" (\"severity\", \"waitingSince\", \"id\")",
        "CREATE INDEX \"escalationOfMember\" ON \"escalation\" (\"member\", \"desk\")",
        "CREATE INDEX \"escalationOfOwner\" ON \"escalation\" (\"owner\", \"state\") WHERE \"owner\" IS NOT NULL",
        "CREATE INDEX \"escalationMergedInto\" ON \"escalation\" (\"mergedInto\") WHERE \"mergedInto\" IS NOT NULL",
        "CREATE INDEX \"escalationMessageOf\" ON \"escalationMessage\" (\"message\")",
        "CREATE INDEX \"noteOfEscalation\" ON \"note\" (\"escalation\")",
    ]

    private static let companions = [
        "ALTER TABLE \"member\" ADD COLUMN \"role\" TEXT",
        """
        CREATE TABLE "escalationTimer" (
          "id" INTEGER PRIMARY KEY NOT NULL, "escalation" INTEGER NOT NULL REFERENCES "escalation" ("id"),
          "kind" TEXT NOT NULL, "dueAt" INTEGER NOT NULL, UNIQUE ("escalation", "kind")) STRICT
        """,
        "CREATE INDEX \"escalationTimerDue\" ON \"escalationTimer\" (\"dueAt\")",
        """
        CREATE TABLE "draft" (
          "escalation" INTEGER PRIMARY KEY NOT NULL REFERENCES "escalation" ("id"), "author" TEXT NOT NULL,
          "text" BLOB NOT NULL, "at" INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE "staffNotice" (
          "id" INTEGER PRIMARY KEY NOT NULL, "login" TEXT NOT NULL REFERENCES "staff" ("login"),
          "escalation" INTEGER NOT NULL REFERENCES "escalation" ("id"), "kind" TEXT NOT NULL, "at" INTEGER NOT NULL,
          "readAt" INTEGER) STRICT
        """,
        "CREATE INDEX \"staffNoticeUnread\" ON \"staffNotice\" (\"login\", \"id\") WHERE \"readAt\" IS NULL",
        """
        CREATE TABLE "deliveryMention" (
          "delivery" INTEGER NOT NULL REFERENCES "delivery" ("id"),
          "member" INTEGER NOT NULL REFERENCES "member" ("id"), PRIMARY KEY ("delivery", "member")) STRICT
        """,
    ]

    /// Cases of before get the clock of the state they are in.
    private static let firstTimers = [
        """
        INSERT INTO "escalationTimer" ("escalation", "kind", "dueAt")
        SELECT "id", 'first_touch', "dueAt" FROM "escalation" WHERE "state" = 'waiting'
        """,
        """
        INSERT INTO "escalationTimer" ("escalation", "kind", "dueAt")
        SELECT "id", 'lease', "leaseUntil" FROM "escalation" WHERE "state" = 'claimed'
        """,
        """
        INSERT INTO "escalationTimer" ("escalation", "kind", "dueAt")
        SELECT "id", 'self_resolve', "changedAt" + 172800000000 FROM "escalation"
        WHERE "state" = 'answered' AND "severity" > 'S1'
        """,
        """
        INSERT INTO "escalationTimer" ("escalation", "kind", "dueAt")
        SELECT "id", 'close', "changedAt" + 172800000000 FROM "escalation" WHERE "state" = 'resolved'
        """,
    ]
}
