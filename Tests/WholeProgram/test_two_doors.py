"""Entries edited at random through both doors, the program killed between: rows, files and index agree, no text is lost.

The dice are told by their seed: HUZHU_SEED throws the same again. A thousand edits where HUZHU_THOROUGH is set.
"""

import http.client
import os
import random
import re
import sqlite3
import threading
import time
from collections import Counter

from program import Daemon, until
from test_faq import call

EDITS, KILLS = (1000, 100) if os.environ.get("HUZHU_THOROUGH") else (20, 4)
# What each entry answers, and whether its text takes two people.
SUBJECTS = {
    "licence": ("驾照过期了怎么换", False), "dormitory": ("学校宿舍几点关门", False), "masks": ("口罩在哪里领", False),
    "passport": ("护照丢了怎么补办", True), "tickets": ("航班取消怎么退票", True), "vaccine": ("打疫苗要带什么材料", True),
}
IN_FORCE = ("published", "published_with_draft", "paused", "expired")


def text_of(id, number):
    """An entry's whole file, as no other edit has it."""
    question, is_risky = SUBJECTS[id]
    return f"""---
id: {id}
topic: {"visa" if is_risky else "life"}
risk: {"high" if is_risky else "normal"}
title: {{ zh: "{question}", en: "About {id}" }}
valid_from: 2020-04-01
source: {{ name: "公告", date: 2020-04-01 }}
checked_on: 2020-04-09
---
# zh
## questions
- {question}?
- 请问{question}
## answer
第{number}稿。
# en
## questions
- what about the {id}?
## answer
Draft {number}.
"""


