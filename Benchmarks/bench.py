"""Prints our figures beside the reference lines, measured in alternation in one run (medians), and writes them as JSON.

P1 durable accepted messages a second ÷ Hummingbird answering with nothing done.
P2 the same ÷ FastAPI and SQLite FULL.   P3 p99 of the 202 at half that load.   P9 start to the first 202.
P10 the same with many messages stored ÷ with none; claiming in a long queue ÷ in one of 10,000, and a page of it.
C   the console: its queue page with many open cases and many open streams, and its end with all of them open.
Everything is on: workers understand, decide and deliver to a gateway that accepts. The load is closed: each connection
sends its next message when the last is answered, so what a synced commit costs on this disk stands beside the table.
"""

import argparse
import json
import os
import pathlib
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/WholeProgram"))
RELEASE = pathlib.Path(os.environ.get("HUZHU_RELEASE", ROOT / ".build/release"))
os.environ["HUZHU_BINARY"] = str(RELEASE / "huzhu")

from program import Daemon, SECRET, free_port, message, sign, until  # noqa: E402
import console as console_rows  # noqa: E402
from stored import fill  # noqa: E402
import queue_rows  # noqa: E402


def requests(path, count, tag):
    """Writes requests, each with ids of its own and signed, so that the load generator only has to send them."""
    with open(path, "wb") as file:
        for number in range(count):
            body = json.dumps(
                message("口罩收到了,谢谢家乡!另外想问回国要隔离几天?", f"u-{number % 5000}", f"{tag}-{number}"),
                ensure_ascii=False).encode()
            headers = "".join(f"{k}: {v}\r\n" for k, v in sign(body, f"{tag}_{number}").items())
            head = f"POST /webhooks/gateway HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
            raw = head.encode() + body
            file.write(len(raw).to_bytes(4, "little") + raw)
    return path


def load(port, path, seconds, connections, pause=0):
    """Sends for some seconds; `pause` is the milliseconds each connection rests after an answer.

    Gives answers a second, their median and 99th percentile in ms, errors, and the CPU µs a request cost the sender.
    """
    os.sync()  # What the measuring itself wrote is not to be written beside what is measured.
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", ROOT / "Benchmarks/replay.lua",
         f"http://127.0.0.1:{port}/"],
        capture_output=True, text=True,
        env={**os.environ, "BENCH_REQUESTS": str(path), "BENCH_PAUSE": str(pause)})
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    line = next(line for line in done.stdout.splitlines() if line.startswith("RESULT"))
    rate, p50, p99, errors, reading = (float(value) for value in line.split()[1:])
    busy = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime - 2 * reading  # wrk reads the script twice
    return {"rate": rate, "p50": p50, "p99": p99, "errors": int(errors), "sender": busy / (rate * seconds) * 1e6}


class Reference:
    """A server of huzhu-bench on a port of its own."""

    def __init__(self, *arguments):
        self.process = subprocess.Popen([RELEASE / "huzhu-bench", *arguments], stdout=subprocess.PIPE, text=True)
        self.port = int(self.process.stdout.readline().rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()


def hello(path, options):
    with Reference("hello") as server:
        return load(server.port, path, options.seconds, options.connections)


def fastapi(path, options, folder):
    port = free_port()
    database = folder / f"reference-{port}.sqlite"
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "--log-level", "error", "--port", str(port), "reference_fastapi:app"],
        cwd=ROOT / "Benchmarks",
        env={**os.environ, "HUZHU_GATEWAY_SECRET": SECRET, "REFERENCE_DATABASE": str(database)})
    until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 30, "the reference")
    try:
        return load(port, path, options.seconds, options.connections)
    finally:
        server.kill()
        server.wait()


def huzhu(folder, options, tag, most, pause=0, data=None):
    """A daemon under load, with a new database or on that folder; also gives the seconds from its start to a first 202."""
    path = requests(folder / f"{tag}.bin", most * options.seconds, tag)
    with Reference("hello") as gateway:
        place = data or folder / tag
        place.mkdir(exist_ok=True)
        if not data:
            (place / "data/models").mkdir(parents=True, mode=0o700)
            shutil.copy2(folder / "learnt/data/models/labels.kept", place / "data/models")
        daemon = delivering(place, gateway)
        began = time.monotonic()
        daemon.start(ready=False)
        assert daemon.post(message("你好"))[0] == 202
        started = time.monotonic() - began
        try:
            until(lambda: daemon.get("/readyz")[1].get("knowledge") == "ready", 120, "the knowledge")
            result = load(daemon.port, path, options.seconds, options.connections, pause)
            assert result["errors"] == 0, f"{result['errors']} errors"
            return {**result, "started": started}
        finally:
            daemon.kill()
            path.unlink()
            if not data:
                shutil.rmtree(place)


def delivering(place, gateway):
    """A daemon that delivers to the reference server, which knows one path."""
    daemon = Daemon(place, gateway)
    daemon.deliver_to(gateway)
    daemon.configure("/deliver\n", "/webhooks/gateway\n")
    text = (place / "Config/huzhu.yaml").read_text()
    (place / "Config/huzhu.yaml").write_text(text.replace("log_level: info", "log_level: error"))
    return daemon


def learn(folder):
    """Leaves in a folder what a daemon learns at its first start ever, so that no run is measured beside that."""
    place = folder / "learnt"
    place.mkdir()
    with Reference("hello") as gateway:
        daemon = delivering(place, gateway).start(ready=False)
        until(lambda: (place / "data/models/labels.kept").exists(), 300, "the labels learnt")
        assert daemon.stop() == 0


