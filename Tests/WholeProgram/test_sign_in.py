"""Those who try the door: guessing, forged forms, planted cookies and addresses that lead elsewhere."""

import re
import statistics
import time
from urllib.parse import quote, urljoin, urlsplit

import pytest

import staff
from program import Daemon
from test_who_may import PLACES, ROWS
from visitor import Visitor, join

# Addresses that a careless redirect would follow to another site, or that would write a header of their own.
ELSEWHERE = [
    "http://evil.example/", "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
    "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example", "/ /evil.example", "http:evil.example",
    "http:/evil.example", "javascript:alert(1)", "data:text/html,x", "evil.example", "@evil.example", ".evil.example",
    "/\r\nSet-Cookie: planted=1", "/%0d%0aSet-Cookie: planted=1", "/a\r\nLocation: http://evil.example", "/\u2028/evil.example",
    "/\u3002evil.example", "／／evil.example", "/" + "a" * 5000, "/\0//evil.example", "", "?", "#", "/sign-out", "/sign-in?next=/sign-in"]


@pytest.fixture(scope="module")
def daemon(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("door"), environment={"HUZHU_TEST_HASHING": "shipped"}, small=True)
    daemon.start()
    yield daemon
    daemon.kill()


@pytest.fixture(scope="module")
def chen(daemon):
    """A counselor's browser and the secret of their code generator."""
    return join(daemon, "chen", "counselor")


def sign_in(visitor, login, password=staff.PASSWORD, code="000000", **more):
    return visitor.post("/sign-in", {"login": login, "password": password, "code": code, **more})


def rank_test(left, right):
    """Mann and Whitney's U as a normal deviate: 0 where two samples of times cannot be told apart."""
    ranked = sorted([(value, 0) for value in left] + [(value, 1) for value in right])
    ranks = sum(rank for rank, (_, side) in enumerate(ranked, 1) if side == 0)
    n, m = len(left), len(right)
    return (ranks - n * (n + m + 1) / 2) / (n * m * (n + m + 1) / 12) ** 0.5


def test_a_login_that_exists_cannot_be_told_from_one_that_does_not(daemon):
    """120 attempts at the real price of a password; the 2,000 are in EnumerationTests.swift, at a lower one."""
    known, unknown = [f"known{number}" for number in range(6)], [f"other{number}" for number in range(6)]
    for login in known:
        join(daemon, login, "counselor")
    times, shown = {True: [], False: []}, set()
    for turn in range(10):
        for pair in zip(known, unknown):
            for login in pair if turn % 2 else pair[::-1]:
                visitor = Visitor(daemon, f"127.0.1.{turn + 1}")
                began = time.perf_counter()
                answer = sign_in(visitor, login, "not the right words")
                times[login in known].append(time.perf_counter() - began)
                fields = {name: value for name, value in answer.fields.items() if name != "date"}
                shown.add((answer.status, answer.text.replace(login, "LOGIN"), str(sorted(fields.items()))))

    assert len(shown) == 1 and next(iter(shown))[0] == 401
    deviate = rank_test(times[True], times[False])
    print("medians", statistics.median(times[True]), statistics.median(times[False]), "deviate", deviate)
    assert abs(deviate) < 3.29  # Alpha 0.001, two-sided.
    for login in (known[0], unknown[0]):
        answer = sign_in(Visitor(daemon, "127.0.1.99"), login)
        shown.add((answer.status, answer.text.replace(login, "LOGIN")))
    assert {each[0] for each in shown} == {401, 429} and len(shown) == 2, "the eleventh waits, whoever it is"


def test_guessing_ends_and_the_person_still_comes_in_by_their_own_browser(daemon):
    own, secret = join(daemon, "guessed", "counselor")
    own.post("/sign-out")
    answers = [sign_in(Visitor(daemon, f"127.0.2.{number}"), "guessed", f"guess {number}") for number in range(1, 41)]

    assert [answer.status for answer in answers] == [401] * 10 + [429] * 30
    assert all(0 < int(answer.fields["retry-after"]) <= 900 for answer in answers[10:])
    good = staff.code(secret, time.time() + 30)
    assert sign_in(Visitor(daemon, "127.0.2.99"), "guessed", code=good).status == 429, "even the right words, from elsewhere"
    assert sign_in(own, "guessed", code=good).status == 303


def test_one_address_cannot_try_every_login(daemon):
    visitor = Visitor(daemon, "127.0.3.1")
    statuses = [sign_in(visitor, f"login{number}").status for number in range(62)]

    assert statuses == [401] * 60 + [429] * 2
    assert sign_in(Visitor(daemon, "127.0.3.2"), "login61").status == 401


def forms():
    """Every form of the console."""
    return sorted({row.path for row in ROWS if row.method == "POST" and not row.is_api
                   and not row.path.startswith(("/chat", "/webhooks"))})


