"""Fills a database that a daemon has made with messages of long ago, each settled, with its event and its two keys."""

import sqlite3
import time

STEP = 1_000_000
NUMBERS = "WITH RECURSIVE \"number\"(\"n\") AS (SELECT ? UNION ALL SELECT \"n\" + 1 FROM \"number\" WHERE \"n\" < ?)"


def fill(path, count):
    """Adds that many messages of the member who wrote the first; the daemon must not run."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous = OFF")
    connection.execute("PRAGMA cache_size = -1000000")
    columns, values = template(connection, "message", {
        "id": '"n"', "platformID": "'old-' || \"n\"", "text": "randomblob(100)", "state": "'settled'",
        "leaseUntil": "NULL", "decision": "NULL"})
    at = int(time.time() * 1e6) - 30 * 86_400_000_000
    for first in range(1, count + 1, STEP):
        last = min(first + STEP - 1, count)
        connection.execute("BEGIN")
        connection.execute(
            f'{NUMBERS} INSERT INTO "message" ({columns}) SELECT {values} FROM "number"', (first, last))
        connection.execute(
            f'{NUMBERS} INSERT INTO "event" ("at", "actor", "kind", "subjectKind", "subject", "state", "details") '
            'SELECT "at", "actor", "kind", "subjectKind", "number"."n", "state", "details" FROM "number", '
            '(SELECT * FROM "event" WHERE "subjectKind" = \'message\' LIMIT 1)', (first, last))
        connection.execute("COMMIT")
    # Keys fall anywhere in their table; sorted they are written in one go, to the same end.
    connection.execute(
        f'{NUMBERS} INSERT INTO "arrivalKey" ("key", "message", "receivedAt") '
        f'SELECT randomblob(16), "n" / 2, {at} FROM "number" ORDER BY 1', (1, 2 * count))
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def template(connection, table, own):
    """What to write for each column of a table: what its first row says, but for those that have something of their own."""
    names = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    row = connection.execute(f'SELECT * FROM "{table}" ORDER BY "id" LIMIT 1').fetchone()
    return (", ".join(f'"{name}"' for name in names),
            ", ".join(own.get(name) or literal(value) for name, value in zip(names, row)))


def literal(value):
    if value is None:
        return "NULL"
    if isinstance(value, bytes):
        return f"x'{value.hex()}'"
    return str(value) if isinstance(value, int) else "'" + value.replace("'", "''") + "'"
