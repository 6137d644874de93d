"""The console: what people at browsers wait for, its queue page with many open cases and many open streams, and how it ends with all of them."""

import asyncio
import pathlib
import shutil
import sqlite3
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "Tests/WholeProgram"))

import staff  # noqa: E402
from program import Daemon, message, until  # noqa: E402
from stored import literal  # noqa: E402
from visitor import Visitor  # noqa: E402

NUMBERS = 'WITH RECURSIVE "number"("n") AS (SELECT 1 UNION ALL SELECT "n" + 1 FROM "number" WHERE "n" < ?)'


def fill_queue(path, count):
    """Adds that many open cases like the first, over its desk's and its severities' whole range; the daemon must not run."""
    connection = sqlite3.connect(path, isolation_level=None)
    names = [row[1] for row in connection.execute('PRAGMA table_info("escalation")')]
    row = connection.execute('SELECT * FROM "escalation" ORDER BY "id" LIMIT 1').fetchone()
    first = row[names.index("id")]
    own = {"id": f'{first} + "n"', "severity": "'S' || (2 + \"n\" % 2)", "waitingSince": f'{row[names.index("waitingSince")]} - "n"'}
    values = ", ".join(own.get(name) or literal(value) for name, value in zip(names, row))
    columns = ", ".join(f'"{name}"' for name in names)
    connection.execute("BEGIN")
    connection.execute(f'{NUMBERS} INSERT INTO "escalation" ({columns}) SELECT {values} FROM "number"', (count,))
    connection.execute(
        f'{NUMBERS} INSERT INTO "escalationMessage" ("escalation", "message") SELECT {first} + "n", '
        f'(SELECT "message" FROM "escalationMessage" WHERE "escalation" = {first} LIMIT 1) FROM "number"', (count,))
    connection.execute("COMMIT")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


async def streaming(port, cookie, count, work):
    """Holds that many event streams open while `work` runs on another thread; gives what it gave."""
    request = f"GET /live HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode()

    async def open_one():
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request)
        assert b" 200 " in await reader.readuntil(b"\r\n\r\n")
        return reader, writer

    async def listen(reader, writer):
        try:
            while await reader.read(1 << 16):
                pass
        except OSError:
            pass  # The daemon went.
        writer.close()

    pairs = []
    for first in range(0, count, 100):
        pairs += await asyncio.gather(*(open_one() for _ in range(min(100, count - first))))
    tasks = [asyncio.create_task(listen(*pair)) for pair in pairs]
    result = await asyncio.to_thread(work)
    for task in tasks:
        task.cancel()
    return result


def queue_page(visitor, seconds=10):
    """Milliseconds of each fetch of the queue page, one after the other."""
    times, ends = [], time.monotonic() + seconds
    while time.monotonic() < ends:
        began = time.perf_counter()
        answer = visitor.get("/escalations")
        times.append((time.perf_counter() - began) * 1000)
        assert answer.status == 200 and 'id="row-' in answer.text
    return sorted(times)


def console(folder, cases=100_000, streams=1000):
    """The rows of the table: p50 and p95 of the queue page in ms without and with streams, and seconds to stop."""
    place = pathlib.Path(folder) / "console"
    place.mkdir()
    daemon = Daemon(place, small=True).start()
    visitor = Visitor(daemon)
    visitor.enrol(staff.first_link(daemon), login="admin", name="Admin")
    daemon.post(message("请问谁能帮我联系学校宿舍?", "u-1", mentions_bot=True))
    until(lambda: 'id="row-' in visitor.get("/escalations").text, 60, "the case")
    daemon.stop()
    fill_queue(place / "data/huzhu.sqlite", cases)
    daemon.start()
    try:
        visitor.get("/escalations")
        alone = queue_page(visitor)
        cookie = f"huzhu={visitor.cookies['huzhu']}"

        def work():
            crowded = queue_page(visitor)
            began = time.monotonic()
            assert daemon.stop() == 0
            return crowded, time.monotonic() - began

        crowded, stopped = asyncio.run(streaming(daemon.port, cookie, streams, work))
        return {"cases": cases, "streams": streams, "stopped": stopped,
                **{f"{name}_{share}": times[int(len(times) * share / 100)]
                   for name, times in (("alone", alone), ("crowded", crowded)) for share in (50, 95)}}
    finally:
        if daemon.process.poll() is None:
            daemon.kill()
        shutil.rmtree(place)


def figures(row):
    """The lines of the table: number, what, value, what it must be and what we aim at."""
    cases, streams = row["cases"], row["streams"]
    return [
        ("C", f"p95 of the queue page, {cases} open, ms", row["alone_95"], "≤ 100", "≤ 50"),
        ("C", f"the same with {streams} open streams, ms", row["crowded_95"], "≤ 100", "≤ 50"),
        ("C", f"SIGTERM to the end with {streams} streams, s", row["stopped"], "≤ 1", "≤ 0.5"),
    ]


if __name__ == "__main__":
    import tempfile

    import browsers
    with tempfile.TemporaryDirectory() as name:
        times = browsers.browsers(name)
        row = console(name)
        for number, what, value, must, aim in browsers.figures(times) + figures(row):
            print(f"{number:4}{what:50}{value:8.2f}   must {must:8} aim {aim}")
        print({name: [round(each, 3) for each in all] for name, all in times.items()})
        print(row)
