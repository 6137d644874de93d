"""Prints our figures beside the reference lines, measured in alternation in one run (medians), and writes them as JSON.

P1 durable accepted messages a second ÷ Hummingbird answering with nothing done.
P2 the same ÷ FastAPI and SQLite FULL.   P3 p99 of the 202 at half load.   P9 start to the first 202.
"""

import argparse
import base64
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "Tests/WholeProgram"))
RELEASE = ROOT / ".build/release"
os.environ["HUZHU_BINARY"] = str(RELEASE / "huzhu")

from program import Daemon, SECRET, free_port, message, sign, until  # noqa: E402


def requests(path, count, tag):
    with open(path, "wb") as file:
        for number in range(count):
            body = json.dumps(
                message("口罩收到了,谢谢家乡!另外想问回国要隔离几天?", f"u-{number % 5000}", f"{tag}-{number}"),
                ensure_ascii=False).encode()
            headers = "".join(f"{k}: {v}\r\n" for k, v in sign(body, f"{tag}_{number}").items())
            head = f"POST /webhooks/gateway HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {len(body)}\r\n\r\n"
            raw = head.encode() + body
            file.write(len(raw).to_bytes(4, "little") + raw)


def load(port, path, seconds, connections=64):
    done = subprocess.run(
        ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", ROOT / "Benchmarks/replay.lua", f"http://127.0.0.1:{port}/"],
        capture_output=True, text=True, env={**os.environ, "BENCH_REQUESTS": str(path)})
    result = next(line for line in done.stdout.splitlines() if line.startswith("RESULT")).split()
    return float(result[1]), float(result[2]), int(result[3])


def hello(path, seconds):
    server = subprocess.Popen([RELEASE / "huzhu-bench", "hello"], stdout=subprocess.PIPE, text=True)
    port = int(server.stdout.readline().rsplit(":", 1)[1])
    try:
        return load(port, path, seconds)
    finally:
        server.kill()


def fastapi(path, seconds, folder):
    port = free_port()
    environment = {**os.environ, "HUZHU_GATEWAY_SECRET": SECRET, "REFERENCE_DATABASE": str(folder / f"reference-{port}.sqlite")}
    server = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", "--log-level", "error", "--port", str(port), "reference_fastapi:app"],
        cwd=ROOT / "Benchmarks", env=environment)
    import socket
    until(lambda: socket.socket().connect_ex(("127.0.0.1", port)) == 0, 30, "the reference")
    try:
        return load(port, path, seconds)
    finally:
        server.kill()


def huzhu(folder, seconds, count, tag, connections=64):
    path = folder / f"{tag}.bin"
    requests(path, count, tag)
    (folder / tag).mkdir()
    daemon = Daemon(folder / tag)
    daemon.configure("log_level: info", "log_level: error")
    began = time.monotonic()
    daemon.start(ready=False)
    assert daemon.post(message("你好"))[0] == 202
    started = time.monotonic() - began
    try:
        return (*load(daemon.port, path, seconds, connections), started)
    finally:
        daemon.kill()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    rows = {"hello": [], "huzhu": [], "fastapi": [], "half": [], "start": []}
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        reference = folder / "reference.bin"
        requests(reference, 60_000, "r")
        for round in range(options.rounds):
            rows["hello"].append(hello(reference, options.seconds)[0])
            rate, _, errors, started = huzhu(folder, options.seconds, 25_000 * options.seconds, f"full{round}")
            assert errors == 0, f"{errors} errors"
            rows["huzhu"].append(rate)
            rows["start"].append(started)
            rows["fastapi"].append(fastapi(reference, options.seconds, folder)[0])
            rows["half"].append(huzhu(folder, options.seconds, 25_000 * options.seconds, f"half{round}", 16)[1])
    middle = {key: statistics.median(values) for key, values in rows.items()}
    table = [
        ("P1", "durable accepted ÷ Hummingbird hello", middle["huzhu"] / middle["hello"], "≥ 0.40"),
        ("P2", "durable accepted ÷ FastAPI + SQLite FULL", middle["huzhu"] / middle["fastapi"], "≥ 7"),
        ("P3", "p99 of the 202 with 16 connections, ms", middle["half"], "≤ 12"),
        ("P9", "start to first 202, s", middle["start"], "≤ 1"),
    ]
    print(f"{middle['hello']:.0f} hello/s, {middle['huzhu']:.0f} accepted/s, {middle['fastapi']:.0f} FastAPI/s")
    for number, what, value, goal in table:
        print(f"{number:4}{what:44}{value:8.2f}   must {goal}")
    print(json.dumps({"medians": middle, "rows": rows}))


if __name__ == "__main__":
    main()
