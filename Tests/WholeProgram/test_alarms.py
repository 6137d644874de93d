"""People are called for a crisis: in the duty room, in private, and by e-mail, with no word of the member."""

import ssl
import subprocess

from aiosmtpd.controller import Controller
import pytest

from gateway import Gateway
from program import Daemon, free_port, message, until

ROSTER = """
people:
  - login: chen
    time_zone: UTC
    desks: [psychologists]
    chat: { gateway: [u-chen] }
    shifts: [{ days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00" }]
  - login: li
    time_zone: UTC
    desks: [psychologists]
    email: li@example.org
    shifts: [{ days: [mon, tue, wed, thu, fri, sat, sun], from: "00:00", to: "24:00" }]
"""


class Mailbox:
    """Keeps every letter; the first few it turns away for now."""

    def __init__(self, refusals=0):
        self.letters = []
        self.refusals = refusals
        self.greetings = 0

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        self.greetings += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server, session, envelope):
        if self.refusals > 0:
            self.refusals -= 1
            return "451 try later"
        self.letters.append((envelope, session.ssl))
        return "250 OK"


def installation(folder, gateway, smtp):
    daemon = Daemon(folder, gateway, small=True)
    daemon.configure("duty_room: null", "duty_room: { connection: gateway, room: duty }")
    daemon.configure("smtp: null", smtp)
    for login in ("chen", "li"):
        daemon.command("staff", "add", "--login", login, "--name", login, "--role", "psychologist")
    (folder / "Config/roster.yaml").write_text(ROSTER)
    daemon.start()
    until(lambda: '"people":"2"' in daemon.log.replace(" ", ""), 20, "the roster")
    return daemon


@pytest.mark.parametrize("encrypted", [False, True])
def test_a_crisis_calls_the_duty_room_a_private_chat_and_a_mailbox(tmp_path, encrypted):
    box = Mailbox(refusals=1)
    options, more = {}, ""
    if encrypted:
        certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=127.0.0.1",
             "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate],
            check=True, capture_output=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(certificate, key)
        options = {"tls_context": context, "require_starttls": True}
        more = f", trusted_certificates: {certificate}"
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port, **options)
    server.start()
    gateway = Gateway()
    smtp = f'smtp: {{ url: "smtp://127.0.0.1:{port}", from: huzhu@example.org{more} }}'
    daemon = installation(tmp_path, gateway, smtp)

    assert daemon.post(message("我不想活了", sender="u-danger", id="danger"))[0] == 202
    until(lambda: box.letters, 30, "the letter")
    lines = until(
        lambda: (lambda found: found if len(found) >= 2 else None)(
            [one.data for one in list(gateway.accepted) if one.data["kind"] == "duty"]), 30, "the lines")

    assert {line["to"] for line in lines} == {None, "u-chen"}
    envelope, encryption = box.letters[0]
    assert envelope.rcpt_tos == ["li@example.org"] and bool(encryption) == encrypted
    for text in [line["text"] for line in lines] + [envelope.content.decode()]:
        assert "u-danger" not in text and "小陈" not in text and "不想活" not in text
    assert "li@example.org" not in daemon.log
    daemon.kill()
    server.stop()
    gateway.close()


def test_mail_is_not_sent_in_the_clear_where_encryption_is_required(tmp_path):
    box = Mailbox()
    port = free_port()
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    gateway = Gateway()
    certificates = "/etc/ssl/certs/ca-certificates.crt"
    daemon = installation(
        tmp_path, gateway,
        f'smtp: {{ url: "smtp://127.0.0.1:{port}", from: huzhu@example.org, trusted_certificates: {certificates} }}')

    assert daemon.post(message("我不想活了", sender="u-danger", id="danger"))[0] == 202
    until(lambda: any(one.data["to"] == "u-chen" for one in list(gateway.accepted)), 30, "the private line")
    until(lambda: box.greetings > 1, 30, "a second attempt")

    assert box.letters == []
    daemon.kill()
    server.stop()
    gateway.close()
