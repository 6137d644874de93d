"""Drives the real program from outside: starts and kills daemons, speaks as a gateway, listens as one."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("HUZHU_BINARY", ROOT / ".build/debug/huzhu"))
SECRET = "whsec_" + base64.b64encode(hashlib.sha256(b"whole program tests").digest()).decode()


def until(condition, seconds=60, what="the condition"):
    """Polls until the condition gives something true; the deadline is generous, no test sleeps for a fixed time."""
    deadline = time.monotonic() + seconds
    while True:
        value = condition()
        if value:
            return value
        assert time.monotonic() < deadline, f"{what} did not come true in {seconds} s"
        time.sleep(0.02)


class Sink:
    """A gateway's receiving end: keeps every delivery and misbehaves as told."""

    def __init__(self):
        self.requests = []
        self.behave = lambda number, body: (200, {}, b"{}")
        sink = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                sink.requests.append((dict(self.headers.items()), body, time.monotonic()))
                answer = sink.behave(len(sink.requests), json.loads(body))
                if answer is None:
                    self.connection.close()
                    return
                status, headers, text = answer
                self.send_response(status)
                for name, value in headers.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        class Server(ThreadingHTTPServer):
            daemon_threads = True

            def handle_error(self, *_):
                pass

        self.server = Server(("127.0.0.1", 0), Handler)
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def deliveries(self):
        return [json.loads(body)["data"] for _, body, _ in list(self.requests)]

    def close(self):
        self.server.shutdown()
        self.server.server_close()


class Daemon:
    """One installation in a folder of its own."""

    def __init__(self, folder, sink=None, environment=None, small=False):
        self.folder = pathlib.Path(folder)
        # Passwords are cheap to hash, but where guessing at them is tried; the program hears this in debug builds only.
        self.environment = {
            **os.environ, "HUZHU_GATEWAY_SECRET": SECRET, "HUZHU_TEST_HASHING": "brief", **(environment or {})}
        self.process = None
        self.port = None
        config = self.folder / "Config"
        if not config.exists():
            shutil.copytree(ROOT / "Config", config)
            text = (config / "huzhu.yaml").read_text()
            templates = small_templates(self.folder) if small else ROOT / "Templates"
            text = text.replace("templates: Templates", f"templates: {templates}")
            address = f"http://127.0.0.1:{sink.port}/deliver" if sink else "http://127.0.0.1:9/deliver"
            text = text.replace("deliver_to: http://127.0.0.1:9000/deliver", f"deliver_to: {address}")
            (config / "huzhu.yaml").write_text(text)

    def configure(self, old, new):
        path = self.folder / "Config/huzhu.yaml"
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    def deliver_to(self, sink):
        """Points the gateway's connection at another receiving end."""
        path = self.folder / "Config/huzhu.yaml"
        path.write_text(re.sub(r"deliver_to: \S+", f"deliver_to: http://127.0.0.1:{sink.port}/deliver", path.read_text()))

    def start(self, ready=True, port=0):
        log = open(self.folder / "log.jsonl", "ab")
        self.process = subprocess.Popen(
            [BINARY, "serve", "--config", self.folder / "Config/huzhu.yaml", "--port", str(port)],
            stdout=subprocess.PIPE, stderr=log, env=self.environment, text=True)
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:(\d+)", line)
            if found:
                self.port = int(found[1])
                break
        else:
            raise AssertionError(f"the daemon did not start: {self.log[-2000:]}")
        if ready:
            until(lambda: self.get("/readyz")[1].get("knowledge") == "ready", 120, "the knowledge")
        return self

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=30)

    def kill(self):
        self.process.kill()
        self.process.wait()

    @property
    def log(self):
        return (self.folder / "log.jsonl").read_text(errors="replace")

    def command(self, *arguments, check=True):
        done = subprocess.run(
            [BINARY, *arguments, "--config", self.folder / "Config/huzhu.yaml"],
            capture_output=True, text=True, env=self.environment, timeout=120)
        assert not check or done.returncode == 0, done.stderr
        return done

    def token(self, login="chen", role="coordinator"):
        self.command("staff", "add", "--login", login, "--name", "Chen Yi", "--role", role)
        return self.command("staff", "token", "--login", login).stdout.strip()

    def get(self, path, token=None):
        return self.call("GET", path, token=token)

    def call(self, method, path, body=None, token=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        headers = dict(headers or {})
        if token:
            headers["Authorization"] = f"Bearer {token}"
        data = json.dumps(body).encode() if isinstance(body, (dict, list)) else body
        connection.request(method, path, data, headers)
        answer = connection.getresponse()
        text = answer.read()
        connection.close()
        try:
            return answer.status, json.loads(text) if text else {}
        except ValueError:
            return answer.status, {"text": text.decode(errors="replace")}

    def post(self, body, id=None, at=None, secret=SECRET, headers=None):
        if not isinstance(body, bytes):
            body = json.dumps(body, ensure_ascii=False).encode()
        signed = sign(body, id, at, secret)
        signed.update(headers or {})
        return self.call("POST", "/webhooks/gateway", body, headers=signed)


def small_templates(folder):
    """The shipped templates with one entry and few examples, so that a debug build starts at once."""
    templates = folder / "Templates"
    for part in ("replies", "chat", "console", "locales", "assets"):
        shutil.copytree(ROOT / "Templates" / part, templates / part)
    shutil.copy(ROOT / "Templates/openapi.yaml", templates)
    (templates / "faq").mkdir()
    shutil.copy(ROOT / "Templates/faq/quarantine-on-arrival-zhejiang.md", templates / "faq")
    (templates / "examples").mkdir()
    (templates / "examples/few.txt").write_text(
        "thank_you | 谢谢!\nthank_you | 谢谢家乡\nthank_you | 非常感谢\nchatter | 早安\nchatter | 哈哈\n")
    return templates


def sign(body, id=None, at=None, secret=SECRET):
    id = id or f"msg_{uuid.uuid4().hex}"
    at = str(int(at if at is not None else time.time()))
    key = base64.b64decode(secret.removeprefix("whsec_"))
    code = base64.b64encode(hmac.new(key, f"{id}.{at}.".encode() + body, hashlib.sha256).digest()).decode()
    return {"webhook-id": id, "webhook-timestamp": at, "webhook-signature": f"v1,{code}",
            "content-type": "application/json"}


def message(text, sender=None, id=None, group="europe", **more):
    sender = sender or f"u-{uuid.uuid4().hex[:8]}"
    person = {"id": sender, "name": "小陈"}
    if "country" in more:
        person["country"] = more.pop("country")
    return {"type": "message.created", "timestamp": "2020-04-10T08:00:00Z", "data": {
        "group_id": group, "message_id": id or f"m-{uuid.uuid4().hex}", "sender": person, "text": text,
        "mentions_bot": False, "sent_at": "2020-04-10T08:00:00Z", **more}}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
