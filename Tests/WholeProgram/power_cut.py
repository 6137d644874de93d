"""Rebuilds the database's files as a power cut would have left them, from the journal that shims/journal.c writes."""

import bisect
import dataclasses
import random
import struct

HEADER = struct.Struct("=IIQQQ")
WRITE, TRUNCATE, SYNC, UNLINK, SYNC_FOLDER = 1, 2, 3, 4, 5
SUFFIXES = ("", "-wal", "-journal", ".keys")
SECTOR = 512


@dataclasses.dataclass
class Record:
    operation: int
    file: int
    begin: int
    offset: int
    bytes: bytes


def read_journal(path):
    records, data, place = [], path.read_bytes(), 0
    while place + HEADER.size <= len(data):
        operation, file, begin, offset, length = HEADER.unpack_from(data, place)
        place += HEADER.size
        size = length if operation == WRITE else 0
        records.append(Record(operation, file, begin, offset, data[place:place + size]))
        place += size
    return records


class Disk:
    """What is surely on the disk, and what was written since and may be there or not.

    A sync of a file makes its bytes sure. Truncating and unlinking become sure with the next sync of anything, as in a
    journalling file system, and until then they happen in order or not at all.
    """

    def __init__(self):
        self.sure = [None] * len(SUFFIXES)
        self.pending = []

    def apply(self, record):
        if record.operation == SYNC_FOLDER:
            self._settle(lambda old: old.operation != WRITE)
        elif record.operation == SYNC:
            self._settle(lambda old: old.operation != WRITE or old.file == record.file)
        else:
            self.pending.append(record)

    def _settle(self, is_sure):
        kept = []
        for old in self.pending:
            if is_sure(old):
                change(self.sure, old)
            else:
                kept.append(old)
        self.pending = kept

    def image(self, chance):
        """One way it could look after the power went: any of the unsynced sectors, some torn, in any combination."""
        files = [None if one is None else bytearray(one) for one in self.sure]
        drop, tear = chance.choice((0, 0.02, 0.1, 0.5, 0.9, 1)), chance.choice((0, 0, 0.05))
        structural = [old for old in self.pending if old.operation != WRITE]
        reached = chance.randint(0, len(structural))
        for old in self.pending:
            if old.operation == WRITE:
                scatter(files, old, chance, drop, tear)
            elif reached > 0:
                reached -= 1
                change(files, old)
        return files


def change(files, record):
    if record.operation == UNLINK:
        files[record.file] = None
        return
    if files[record.file] is None:
        files[record.file] = bytearray()
    file = files[record.file]
    if record.operation == TRUNCATE:
        del file[record.offset:]
        file.extend(bytes(record.offset - len(file)))
    else:
        put(file, record.offset, record.bytes)


def put(file, offset, data):
    if len(file) < offset + len(data):
        file.extend(bytes(offset + len(data) - len(file)))
    file[offset:offset + len(data)] = data


def scatter(files, record, chance, drop, tear):
    """Writes those sectors of a record that reached the disk."""
    if files[record.file] is None:
        files[record.file] = bytearray()
    place, end = record.offset, record.offset + len(record.bytes)
    while place < end:
        stop = min(end, (place // SECTOR + 1) * SECTOR)
        if chance.random() >= drop:
            piece = record.bytes[place - record.offset:stop - record.offset]
            if chance.random() < tear:
                piece = piece[:chance.randrange(len(piece) + 1)]
            put(files[record.file], place, piece)
        place = stop


def images(records, count, acknowledged, seed=None):
    """Cuts the power `count` times at random moments; gives each time the files and what was acknowledged by then.

    `acknowledged` is a list of (time, name) by CLOCK_MONOTONIC nanoseconds. A cut lies just before a call began, so
    everything acknowledged before that moment had been promised.
    """
    chance = random.Random(seed)
    acknowledged = sorted(acknowledged)
    times = [at for at, _ in acknowledged]
    first = next(number for number, record in enumerate(records) if times and record.begin > times[0])
    cuts = sorted(chance.randrange(first, len(records)) for _ in range(count))
    disk, done = Disk(), 0
    for cut in cuts:
        while done < cut:
            disk.apply(records[done])
            done += 1
        promised = {name for _, name in acknowledged[:bisect.bisect_left(times, records[cut].begin)]}
        yield disk.image(chance), promised


def lay_out(files, folder):
    """Writes an image into a folder; gives the database's path."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, content in zip(SUFFIXES, files):
        path = folder / f"huzhu.sqlite{suffix}"
        if content is None:
            path.unlink(missing_ok=True)
        else:
            path.write_bytes(content)
    (folder / "huzhu.sqlite-shm").unlink(missing_ok=True)
    return folder / "huzhu.sqlite"


def is_checkpoint(record):
    """Whether a record writes the database file itself rather than its log."""
    return record.operation == WRITE and record.file == 0 and record.offset > 0