def filled(folder, count):
    """A daemon's folder whose database holds that many messages."""
    place = folder / "stored"
    place.mkdir()
    with Reference("hello") as gateway:
        daemon = delivering(place, gateway).start(ready=False)
        assert daemon.post(message("你好"))[0] == 202
        until(lambda: daemon.get("/readyz")[1].get("knowledge") == "ready", 120, "the knowledge")
        assert daemon.stop() == 0
    fill(place / "data/huzhu.sqlite", count)
    return place


def synced_write(folder):
    """Milliseconds that writing and syncing 64 KiB takes on this disk, as median."""
    with open(folder / "probe", "wb") as file:
        file.write(bytes(64 << 16))
        os.fsync(file.fileno())
        times = []
        for number in range(64):
            began = time.monotonic()
            os.pwrite(file.fileno(), os.urandom(1 << 16), number << 16)
            os.fdatasync(file.fileno())
            times.append((time.monotonic() - began) * 1000)
    return statistics.median(times)


def measure(options):
    rows = {"hello": [], "huzhu": [], "fastapi": [], "half": [], "sync": [], "stored": []}
    with tempfile.TemporaryDirectory(dir=options.folder) as name:
        folder = pathlib.Path(name)
        learn(folder)
        stored = filled(folder, options.stored) if options.stored else None
        reference = requests(folder / "reference.bin", 30_000, "r")
        for round in range(options.rounds):
            rows["sync"].append(synced_write(folder))
            rows["hello"].append(hello(reference, options))
            rows["huzhu"].append(huzhu(folder, options, f"full{round}", 30_000))
            if stored:
                rows["stored"].append(huzhu(folder, options, f"stored{round}", 30_000, data=stored))
            rows["fastapi"].append(fastapi(reference, options, folder))
            full = rows["huzhu"][-1]["rate"]
            # At half the rate each connection has twice the time for a message; what the answer takes is part of it.
            pause = max(1, round_trip(options.connections, full / 2) - rows["huzhu"][-1]["p50"] / 2)
            rows["half"].append(huzhu(folder, options, f"half{round}", int(full / 2) + 2000, pause))
        if options.queue:
            rows["queue"] = queue_rows.measure(folder, options.queue)
    return rows


def round_trip(connections, rate):
    return connections / rate * 1000


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--stored", type=int, default=1_000_000, help="messages stored before, for P10; 0 leaves it out")
    parser.add_argument("--queue", type=int, default=1_000_000, help="cases in the long queue, for P10; 0 leaves it out")
    parser.add_argument("--cases", type=int, default=100_000, help="open cases behind the queue page; 0 leaves it out")
    parser.add_argument("--folder", help="where the databases lie; default: the temporary folder")
    options = parser.parse_args()
    rows = measure(options)

    def middle(row, column):
        return statistics.median(one[column] for one in rows[row])

    ours, hello_rate, peer = middle("huzhu", "rate"), middle("hello", "rate"), middle("fastapi", "rate")
    print(f"{options.connections} connections, {options.rounds} rounds of {options.seconds} s; "
          f"a synced write of 64 KiB takes {statistics.median(rows['sync']):.1f} ms")
    print(f"{'':34}{'a second':>10}{'p50 ms':>9}{'p99 ms':>9}{'sender µs':>11}")
    for key, what in (("hello", "Hummingbird hello"), ("huzhu", "huzhu, durable"),
                      ("stored", f"huzhu, {options.stored} stored before"),
                      ("fastapi", "FastAPI + SQLite FULL"), ("half", "huzhu at half load")):
        if not rows[key]:
            continue
        print(f"{what:34}{middle(key, 'rate'):10.0f}{middle(key, 'p50'):9.2f}{middle(key, 'p99'):9.2f}"
              f"{middle(key, 'sender'):11.1f}")
    print()
    figures = [
        ("P1", "durable accepted ÷ Hummingbird hello", ours / hello_rate, "≥ 0.40", "≥ 0.60"),
        ("P2", "durable accepted ÷ FastAPI + SQLite FULL", ours / peer, "≥ 7", "≥ 10"),
        ("P3", "p99 of the 202 at half load, ms", middle("half", "p99"), "≤ 12", "≤ 5"),
        ("P9", "start to first 202, s", middle("huzhu", "started"), "≤ 1", "≤ 0.15"),
    ]
    if rows["stored"]:
        with_stored = middle("stored", "rate") / ours
        figures.append(("P10", "durable accepted, many stored ÷ none", with_stored, "≥ 0.6", "≥ 0.8"))
    if options.queue:
        queue = rows["queue"]
        for key, what in (("short", f"claim, {queue_rows.SHORT} cases"), ("long", f"claim, {options.queue} cases"),
                          ("page", f"a page of 50, {options.queue // 10} open")):
            print(f"{what:34}{'p50':>10}{queue[key]['p50']:9.2f} ms   p95{queue[key]['p95']:9.2f} ms   "
                  f"p99{queue[key]['p99']:9.2f} ms")
        print()
        for part in ("p95", "p99"):
            ratio = queue["long"][part] / queue["short"][part]
            figures.append(("P10", f"claim {part}, long queue ÷ short", ratio, "≤ 2", "≤ 1.3"))
    if options.cases:
        with tempfile.TemporaryDirectory(dir=options.folder) as name:
            rows["console"] = console_rows.console(name, options.cases)
        figures += console_rows.figures(rows["console"])
    for number, what, value, must, aim in figures:
        print(f"{number:4}{what:44}{value:8.2f}   must {must:8} aim {aim}")
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
