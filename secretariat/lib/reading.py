"""The words of PDF, DOCX, PPTX and plain text files, for the search. A broken or endless file is told so.

Run as a program it reads one file from its input and writes the words; `text_of` starts it so, with limits of time and
memory, because a file comes from anywhere.
"""

import io
import re
import subprocess
import sys
import zipfile
from pathlib import PurePath
from xml.etree import ElementTree

SECONDS = 60
SECONDS_OF_END = 10
MEMORY = 1024**3
MOST_LETTERS = 400_000
MOST_PAGES = 1_000
_MOST_UNPACKED = 60 * 1024**2
_KINDS = {".pdf", ".docx", ".pptx", ".txt", ".md"}
_END = "the last pages of a .pdf"
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Unreadable(Exception):
    """Why a file has no words for us, in Swedish."""


def readable(name: str) -> bool:
    """Whether files with such a name are read.

    >>> readable("Bilaga 1.PDF"), readable("bild.png")
    (True, False)
    """
    return PurePath(name).suffix.lower() in _KINDS


def text_of(content: bytes, name: str) -> str:
    """The words, at most MOST_LETTERS of them. Raises Unreadable."""
    return _apart(content, PurePath(name).suffix.lower(), SECONDS)


def end_of_pdf(content: bytes) -> str:
    """The words of a PDF's last two pages, for whoever holds a paper against what was given out. Raises Unreadable."""
    return _apart(content, _END, SECONDS_OF_END)


def _apart(content: bytes, kind: str, seconds: int) -> str:
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__, kind],
            input=content,
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unreadable(f"det tog mer än {seconds} sekunder") from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().splitlines()
        raise Unreadable(said[-1] if said else f"läsaren stannade ({done.returncode})")
    return done.stdout.decode("utf-8", "replace")


def words_in(content: bytes, kind: str) -> str:
    """The words of a file of a kind (".pdf"), read in this very process."""
    reader = {".pdf": _pdf, ".docx": _docx, ".pptx": _pptx, _END: _pdf_end}.get(kind, _plain)
    text = _CONTROL.sub(" ", reader(content))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:MOST_LETTERS]


def _plain(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _pdf(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 – half a second, and only this process needs it

    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted and not reader.decrypt(""):
        raise Unreadable("filen är låst med lösenord")
    found: list[str] = []
    letters = 0
    for page in reader.pages[:MOST_PAGES]:
        found.append(re.sub(r"(?<=[a-zåäö])-\n(?=[a-zåäö])", "", page.extract_text()))
        letters += len(found[-1])
        if letters > MOST_LETTERS:
            break
    return "\n".join(found)


def _pdf_end(content: bytes) -> str:
    from pypdf import PdfReader  # noqa: PLC0415 – as above

    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages[-2:])


def _docx(content: bytes) -> str:
    names = re.compile(r"word/(document|footnotes|endnotes|header\d*|footer\d*)\.xml")
    return _paragraphs(content, names, _WORD)


def _pptx(content: bytes) -> str:
    return _paragraphs(content, re.compile(r"ppt/(slides|notesSlides)/[A-Za-z]+\d+\.xml"), _DRAWING)


def _paragraphs(content: bytes, names: re.Pattern[str], space: str) -> str:
    """Text of the parts of an Office file, a line for a paragraph."""
    lines: list[str] = []
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = sorted((one for one in packed.infolist() if names.fullmatch(one.filename)), key=_in_order)
        if sum(one.file_size for one in parts) > _MOST_UNPACKED:
            raise Unreadable("filen är för stor när den packas upp")
        for part in parts:
            with packed.open(part) as opened:
                root = ElementTree.fromstring(opened.read(_MOST_UNPACKED))  # noqa: S314 – expat stops bombs
            for paragraph in root.iter(f"{space}p"):
                lines.append("".join(_run(one, space) for one in paragraph.iter()))
    return "\n".join(lines)


def _run(element: ElementTree.Element, space: str) -> str:
    if element.tag == f"{space}t":
        return element.text or ""
    return " " if element.tag in (f"{space}tab", f"{space}br") else ""


def _in_order(part: zipfile.ZipInfo) -> tuple[str, int]:
    number = re.search(r"(\d+)\.xml$", part.filename)
    return re.sub(r"\d+\.xml$", "", part.filename), int(number[1]) if number else 0


def _limit() -> None:
    try:
        import resource  # noqa: PLC0415 – not there on Windows
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def main() -> None:
    """Read from the input, write to the output; what is wrong in one line, and 1."""
    _limit()
    try:
        text = words_in(sys.stdin.buffer.read(), sys.argv[1])
    except Exception as problem:
        sys.stderr.write(f"{type(problem).__name__}: {problem}".replace("\n", " ")[:300])
        raise SystemExit(1) from None
    sys.stdout.buffer.write(text.encode("utf-8", "replace"))


if __name__ == "__main__":
    main()
