"""Files of the old office kind, made here: a compound file with the given streams ([MS-CFB] 2)."""

import struct
from collections.abc import Mapping
from typing import Any

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SECTOR, SMALLEST = 512, 4096  # a stream shorter than that is kept elsewhere: ours are filled up
STORAGE, STREAM, ROOT = 1, 2, 5


def compound(tree: Mapping[str, Any]) -> bytes:
    """`tree`: bytes for a stream, a mapping for a storage."""
    entries: list[list[Any]] = []
    _add(entries, "Root Entry", ROOT, tree)
    streams = [entry for entry in entries if entry[1] == STREAM]
    directory = -(-len(entries) * 128 // SECTOR)
    fats = 1
    at, table = fats + directory, [FAT] * fats + _chain(fats, directory)
    for entry in streams:
        length = len(entry[3]) // SECTOR
        entry[4] = at
        table += _chain(at, length)
        at += length
    assert len(table) <= SECTOR // 4, "one sector of the table is enough for tests"
    table += [FREE] * (SECTOR // 4 - len(table))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<IIIIIIIII", 0, fats, fats, 0, SMALLEST, END, 0, END, 0) + struct.pack("<I", 0)
    head += struct.pack("<I", FREE) * 108
    listed = b"".join(_entry(entry) for entry in entries).ljust(directory * SECTOR, b"\0")
    return head + struct.pack(f"<{len(table)}I", *table) + listed + b"".join(entry[3] for entry in streams)


def _add(entries: list[list[Any]], name: str, kind: int, content: Any) -> int:
    """Its number. An entry: name, kind, [next, first child], content, first sector."""
    number = len(entries)
    filled = content.ljust(-(-max(len(content), SMALLEST) // SECTOR) * SECTOR, b"\0") if kind == STREAM else b""
    entries.append([name, kind, [FREE, FREE], filled, END])
    before = None
    for child, inside in content.items() if kind != STREAM else ():
        added = _add(entries, child, STREAM if isinstance(inside, bytes) else STORAGE, inside)
        links = entries[number][2] if before is None else entries[before][2]
        links[1 if before is None else 0] = added
        before = added
    return number


def _chain(at: int, length: int) -> list[int]:
    return [*range(at + 1, at + length), END]


def _entry(entry: list[Any]) -> bytes:
    name, kind, (after, child), content, start = entry
    letters = (name + "\0").encode("utf-16-le")
    return struct.pack(
        "<64sHBBIII36xIQ", letters.ljust(64, b"\0"), len(letters), kind, 1, FREE, after, child, start, len(content)
    )


def records(*rows: tuple[int, bytes]) -> bytes:
    """Of a workbook."""
    return b"".join(struct.pack("<HH", kind, len(body)) + body for kind, body in rows)


def word(**more: Any) -> bytes:
    return compound({"WordDocument": bytes(64), **more})


def workbook(*rows: tuple[int, bytes]) -> bytes:
    return compound({"Workbook": records((0x0809, bytes(16)), *rows, (0x000A, b""))})


def sheet(kind: int) -> tuple[int, bytes]:
    return 0x0085, struct.pack("<IBB", 0, 0, kind) + b"\x05\x00Sheet"


def slides(*atoms: tuple[int, bytes]) -> bytes:
    inside = b"".join(struct.pack("<HHI", 2, kind, len(body)) + body for kind, body in atoms)
    return compound({"PowerPoint Document": struct.pack("<HHI", 0x0F, 1000, len(inside)) + inside})


def outlook(*attached: tuple[str, bytes]) -> bytes:
    """A mail with files attached; each is filled up with zeros."""
    folders = {
        f"__attach_version1.0_#{number:08}": {
            "__substg1.0_37010102": content,
            "__substg1.0_3707001F": name.encode("utf-16-le"),
        }
        for number, (name, content) in enumerate(attached)
    }
    return compound({"__properties_version1.0": bytes(32), "__substg1.0_0037001F": b"S\0", **folders})
