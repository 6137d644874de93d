"""A browser without a screen: cookies, forms and their tokens over plain HTTP, for what needs many requests."""

import html
import http.client
import re
from urllib.parse import urlencode

import staff

PAGE = {"Accept": "text/html", "Accept-Language": "zh-CN"}


class Answer:
    """What came back: the status, the fields (lower case; cookies apart) and the text."""

    def __init__(self, answer, text):
        self.status, self.text = answer.status, text.decode(errors="replace")
        self.fields = {name.lower(): value for name, value in answer.getheaders()}
        self.cookies = answer.headers.get_all("set-cookie") or []

    @property
    def place(self):
        return self.fields.get("location")


class Visitor:
    """One browser; `address` is the loopback address that it comes from."""

    def __init__(self, daemon, address=None):
        self.daemon, self.address = daemon, address
        self.patience = 30  # seconds until an answer
        self.cookies = {}
        self.token = ""

    @property
    def origin(self):
        return f"http://127.0.0.1:{self.daemon.port}"

    def send(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(
            "127.0.0.1", self.daemon.port, timeout=self.patience, source_address=(self.address, 0) if self.address else None)
        fields = {**PAGE, **(headers or {})}
        if self.cookies:
            fields.setdefault("Cookie", "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        connection.request(method, path, body, fields)
        raw = connection.getresponse()
        if raw.getheader("content-type") == "text/event-stream":
            answer = Answer(raw, b"")
        else:
            answer = Answer(raw, raw.read())
        connection.close()
        for line in answer.cookies:
            name, value = line.split(";")[0].split("=", 1)
            self.cookies[name] = value
        if found := re.search(r'name="token" value="([^"]+)"', answer.text):
            self.token = found[1]
        return answer

    def get(self, path, headers=None):
        return self.send("GET", path, headers=headers)

    def post(self, path, fields=None, headers=None, token=None, origin=True):
        """A form of this browser: from our own page, with its session's token, unless told otherwise."""
        sent = {"token": self.token if token is None else token, **(fields or {})}
        given = {"Content-Type": "application/x-www-form-urlencoded", **({"Origin": self.origin} if origin else {})}
        return self.send("POST", path, urlencode(sent).encode(), {**given, **(headers or {})})

    def enrol(self, path, password=staff.PASSWORD, **more):
        """Fills an invitation; gives the secret of the code generator. The visitor is signed in then."""
        shown = self.get(path)
        secret = html.unescape(re.search(r'class="secret"[^>]*>([^<]+)<', shown.text)[1])
        done = self.post(path, {"password": password, "code": staff.code(secret), **more})
        assert done.status == 200, done.text
        self.codes = re.findall(r"<li><code>([^<]+)</code>", done.text)
        self.get("/profile")
        return secret


def join(daemon, login, role, *more):
    """Adds somebody and lets them in by their invitation; gives their browser and their secret."""
    daemon.command("staff", "add", "--login", login, "--name", f"Name of {login}", "--role", role, *more)
    link = daemon.command("staff", "invite", "--login", login).stdout
    visitor = Visitor(daemon)
    return visitor, visitor.enrol("/invitation/" + re.search(r"/invitation/(\S+)", link)[1])
