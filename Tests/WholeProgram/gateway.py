"""A gateway's receiving end on asyncio, fast and strict: each delivery is checked by the standardwebhooks library."""

import asyncio
import collections
import dataclasses
import json
import threading
import time

from standardwebhooks import Webhook

from program import SECRET

REASONS = {200: "OK", 307: "Temporary Redirect", 410: "Gone", 429: "Too Many Requests", 500: "Internal Server Error"}


@dataclasses.dataclass
class Attempt:
    """One delivery as it came in."""

    id: str
    body: bytes
    data: dict
    at: float


class Gateway:
    """Listens on a port of its own in a thread of its own.

    `behave(attempt, nth)` says what to do with the nth attempt (from 1) of one webhook-id: "accept", "drop" (close
    without an answer after having taken it), "hang", "garbage" (bytes that are no HTTP), or (status, headers). What
    was accepted is in `accepted`, in order; everything that came is in `attempts`.
    """

    def __init__(self, secrets=(SECRET,), behave=lambda attempt, nth: "accept"):
        self.secrets = secrets
        self.behave = behave
        self.attempts = []
        self.accepted = []
        self.unverified = 0
        self.replies = collections.defaultdict(set)
        self.tries = collections.Counter()
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(started,), daemon=True)
        self._thread.start()
        started.wait()

    def _run(self, started):
        asyncio.set_event_loop(self._loop)

        async def listen():
            self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=1024)
            self.port = self._server.sockets[0].getsockname()[1]
            started.set()

        self._loop.run_until_complete(listen())
        self._loop.run_forever()
        self._server.close()
        ends = asyncio.all_tasks(self._loop)
        for end in ends:
            end.cancel()
        self._loop.run_until_complete(asyncio.gather(*ends, return_exceptions=True))
        self._loop.close()

    def close(self):
        """Closes the port and every connection, and returns when that is done."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    async def _serve(self, reader, writer):
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                headers = {}
                for line in head.decode("latin-1").split("\r\n")[1:]:
                    name, _, value = line.partition(":")
                    headers[name.strip().lower()] = value.strip()
                body = await reader.readexactly(int(headers.get("content-length", "0")))
                if not await self._answer(headers, body, writer):
                    break
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    async def _answer(self, headers, body, writer):
        if not self._is_signed(headers, body):
            self.unverified += 1
            return self._write(writer, 401, {})
        attempt = Attempt(headers["webhook-id"], body, json.loads(body)["data"], time.monotonic())
        self.attempts.append(attempt)
        self.tries[attempt.id] += 1
        action = self.behave(attempt, self.tries[attempt.id])
        if action == "hang":
            await asyncio.sleep(3600)
        if action == "drop":
            return False
        if action == "garbage":
            writer.write(b"\x00\xff\x13garbage, not HTTP\r\n\r\n")
            return False
        if action == "accept":
            self._accept(attempt)
            return self._write(writer, 200, {})
        return self._write(writer, *action)

    def _accept(self, attempt):
        self.accepted.append(attempt)
        self.replies[attempt.data["in_reply_to"], attempt.data["kind"], attempt.data["visibility"]].add(attempt.id)

    def _is_signed(self, headers, body):
        for secret in self.secrets:
            try:
                Webhook(secret).verify(body, headers)
                return True
            except Exception:
                continue
        return False

    def _write(self, writer, status, headers):
        fields = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        writer.write(f"HTTP/1.1 {status} {REASONS.get(status, 'X')}\r\n{fields}content-length: 2\r\n\r\n{{}}".encode())
        return True

    def answered(self):
        """The platform ids of the messages that got a reply."""
        return {name for name, _, _ in list(self.replies)}
