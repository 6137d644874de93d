extension Migration {
    /// Alarms for cases nobody has claimed, e-mails owed to staff, and what staff said about their duty.
    static let keepAlarmsAndDutyOnDisk = Migration(
        name: "keep alarms and duty on disk",
        statements: [
            """
            CREATE TABLE "alarm" (
              "escalation" INTEGER PRIMARY KEY NOT NULL, "severity" TEXT NOT NULL, "receivedAt" INTEGER NOT NULL,
              "rung" INTEGER NOT NULL CHECK ("rung" >= 0), "dueAt" INTEGER NOT NULL) STRICT
            """,
            "CREATE INDEX \"alarmDue\" ON \"alarm\" (\"dueAt\")",
            """
            CREATE TABLE "page" (
              "id" INTEGER PRIMARY KEY NOT NULL, "escalation" INTEGER NOT NULL, "rung" INTEGER NOT NULL,
              "login" TEXT NOT NULL, "text" BLOB NOT NULL,
              "state" TEXT NOT NULL CHECK ("state" = 'waiting' OR "state" = 'sent' OR "state" = 'abandoned'),
              "attempts" INTEGER NOT NULL, "dueAt" INTEGER NOT NULL, "createdAt" INTEGER NOT NULL, "cause" TEXT) STRICT
            """,
            "CREATE INDEX \"pageDue\" ON \"page\" (\"dueAt\") WHERE \"state\" = 'waiting'",
            """
            CREATE TABLE "dutyOverride" (
              "login" TEXT PRIMARY KEY NOT NULL, "isOnDuty" INTEGER NOT NULL CHECK ("isOnDuty" IN (0, 1)),
              "until" INTEGER NOT NULL) STRICT
            """,
            """
            CREATE TABLE "coverageWarning" (
              "desk" TEXT NOT NULL, "groupID" TEXT NOT NULL, "from" INTEGER NOT NULL,
              "to" INTEGER NOT NULL,
              PRIMARY KEY ("desk", "groupID", "from")) STRICT
            """,
        ]
    )
}
