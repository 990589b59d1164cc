"""An archive package looked through afterwards: every deviation in a Swedish sentence. No database is needed (D3)."""

import hashlib
import json
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast
from xml.etree import ElementTree as ET

from secretariat.lib.packing import parts

from .listing import MANIFEST, METS

_METS, _XLINK = "{http://www.loc.gov/METS/}", "{http://www.w3.org/1999/xlink}"
_LARGEST_TEXT = 512 * 1024 * 1024  # of METS and the manifest, which are read line by line


class UnreadableError(Exception):
    """The file cannot be read as a package at all. The message says why."""


@dataclass(frozen=True)
class Checked:
    """What was found: how many files and meetings there are, and what is wrong."""

    files: int
    meetings: int
    deviations: tuple[str, ...]


def check(path: Path) -> Checked:
    """Look through a package. Raises UnreadableError where it is none."""
    try:
        package = zipfile.ZipFile(path)
    except FileNotFoundError as gone:
        raise UnreadableError(f"{path} finns inte.") from gone
    except (zipfile.BadZipFile, OSError) as bad:
        raise UnreadableError(f"{path} går inte att läsa som en ZIP-fil. Hämta den på nytt.") from bad
    with package:
        return _Check(package).whole()


class _Check:
    def __init__(self, package: zipfile.ZipFile) -> None:
        self.package = package
        self.infos = {info.filename: info for info in package.infolist() if not info.is_dir()}
        roots = {name.partition("/")[0] for name in self.infos if "/" in name}
        self.root = next((one for one in sorted(roots) if f"{one}/{MANIFEST}" in self.infos), "")
        self.sums: dict[str, str] = {}

    def whole(self) -> Checked:
        if not self.root:
            raise UnreadableError(f"Filen är inget arkivpaket: {MANIFEST} saknas.")
        if any(info.flag_bits & 1 for info in self.infos.values()):
            raise UnreadableError(
                "Paketet är skyddat med lösenord. Packa upp det och packa det utan lösenord."
            )
        found = [*self.names(), *self.manifest(), *self.contents(), *self.mets(), *self.descriptions()]
        meetings = sum(self._is_description(name) for name in self.sums)
        return Checked(len(self.infos), meetings, tuple(found))

    def names(self) -> Iterator[str]:
        counted = Counter(info.filename for info in self.package.infolist())
        for name, count in counted.items():
            if count > 1:
                yield f"{name} finns {count} gånger i paketet."
            path = PurePosixPath(name)
            if path.is_absolute() or ".." in path.parts or "\\" in name:
                yield f"{name} har ett namn som kan hamna utanför mappen när paketet packas upp."

    def manifest(self) -> Iterator[str]:
        for number, line in enumerate(self._text(MANIFEST).splitlines(), 1):
            checksum, gap, name = line.partition("  ")
            if not (gap and name and len(checksum) == 64):
                yield f"{MANIFEST}, rad {number}: går inte att läsa."
            elif name in self.sums:
                yield f"{MANIFEST}, rad {number}: {name} står redan i listan."
            else:
                self.sums[name] = checksum
        there = {name.removeprefix(f"{self.root}/") for name in self.infos} - {MANIFEST}
        for name in sorted(set(self.sums) - there):
            yield f"{name} står i {MANIFEST} men finns inte i paketet."
        for name in sorted(there - set(self.sums)):
            yield f"{name} finns i paketet men står inte i {MANIFEST}."

    def contents(self) -> Iterator[str]:
        """Each file's checksum, and that what calls itself PDF is one that can be kept."""
        for name, checksum in self.sums.items():
            info = self.infos.get(f"{self.root}/{name}")
            if info is None:
                continue
            digest, head, is_archival = hashlib.sha256(), b"", False
            tail = b""
            try:
                with self.package.open(info) as opened:
                    for part in parts(cast("BinaryIO", opened)):
                        digest.update(part)
                        head = head or part[:5]
                        is_archival = is_archival or b"pdfaid:part" in tail + part
                        tail = part[-16:]
            except (zipfile.BadZipFile, OSError, EOFError, NotImplementedError, ValueError):
                yield f"{name} går inte att packa upp: filen är skadad."
                continue
            if digest.hexdigest() != checksum:
                yield f"{name} är ändrad: kontrollsumman stämmer inte med {MANIFEST}."
            if PurePosixPath(name).name.startswith("anteckningar") and name.endswith(".pdf"):
                if head != b"%PDF-":
                    yield f"{name} är ingen PDF."
                elif not is_archival:
                    yield f"{name} säger inte att den är PDF/A."

    def mets(self) -> Iterator[str]:
        if f"{self.root}/{METS}" not in self.infos:
            yield f"{METS} saknas."
            return
        listed: dict[str, str] = {}
        try:
            with self.package.open(f"{self.root}/{METS}") as opened:
                for name, checksum in _references(opened):
                    listed[name] = checksum
        except (ET.ParseError, zipfile.BadZipFile, OSError) as bad:
            yield f"{METS} går inte att läsa: {bad}."
            return
        for name in sorted(set(self.sums) - set(listed) - {METS}):
            yield f"{name} nämns inte i {METS}."
        for name, checksum in listed.items():
            if name not in self.sums:
                yield f"{METS} nämner {name}, som inte finns i {MANIFEST}."
            elif checksum != self.sums[name]:
                yield f"{METS} har en annan kontrollsumma för {name} än {MANIFEST}."

    def descriptions(self) -> Iterator[str]:
        """What each meeting's metadata says of its files and of what was approved."""
        for name in [one for one in self.sums if self._is_description(one)]:
            if f"{self.root}/{name}" not in self.infos:
                continue
            try:
                facts = json.loads(self._text(name))
                yield from self._described(name, facts)
                yield from self._approved(name, facts)
            except (ValueError, KeyError, TypeError, AttributeError):
                yield f"{name} går inte att läsa."
            twin = f"{name.removesuffix('.json')}.xml"
            try:
                ET.fromstring(self._text(twin) if f"{self.root}/{twin}" in self.infos else "")  # noqa: S314
            except ET.ParseError:
                yield f"{twin} går inte att läsa."

    def _described(self, name: str, facts: dict[str, list[dict[str, str]]]) -> Iterator[str]:
        for one in facts["handlingar"]:
            if one["sokvag"] not in self.sums:
                yield f"{name} beskriver {one['sokvag']}, som inte finns."
            elif one["sha256"] != self.sums[one["sokvag"]]:
                yield f"{name} har en annan kontrollsumma för {one['sokvag']}."
        for left in facts["utelamnade"]:
            if not left["enligt_regel"]:
                yield f"{name}: {left['titel']} är inte med, {left['skal']}."

    def _approved(self, name: str, facts: dict[str, dict[str, str]]) -> Iterator[str]:
        """What was approved is the version that is here, by its checksum."""
        folder = f"representations/rep1/data/{facts['mapp']}"
        current = facts["anteckningar"]
        version = f"{folder}/versioner/version-{current['version']}.json"
        if self.sums.get(version) != current["sha256"]:
            yield f"{name}: version {current['version']} är inte den som gjordes färdig."
        replies = f"{folder}/justering.json"
        if f"{self.root}/{replies}" in self.infos:
            for one in json.loads(self._text(replies))["justering"]:
                if self.sums.get(f"{folder}/versioner/version-{one['version']}.json") != one["sha256"]:
                    yield f"{replies}: {one['justerare']} svarade på en annan text än version {one['version']}."

    def _is_description(self, name: str) -> bool:
        path = PurePosixPath(name)
        return (
            path.parts[:2] == ("metadata", "descriptive") and path.suffix == ".json" and path.stem != "paket"
        )

    def _text(self, name: str) -> str:
        info = self.infos[f"{self.root}/{name}"]
        if info.file_size > _LARGEST_TEXT:
            raise UnreadableError(f"{name} är orimligt stor. Filen är inget arkivpaket härifrån.")
        return self.package.read(info).decode("utf-8", "replace")


def _references(file: object) -> Iterator[tuple[str, str]]:
    """Paths and checksums in METS, read as it goes."""
    checksum = ""
    for event, element in ET.iterparse(file, events=("start", "end")):  # type: ignore[call-overload]  # noqa: S314
        if event == "start" and element.tag == f"{_METS}file":
            checksum = element.get("CHECKSUM", "")
        elif event == "end" and element.tag == f"{_METS}FLocat":
            yield element.get(f"{_XLINK}href", ""), checksum
        elif event == "end" and element.tag == f"{_METS}mdRef":
            yield element.get(f"{_XLINK}href", ""), element.get("CHECKSUM", "")
        if event == "end":
            element.clear()
