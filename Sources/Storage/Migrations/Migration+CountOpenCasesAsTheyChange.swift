extension Migration {
    /// The figures above the queue are rows that change with the cases, and a desk's cases of any state are found in
    /// their order: neither takes longer the more cases are open.
    static let countOpenCasesAsTheyChange = Migration(
        name: "count open cases as they change",
        statements: [
            """
            CREATE TABLE "openCount" ("severity" TEXT NOT NULL, "desk" TEXT NOT NULL, "cases" INTEGER NOT NULL,
              PRIMARY KEY ("severity", "desk")) STRICT
            """,
            """
            INSERT INTO "openCount" SELECT "severity", "desk", COUNT(*) FROM "escalation"
            WHERE \(isOpen("state")) GROUP BY "severity", "desk"
            """,
            "CREATE TRIGGER \"openCountOpened\" AFTER INSERT ON \"escalation\" WHEN \(isOpen("NEW.\"state\"")) \(more)",
            """
            CREATE TRIGGER "openCountLeft" AFTER UPDATE OF "state", "severity", "desk" ON "escalation"
            WHEN \(isOpen("OLD.\"state\"")) \(fewer)
            """,
            """
            CREATE TRIGGER "openCountCame" AFTER UPDATE OF "state", "severity", "desk" ON "escalation"
            WHEN \(isOpen("NEW.\"state\"")) \(more)
            """,
            "CREATE TRIGGER \"openCountGone\" AFTER DELETE ON \"escalation\" WHEN \(isOpen("OLD.\"state\"")) \(fewer)",
            "DROP INDEX \"escalationCounts\"",
            "DROP INDEX \"escalationWaiting\"",
            """
            CREATE INDEX "escalationAtDesk" ON "escalation"
              ("desk", "state", "severity", "waitingSince", "id", "groupID")
            """,
            """
            CREATE INDEX "escalationOfferedToDesk" ON "escalation" ("transferDesk", "state")
              WHERE "transferDesk" IS NOT NULL
            """,
            """
            CREATE INDEX "escalationOfferedToPerson" ON "escalation" ("transferLogin", "state")
              WHERE "transferLogin" IS NOT NULL
            """,
        ]
    )

    /// The states as they are at this step; a state that comes later needs these triggers anew.
    private static func isOpen(_ state: String) -> String {
        """
        \(state) IN ('waiting', 'claimed', 'answered', 'awaiting_member', 'transferring', 'snoozed',
          'answered_in_group')
        """
    }

    private static let more = """
        BEGIN INSERT INTO "openCount" VALUES (NEW."severity", NEW."desk", 1)
        ON CONFLICT ("severity", "desk") DO UPDATE SET "cases" = "cases" + 1; END
        """
    private static let fewer = """
        BEGIN UPDATE "openCount" SET "cases" = "cases" - 1
        WHERE "severity" = OLD."severity" AND "desk" = OLD."desk"; END
        """
}
