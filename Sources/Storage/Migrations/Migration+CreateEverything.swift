import MutualAid

extension Migration {
    /// The first schema: texts and names are encrypted from here on; times are whole microseconds since 1970.
    static let createMessagesMembersDeliveriesAndEscalations = Migration(
        name: "create messages, members, deliveries and escalations",
        statements: people + messages + deliveries + escalations + history
    )

    private static let people = [
        """
        CREATE TABLE "setting" ("name" TEXT PRIMARY KEY NOT NULL, "value" BLOB NOT NULL) STRICT
        """,
        """
        CREATE TABLE "member" (
          "id" INTEGER PRIMARY KEY NOT NULL, "lookup" BLOB NOT NULL UNIQUE, "connection" TEXT NOT NULL,
          "platformID" BLOB NOT NULL, "name" BLOB, "country" TEXT CHECK (length("country") = 2),
          "wrappedKey" BLOB, "createdAt" INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE "staff" (
          "login" TEXT PRIMARY KEY NOT NULL, "name" BLOB NOT NULL, "person" TEXT NOT NULL,
          "tokenHash" BLOB UNIQUE, "isEnabled" INTEGER NOT NULL CHECK ("isEnabled" IN (0, 1)),
          "isOnDuty" INTEGER NOT NULL CHECK ("isOnDuty" IN (0, 1)), "addedAt" INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE "room" (
          "connection" TEXT NOT NULL, "name" TEXT NOT NULL, "introducedAt" INTEGER NOT NULL,
          PRIMARY KEY ("connection", "name")) STRICT
        """,
    ]

    private static let messages = [
        """
        CREATE TABLE "arrival" (
          "id" INTEGER PRIMARY KEY NOT NULL, "eventKey" BLOB, "messageKey" BLOB, "message" INTEGER,
          "receivedAt" INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE "arrivalKey" (
          "key" BLOB PRIMARY KEY NOT NULL, "message" INTEGER, "receivedAt" INTEGER NOT NULL) STRICT, WITHOUT ROWID
        """,
        """
        CREATE TABLE "decision" (
          "id" INTEGER PRIMARY KEY NOT NULL, "record" TEXT NOT NULL, "at" INTEGER NOT NULL) STRICT
        """,
        """
        CREATE TABLE "message" (
          "id" INTEGER PRIMARY KEY NOT NULL, "connection" TEXT NOT NULL, "room" TEXT NOT NULL, "groupID" TEXT NOT NULL,
          "member" INTEGER NOT NULL REFERENCES "member" ("id"), "platformID" TEXT NOT NULL, "text" BLOB,
          "replyTo" TEXT, "mentionsBot" INTEGER NOT NULL,
          "isPrivate" INTEGER NOT NULL, "hasMedia" INTEGER NOT NULL, "sentAt" INTEGER NOT NULL,
          "receivedAt" INTEGER NOT NULL, "state" TEXT NOT NULL CHECK (\(oneOf("state", Message.State.allCases))),
          "origin" TEXT NOT NULL CHECK (\(oneOf("origin", Message.Origin.allCases))),
          "attempts" INTEGER NOT NULL DEFAULT 0, "token" INTEGER NOT NULL DEFAULT 0, "leaseUntil" INTEGER,
          "dueAt" INTEGER NOT NULL, "lane" TEXT NOT NULL CHECK (\(oneOf("lane", Lane.allCases))),
          "decision" INTEGER REFERENCES "decision" ("id")) STRICT
        """,
        "CREATE INDEX \"messageDue\" ON \"message\" (\"dueAt\") WHERE \"state\" = 'received' AND \"lane\" = 'ordinary'",
        """
        CREATE INDEX "messageUrgentlyDue" ON "message" ("dueAt") WHERE "state" = 'received' AND "lane" = 'emergency'
        """,
        "CREATE INDEX \"messageOfDecision\" ON \"message\" (\"decision\") WHERE \"decision\" IS NOT NULL",
        """
        CREATE TABLE "choice" (
          "id" INTEGER PRIMARY KEY NOT NULL, "member" INTEGER NOT NULL REFERENCES "member" ("id"),
          "connection" TEXT NOT NULL, "room" TEXT NOT NULL, "entries" TEXT NOT NULL, "offeredAt" INTEGER NOT NULL,
          "takenAt" INTEGER) STRICT
        """,
        "CREATE INDEX \"choiceOpen\" ON \"choice\" (\"member\") WHERE \"takenAt\" IS NULL",
        """
        CREATE TABLE "humanRequest" (
          "member" INTEGER NOT NULL REFERENCES "member" ("id"), "at" INTEGER NOT NULL) STRICT
        """,
        "CREATE INDEX \"humanRequestOfMember\" ON \"humanRequest\" (\"member\", \"at\")",
    ]