@pytest.mark.parametrize("path", forms())
def test_a_forged_form_is_refused(daemon, chen, path):
    own = chen[0]
    if not hasattr(daemon, "other"):
        daemon.other, _ = join(daemon, "other", "administrator")
    for name, value in {**PLACES, ":id": "cdqzx0zm71ymh"}.items():
        path = path.replace(name, value)
    fields = {"login": "chen", "password": "x", "code": "000000", "theme": "dark", "duty": "on", "version": "1"}
    forged = [own.post(path, fields, {"Origin": origin}) for origin in (
        "http://evil.example", "null", f"http://127.0.0.1:{daemon.port}.evil.example", f"https://127.0.0.1:{daemon.port}",
        f"http://localhost:{daemon.port}", "http://127.0.0.1", "")]
    forged += [own.post(path, fields, {"Sec-Fetch-Site": site}) for site in ("cross-site", "same-site", "none", "")]
    forged.append(own.post(path, fields, origin=False))
    if not path.startswith(("/sign-in", "/invitation")):
        forged += [own.post(path, fields, token=token) for token in
                   ("", "A" * 43, daemon.other.token, own.token[:-1], own.token + "A", own.cookies["huzhu"], "\0")]
        forged.append(own.send("POST", path, b"{}", {"Content-Type": "application/json", "Origin": own.origin}))
        forged.append(own.send("POST", path + "?token=" + own.token, b"", {"Origin": own.origin}))

    assert {answer.status for answer in forged} == {403}
    assert own.get("/profile").status == 200, "whoever is forged stays signed in"


def test_a_planted_session_is_worth_nothing_and_signing_out_ends_the_key(daemon):
    own, secret = join(daemon, "planted", "counselor")
    own.post("/sign-out")
    planted = "A" * 43
    own.cookies["huzhu"] = planted
    answer = sign_in(own, "planted", code=staff.code(secret, time.time() + 30))
    key = own.cookies["huzhu"]

    assert answer.status == 303 and key != planted and len(key) == 43
    thief = Visitor(daemon)
    thief.cookies["huzhu"] = planted
    assert thief.get("/profile").place.startswith("/sign-in")
    thief.cookies["huzhu"] = key
    assert thief.get("/profile").status == 200, "the key itself is the session"
    own.get("/profile")
    own.post("/sign-out")
    assert thief.get("/profile").place.startswith("/sign-in")
    for broken in ("", key[:-1], key + "A", key.lower(), "../" * 10, "%00", '"' + key + '"', "A" * 9000):
        thief.cookies["huzhu"] = broken
        assert (thief.get("/profile").place or "").startswith("/sign-in"), broken


def test_cookies_are_kept_from_scripts_and_other_sites(daemon):
    own, secret = join(daemon, "flags", "counselor")
    own.post("/sign-out")
    cookies = sign_in(own, "flags", code=staff.code(secret, time.time() + 30)).cookies

    assert len(cookies) == 2
    for line in cookies:
        assert {"Path=/", "HttpOnly", "SameSite=Lax"} <= set(line.split("; ")) and "Domain" not in line


def test_where_the_public_address_is_https_cookies_and_links_are_too(tmp_path_factory):
    daemon = Daemon(tmp_path_factory.mktemp("https"), small=True)
    text = (daemon.folder / "Config/huzhu.yaml").read_text()
    (daemon.folder / "Config/huzhu.yaml").write_text(re.sub(r"public_url: \S*", "public_url: https://huzhu.example", text))
    daemon.start()
    try:
        daemon.command("staff", "add", "--login", "zhao", "--name", "Zhao", "--role", "administrator")
        link = daemon.command("staff", "invite", "--login", "zhao").stdout
        assert "https://huzhu.example/invitation/" in link
        own = type("Proxied", (Visitor,), {"origin": "https://huzhu.example"})(daemon)
        secret = own.enrol("/invitation/" + re.search(r"/invitation/(\S+)", link)[1])
        assert set(own.cookies) == {"__Host-huzhu", "__Host-huzhu-device"}
        person = {"login": "li", "name": "Li", "role": "volunteer", "language": "zh", "zone": "Asia/Shanghai"}
        answer = own.post("/people", person, {"Host": "evil.example"})
        assert answer.status == 200 and "https://huzhu.example/invitation/" in answer.text
        assert "evil.example" not in answer.text
        assert own.post("/people", person, {"Origin": f"http://127.0.0.1:{daemon.port}"}).status == 403
        own.post("/sign-out")
        for line in sign_in(own, "zhao", code=staff.code(secret, time.time() + 30)).cookies:
            assert {"Secure", "HttpOnly", "Path=/"} <= set(line.split("; ")) and line.startswith("__Host-")
    finally:
        daemon.kill()


@pytest.mark.parametrize("wanted", ELSEWHERE, ids=lambda each: ascii(each)[:40])
def test_nobody_is_led_elsewhere(daemon, chen, wanted):
    own = chen[0]
    places = [own.get("/sign-in?next=" + quote(wanted)), own.post("/profile/duty", {"duty": "on", "next": wanted}),
              own.get("/sign-in?next=" + quote(wanted), {"Host": "evil.example", "X-Forwarded-Host": "evil.example"})]
    for answer in places:
        assert answer.status == 303 and answer.cookies == [] and "planted" not in answer.fields
        reached = urlsplit(urljoin(own.origin, re.sub(r"[\t\r\n]", "", answer.place).replace("\\", "/")))
        assert reached.netloc == f"127.0.0.1:{daemon.port}" and answer.place.startswith("/") and answer.place[1:2] != "/"


def test_the_host_that_a_stranger_names_is_shown_nowhere(daemon):
    for path in ("/", "/sign-in", "/escalations", "/chat", "/nowhere", "/invitation/" + "A" * 43):
        answer = Visitor(daemon).get(path, {"Host": "evil.example", "X-Forwarded-Host": "evil.example",
                                            "X-Forwarded-Proto": "javascript", "Forwarded": "host=evil.example"})
        assert "evil.example" not in answer.text + str(answer.fields)