class Doors:
    """An installation whose entries are edited, with what was promised about each."""

    def __init__(self, daemon, dice):
        self.daemon, self.dice = daemon, dice
        self.folder = daemon.folder / "Templates/faq"
        self.number = 0
        self.kept = {id: set() for id in SUBJECTS}  # texts that the API said are kept
        self.seen = {id: [] for id in SUBJECTS}  # versions that were there before
        self.texts = set()
        self.done = Counter()

    def fresh(self, id):
        self.number += 1
        text = text_of(id, self.number)
        self.texts.add(text)
        return text

    def present(self, id):
        path = self.folder / f"{id}.md"
        return path.read_bytes().decode(errors="replace") if path.exists() else None

    # ---- The page's door

    def order(self, id, method, path, body, who):
        """Something at the API with the revision that is there; gives the answer where it was done."""
        status, entry = call(self.daemon, self.lin, "GET", id)
        status, told = call(self.daemon, who, method, f"{id}{path}", body, entry.get("version"), new=status == 404)
        assert status in (200, 201, 404, 409, 422), (status, told)
        self.done[path.strip("/") or "save", status] += 1
        return told if status in (200, 201) else None

    def save(self, id):
        text = self.fresh(id)
        if self.order(id, "PUT", "", {"text": text, "confirmed": ["zh", "en"]}, self.lin):
            self.kept[id].add(text)

    def publish(self, id):
        self.order(id, "POST", "/publish", {}, self.chen)

    def save_and_publish(self, id):
        self.save(id)
        self.publish(id)

    def withdraw(self, id):
        self.order(id, "POST", self.dice.choice(["/pause", "/pause", "/archive"]), {}, self.chen)

    def bring_back(self, id):
        self.order(id, "POST", self.dice.choice(["/resume", "/approve", "/review"]), {}, self.chen)

    def roll_back(self, id):
        if len(self.seen[id]):
            self.order(id, "POST", "/rollback", {"version": self.dice.choice(self.seen[id])["number"]}, self.chen)

    # ---- The folder's door

    def lay(self, id, data, whole=True):
        """Puts a file there: all at once, or as an editor that writes in place does."""
        path = self.folder / f"{id}.md"
        if whole:
            (self.folder / f".{id}.typed").write_bytes(data)
            os.replace(self.folder / f".{id}.typed", path)
        else:
            with open(path, "wb", buffering=0) as file:
                for at in range(0, len(data), 100):
                    file.write(data[at:at + 100])
        self.done["file", "laid"] += 1

    def write(self, id):
        self.lay(id, self.fresh(id).encode(), whole=self.dice.random() < 0.7)

    def write_half(self, id):
        text = self.fresh(id).encode()
        self.lay(id, text[:self.dice.randrange(text.index(b"---\n# zh"))])

    def write_wrong(self, id):
        text = self.fresh(id)
        self.lay(id, self.dice.choice([
            b"\xff\xfe" + text.encode(), text.replace("Draft", "<script>").encode(), b"",
            text.replace(f"id: {id}", "id: other").encode(), text.encode() + b"x" * (300 << 10)]))

    def remove(self, id):
        (self.folder / f"{id}.md").unlink(missing_ok=True)
        self.done["file", "removed"] += 1

    EDITS = {save: 3, publish: 3, save_and_publish: 3, write: 5, withdraw: 2, bring_back: 2, roll_back: 1,
             write_half: 1, write_wrong: 1, remove: 1}

    def edit(self, id=None):
        kind = self.dice.choices(list(self.EDITS), list(self.EDITS.values()))[0]
        kind(self, id or self.dice.choice(list(SUBJECTS)))

    # ---- What must hold

    def problems(self):
        """Where rows, files and index do not agree now; what is lost fails at once."""
        found = []
        for id, (question, _) in SUBJECTS.items():
            lying = self.present(id)
            status, entry = call(self.daemon, self.lin, "GET", id)
            versions = call(self.daemon, self.lin, "GET", f"{id}/versions")[1]["items"] if status == 200 else []
            texts = [each["text"] for each in versions]
            assert versions[:len(self.seen[id])] == self.seen[id], f"the history of {id} was rewritten"
            assert [each["number"] for each in versions] == list(range(1, len(versions) + 1)), id
            assert self.kept[id] <= set(texts), f"a kept text of {id} is lost"
            is_in_force = entry.get("state") in IN_FORCE
            published = versions[entry["published"] - 1] if is_in_force else None
            if lying is None and entry.get("folder") == "not_written":
                found.append((id, "a published text is kept from a file that is gone"))
            elif lying in self.texts and lying not in texts:
                found.append((id, "the file's text is no version"))
            elif lying not in self.texts:
                if is_in_force and not entry["warnings"]:
                    found.append((id, "nothing is said of a file that is gone or wrong"))
            elif is_in_force and lying != published["text"] and entry["folder"] not in ("conflict", "waits_for_review"):
                found.append((id, "file and published text differ", entry["folder"]))
            candidates = call(self.daemon, self.lin, "POST", "try", {"text": question})[1]["candidates"]
            indexed = next((each["version"] for each in candidates if each["entry"] == id), None)
            if indexed != (published and published["fingerprint"]):
                found.append((id, entry.get("state"), "answered from", indexed, published and published["fingerprint"]))
            self.read = {**getattr(self, "read", {}), id: versions}
        return found

    def check(self):
        deadline = time.monotonic() + 60
        while found := self.problems():
            assert time.monotonic() < deadline, found
            time.sleep(0.1)
        self.seen = dict(self.read)
        data = sqlite3.connect(f"file:{self.daemon.folder}/data/huzhu.sqlite?mode=ro", uri=True)
        for id, revision, latest in data.execute('SELECT "id", "revision", "latest" FROM "faqEntry"').fetchall():
            told = data.execute(
                "SELECT COUNT(*) FROM event WHERE subjectKind = 'entry' AND subject = ?", (id,)).fetchone()[0]
            if id in SUBJECTS:
                assert (told, latest) == (revision, len(self.seen[id])), f"a change of {id} left no event"
        data.close()

    def kill(self):
        """Goes on editing while the program is killed; what was not acknowledged may or may not be there."""
        def edits():
            try:
                for _ in range(50):
                    self.edit()
            except (OSError, http.client.HTTPException):
                return
        worker = threading.Thread(target=edits)
        delay = self.dice.choice([0, 0.05, 0.3, 1]) * self.dice.random()
        worker.start()
        time.sleep(delay)
        self.daemon.kill()
        worker.join()
        self.daemon.start()


def test_random_edits_through_both_doors_with_kills_between_lose_nothing_and_agree(tmp_path):
    seed = int(os.environ.get("HUZHU_SEED", random.randrange(1 << 32)))
    print("seed", seed)
    daemon = Daemon(tmp_path, small=True)
    doors = Doors(daemon, random.Random(seed))
    for id in list(SUBJECTS)[:4]:  # the other two come later, by either door
        doors.lay(id, doors.fresh(id).encode())
    daemon.start()
    doors.lin, doors.chen = daemon.token("lin", "disseminator"), daemon.token("chen", "coordinator")
    doors.check()

    for number in range(EDITS):
        doors.edit()
        if number % (EDITS // KILLS) == EDITS // KILLS - 1:
            doors.kill()
            doors.check()

    out = tmp_path / "out"
    daemon.command("faq", "export", out)
    for id in SUBJECTS:
        status, entry = call(daemon, doors.lin, "GET", id)
        if status == 200 and entry["state"] in IN_FORCE:
            assert (out / f"{id}.md").read_text() == doors.seen[id][entry["published"] - 1]["text"]
    print(sum(doors.done.values()), "edits", dict(doors.done), sum(map(len, doors.seen.values())), "versions")
    daemon.kill()
