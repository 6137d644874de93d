"""People who sign in to the console: their code generators, and the two pages that bring them in."""

import base64
import hashlib
import hmac
import io
import re
import struct
import time

import zxingcpp
from PIL import Image

PASSWORD = "four plain words here"


def code(secret, at=None):
    """The six digits of RFC 6238, computed apart from the program's own code."""
    step = struct.pack(">Q", int((at if at is not None else time.time()) // 30))
    digest = hmac.new(base64.b32decode(secret + "=" * (-len(secret) % 8)), step, hashlib.sha1).digest()
    place = digest[19] & 15
    return f"{(struct.unpack('>I', digest[place:place + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def first_link(daemon):
    """The path of the one-time link that the first start prints."""
    for line in daemon.process.stdout:
        found = re.search(r"http://\S+(/invitation/\S+)", line)
        if found:
            return found[1]
    raise AssertionError("no link was printed")


def read_qr(page):
    """What a phone reads from the picture on the page."""
    picture = Image.open(io.BytesIO(page.locator("svg.qr").screenshot()))
    # Of one format: among its modules the reader sometimes takes a few for the bars of another.
    return "".join(each.text for each in zxingcpp.read_barcodes(picture, formats=zxingcpp.BarcodeFormat.QRCode))


def enrol(page, path, login=None, name=None):
    """Fills an invitation; gives the secret of the generator and the recovery codes."""
    page.goto(path)
    secret = page.locator(".secret").inner_text()
    if login:
        page.locator("#login").fill(login)
        page.locator("#name").fill(name)
    page.locator("#password").fill(PASSWORD)
    page.locator("#code").fill(code(secret))
    page.locator("button.main").click()
    return secret, page.locator(".codes code").all_inner_texts()


def invite(admin, login, name, role):
    """Adds somebody on the people page; gives the path of their invitation."""
    admin.goto("/people")
    admin.locator("form.stack #login").fill(login)
    admin.locator("form.stack #name").fill(name)
    admin.locator(f"input[name=role][value={role}]").check()
    admin.locator("form.stack button.main").click()
    return "/invitation/" + admin.locator(".address").inner_text().split("/invitation/")[1]