    private static let deliveries = [
        """
        CREATE TABLE "delivery" (
          "id" INTEGER PRIMARY KEY NOT NULL, "connection" TEXT NOT NULL, "room" TEXT NOT NULL,
          "groupID" TEXT NOT NULL, "visibility" TEXT NOT NULL CHECK ("visibility" IN ('group', 'private')),
          "member" INTEGER REFERENCES "member" ("id"), "inReplyTo" TEXT, "kind" TEXT NOT NULL,
          "lane" TEXT NOT NULL CHECK (\(oneOf("lane", Lane.allCases))), "conversation" TEXT NOT NULL,
          "text" BLOB, "state" TEXT NOT NULL CHECK (\(oneOf("state", Delivery.State.allCases))),
          "attempts" INTEGER NOT NULL DEFAULT 0, "token" INTEGER NOT NULL DEFAULT 0, "leaseUntil" INTEGER,
          "dueAt" INTEGER NOT NULL, "createdAt" INTEGER NOT NULL, "cause" TEXT, "platformMessageID" TEXT,
          "message" INTEGER REFERENCES "message" ("id"), "decision" INTEGER REFERENCES "decision" ("id"),
          "escalation" INTEGER, "entry" TEXT, "entryVersion" TEXT, "entryLanguage" TEXT,
          "isUnasked" INTEGER NOT NULL, CHECK ("visibility" = 'group' OR "member" IS NOT NULL)) STRICT
        """,
        "CREATE INDEX \"deliveryDue\" ON \"delivery\" (\"lane\", \"dueAt\") WHERE \"state\" = 'waiting'",
        """
        CREATE INDEX "deliveryOpen" ON "delivery" ("conversation", "lane", "id")
          WHERE "state" IN ('waiting', 'attempting', 'held')
        """,
        "CREATE INDEX \"deliveryAttempting\" ON \"delivery\" (\"leaseUntil\") WHERE \"state\" = 'attempting'",
        "CREATE INDEX \"deliveryOfDecision\" ON \"delivery\" (\"decision\") WHERE \"decision\" IS NOT NULL",
        """
        CREATE INDEX "deliveryUntried" ON "delivery" ("member") WHERE "state" = 'waiting' AND "attempts" = 0
        """,
        """
        CREATE INDEX "deliveryAnswered" ON "delivery" ("connection", "room", "createdAt")
          WHERE "entry" IS NOT NULL AND "visibility" = 'group'
        """,
        """
        CREATE INDEX "deliveryUnasked" ON "delivery" ("connection", "room", "createdAt")
          WHERE "isUnasked" = 1 AND "visibility" = 'group'
        """,
        """
        CREATE INDEX "deliveryPosted" ON "delivery" ("connection", "platformMessageID")
          WHERE "platformMessageID" IS NOT NULL
        """,
        "CREATE INDEX \"deliveryInRoom\" ON \"delivery\" (\"connection\", \"room\", \"id\")",
    ]

    private static let escalations = [
        """
        CREATE TABLE "escalation" (
          "id" INTEGER PRIMARY KEY NOT NULL, "version" INTEGER NOT NULL,
          "state" TEXT NOT NULL CHECK (\(oneOf("state", Escalation.State.allCases))),
          "severity" TEXT NOT NULL CHECK (\(oneOf("severity", Severity.allCases))),
          "desk" TEXT NOT NULL CHECK (\(oneOf("desk", Desk.allCases))), "groupID" TEXT NOT NULL,
          "connection" TEXT NOT NULL, "room" TEXT NOT NULL, "member" INTEGER NOT NULL REFERENCES "member" ("id"),
          "labels" TEXT NOT NULL, "dangerSigns" TEXT NOT NULL, "reason" TEXT NOT NULL, "draftEntry" TEXT,
          "language" TEXT NOT NULL, "wasAskedInGroup" INTEGER NOT NULL, "receivedAt" INTEGER NOT NULL,
          "dueAt" INTEGER NOT NULL, "owner" TEXT REFERENCES "staff" ("login"), "leaseUntil" INTEGER,
          "followUp" TEXT, "resolvedAt" INTEGER, CHECK (("state" = 'claimed') = ("leaseUntil" IS NOT NULL))) STRICT
        """,
        "CREATE INDEX \"escalationQueue\" ON \"escalation\" (\"state\", \"severity\", \"receivedAt\", \"id\")",
        """
        CREATE INDEX "escalationOfMember" ON "escalation" ("member")
          WHERE "state" IN ('waiting', 'claimed', 'answered')
        """,
        "CREATE INDEX \"escalationLease\" ON \"escalation\" (\"leaseUntil\") WHERE \"state\" = 'claimed'",
        """
        CREATE TABLE "escalationMessage" (
          "escalation" INTEGER NOT NULL REFERENCES "escalation" ("id"),
          "message" INTEGER NOT NULL REFERENCES "message" ("id"), PRIMARY KEY ("escalation", "message")) STRICT
        """,
        "CREATE INDEX \"escalationMessageOf\" ON \"escalationMessage\" (\"message\")",
        """
        CREATE TABLE "note" (
          "id" INTEGER PRIMARY KEY NOT NULL, "escalation" INTEGER NOT NULL REFERENCES "escalation" ("id"),
          "author" TEXT NOT NULL, "text" BLOB, "at" INTEGER NOT NULL) STRICT
        """,
    ]

    private static let history = [
        """
        CREATE TABLE "event" (
          "sequence" INTEGER PRIMARY KEY NOT NULL, "at" INTEGER NOT NULL, "actor" TEXT NOT NULL,
          "kind" TEXT NOT NULL, "subjectKind" TEXT NOT NULL, "subject" TEXT NOT NULL, "state" TEXT,
          "details" TEXT NOT NULL) STRICT
        """,
        "CREATE INDEX \"eventOfSubject\" ON \"event\" (\"subject\", \"sequence\") WHERE \"subjectKind\" = 'escalation'",
        """
        CREATE TRIGGER "eventIsNeverChanged" BEFORE UPDATE ON "event"
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
        """,
        """
        CREATE TRIGGER "eventIsNeverDeleted" BEFORE DELETE ON "event"
        BEGIN SELECT RAISE(ABORT, 'events are append-only'); END
        """,
    ]

    /// Spelt out: for `IN` with more than two words SQLite builds a table in memory each time a row is written.
    static func oneOf<Value: RawRepresentable<String>>(_ column: String, _ values: [Value]) -> String {
        values.map { "\"\(column)\" = '\($0.rawValue)'" }.joined(separator: " OR ")
    }
}
