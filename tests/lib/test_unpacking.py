"""Files made to burst, at every place that reads what is packed: a sentence, and the memory as it was (E6, M3)."""

import io
import multiprocessing
import resource
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from funding import key_imports
from funding.apportioning import CannotShare
from meetings.actions import roster_sheets
from meetings.reader import apart
from meetings.reader.lines import Unreadable
from secretariat.lib import reading, tables, unpacking
from secretariat.lib.rules import NotAllowed
from secretariat.registry.actions import files
from surveys import list_files, result_files

MOST = 150_000  # kilobytes that a refusal may take
MEGABYTE = 1024 * 1024
SHEET = "xl/worksheets/sheet1.xml"
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats'
    '.org/officeDocument/2006/relationships"><sheets><sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
)
ENTITIES = (
    '<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]><a>&j;</a>"
)


def packed(parts: dict[str, bytes], *, size: int = 0) -> bytes:
    """A package; with `size` the last part is so many zeros."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
        if size:
            with archive.open(SHEET, "w", force_zip64=False) as part:
                for _ in range(size // MEGABYTE):
                    part.write(bytes(MEGABYTE))
    return made.getvalue()


def of_kind(kind: str, **how: int) -> bytes:
    main = {"xlsx": "xl/workbook.xml", "docx": "word/document.xml"}[kind]
    return packed({main: BOOK.encode()}, **how)


def many_parts(kind: str) -> bytes:
    """A list of half a million parts and nothing in them: a quarter of a gigabyte when it is read."""
    one = struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0) + b"a"
    count = 24 * MEGABYTE // len(one)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, count * len(one), 0, 0)
    return b"PK\x03\x04" + one * count + end


def broken_inside(kind: str) -> bytes:
    """Parts whose bytes are not what deflate makes."""
    whole = bytearray(of_kind(kind, size=MEGABYTE))
    for start in range(60, len(whole) - 400, 40):
        whole[start] ^= 0x5A
    return bytes(whole)


def locked(kind: str) -> bytes:
    """Parts that say they are locked with a password."""
    whole = bytearray(of_kind(kind))
    for sign, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(sign)
        while at >= 0:
            whole[at + place] |= 1
            at = whole.find(sign, at + 4)
    return bytes(whole)


BOMBS: dict[str, Callable[[str], bytes]] = {
    "a part of 900 megabytes": lambda kind: of_kind(kind, size=900 * MEGABYTE),
    "half a million parts": many_parts,
    "entities": lambda kind: packed(
        {"xl/workbook.xml": ENTITIES.encode(), "word/document.xml": ENTITIES.encode()}
    ),
    "broken inside": broken_inside,
    "locked": locked,
    "cut off": lambda kind: of_kind(kind, size=MEGABYTE)[:-30],
    "an end that lies": lambda kind: of_kind(kind)[:-10] + b"\xff" * 10,
}


@cache
def bombed(bomb: str, kind: str) -> bytes:
    return BOMBS[bomb](kind)


def by_path(content: bytes, name: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        with result_files.opened(path, name) as found:
            list(found.rows)


LINES: dict[str, Callable[[], bytes]] = {
    "one endless line": lambda: b"kommunkod;" * (2 * MEGABYTE),
    "one endless cell": lambda: b"kommunkod;2024\n" + b"x" * (20 * MEGABYTE),
    "a quotation that never ends": lambda: b'kommunkod;2024\n"' + b"x\n" * MEGABYTE,
    "nested a hundred thousand deep": lambda: b"[" * 100_000,
    "nested objects": lambda: b'{"a":' * 100_000,
    "a number of a million digits": lambda: b'{"value": [' + b"9" * MEGABYTE + b"]}",
    "only line ends": lambda: b"\n" * (2 * MEGABYTE),
    "zeros": lambda: bytes(MEGABYTE),
}
OF_LINES: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "registers": ("csv", lambda content: list(tables.opened(io.BytesIO(content), ["id"]).lines())),
    "lists of schools": ("csv", lambda content: list_files.read(content, [])),
    "results": ("csv", lambda content: by_path(content, "a.csv")),
    "results as JSON": ("json", lambda content: by_path(content, "a.json")),
    "key figures": ("csv", key_imports.read),
}
READERS: dict[str, tuple[str, Callable[[bytes], object]]] = {
    "registers": ("xlsx", lambda content: list(tables.opened(io.BytesIO(content), ["id"]).lines())),
    "rosters": ("xlsx", lambda content: roster_sheets.read(SimpleUploadedFile("a.xlsx", content))),
    "lists of schools": ("xlsx", lambda content: list_files.read(content, [])),
    "results": ("xlsx", lambda content: by_path(content, "a.xlsx")),
    "old minutes": ("docx", lambda content: apart.read_apart(content, "a.docx")),
    "words for the search": ("docx", lambda content: reading.text_of(content, "a.docx")),
    "key figures": ("xlsx", key_imports.read),
}
SAID = (NotAllowed, CannotShare, reading.Unreadable, Unreadable)


def told(read: Callable[[bytes], object], content: bytes) -> tuple[str, int]:
    """What a reader says of a file, and how many kilobytes it took, in a process of its own."""
    here, there = multiprocessing.Pipe()

    def child() -> None:
        before = resident()
        try:
            said = str(read(content))[:80]
        except SAID as no:
            said = f"{type(no).__name__}: {no}"
        except BaseException as fault:
            said = f"FEL {type(fault).__name__}: {fault}"[:300]
        there.send((said, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before))

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    said: tuple[str, int] = here.recv() if here.poll(120) else ("FEL slutade aldrig", 0)
    process.kill()
    process.join()
    return said


def resident() -> int:
    """Kilobytes now."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1024


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("reader", READERS)
def test_what_is_packed_to_burst_is_refused_in_words_and_little_memory(reader: str, bomb: str) -> None:
    kind, read = READERS[reader]
    said, took = told(read, bombed(bomb, kind))
    assert not said.startswith("FEL"), said
    # The search finds no words in what lies where no words do.
    assert said.split(":")[0] in {one.__name__ for one in SAID} or (said, reader) == (
        "",
        "words for the search",
    )
    assert took < MOST, f"{took} kB"


@pytest.mark.parametrize("bomb", LINES)
@pytest.mark.parametrize("reader", OF_LINES)
def test_what_never_ends_is_refused_in_words(reader: str, bomb: str) -> None:
    _, read = OF_LINES[reader]
    said, took = told(read, LINES[bomb]())
    assert not said.startswith("FEL"), said
    assert took < 2 * MOST, f"{took} kB"


@pytest.mark.parametrize("bomb", BOMBS)
@pytest.mark.parametrize("kind", ["xlsx", "docx"])
def test_every_upload_looks_into_a_package_without_unpacking_it(kind: str, bomb: str) -> None:
    """What is only kept is never unpacked, so large parts may stand there; the rest is refused."""
    content = bombed(bomb, kind)
    said, took = told(
        lambda given: files.obstacles_to_storing(SimpleUploadedFile(f"a.{kind}", given)), content
    )
    assert not said.startswith("FEL"), said
    assert took < MOST, f"{took} kB"
    if bomb in {"half a million parts", "cut off"}:
        assert "innehåller något annat" in said


def test_a_broken_opendocument_is_refused() -> None:
    """Its own kind stands in a part, which is read."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text" * 90)
    whole = bytearray(made.getvalue())
    whole[40:60] = b"\xff" * 20
    with pytest.raises(zlib.error), zipfile.ZipFile(io.BytesIO(whole)) as archive:
        archive.read("mimetype")
    (said,) = files.obstacles_to_storing(SimpleUploadedFile("a.odt", bytes(whole)))
    assert said.endswith("innehåller något annat. Öppna den och spara den på nytt.")


def test_an_ordinary_package_is_opened() -> None:
    with unpacking.package(io.BytesIO(of_kind("xlsx"))) as package:
        assert package.namelist() == ["xl/workbook.xml"]
