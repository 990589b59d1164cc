"""What an archive package says of its files: METS, and a list of checksums. Written as files come, on the disk."""

import datetime as dt
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO
from xml.sax.saxutils import escape, quoteattr

from secretariat.lib.packing import Packed, parts

MANIFEST, METS = "manifest-sha256.txt", "METS.xml"
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<mets xmlns="http://www.loc.gov/METS/" xmlns:xlink="http://www.w3.org/1999/xlink"
      OBJID={key} LABEL={label} TYPE="Mixed">
 <metsHdr CREATEDATE={made}>
  <agent ROLE="CREATOR" TYPE="ORGANIZATION"><name>{owner}</name></agent>
  <agent ROLE="CREATOR" TYPE="OTHER" OTHERTYPE="SOFTWARE"><name>Sekretariatet</name></agent>
 </metsHdr>
"""


@dataclass(frozen=True)
class Title:
    """What a package is, and whose."""

    key: str
    label: str
    owner: str
    made_at: dt.datetime


class Listing:
    """METS and checksums under way: each part of METS has a file of its own until all is there."""

    def __init__(self, title: Title) -> None:
        self._title = title
        self._sections = {
            name: tempfile.TemporaryFile()  # noqa: SIM115 – closed by close()
            for name in ("dmd", "amd", "data", "schema", "map", "sums")
        }
        self._count = 0

    def add_data(self, packed: Packed, kind: str) -> str:
        """A file of the representation. Returns its id in METS."""
        return self._file("data", packed, kind)

    def add_schema(self, packed: Packed, kind: str) -> None:
        """A description of the metadata."""
        self._file("schema", packed, kind)

    def add_descriptive(self, packed: Packed, kind: str) -> str:
        """A file that tells what something is."""
        key = self._key("dmd")
        other = 'MDTYPE="OTHER" OTHERMDTYPE="SEKRETARIATET"'
        self._put("dmd", f' <dmdSec ID="{key}">{self._reference(packed, kind, other)}</dmdSec>\n')
        self._sum(packed)
        return key

    def add_preservation(self, packed: Packed) -> str:
        """A file that tells what has happened to something."""
        key = self._key("amd")
        told = self._reference(packed, "application/xml", 'MDTYPE="PREMIS"')
        self._put("amd", f'  <digiprovMD ID="{key}">{told}</digiprovMD>\n')
        self._sum(packed)
        return key

    def add_division(self, label: str, *, described: list[str], preserved: str, files: list[str]) -> None:
        """One meeting: its metadata and its files."""
        pointers = "".join(f'<fptr FILEID="{one}"/>' for one in files)
        self._put(
            "map",
            f'   <div LABEL={quoteattr(label)} DMDID="{" ".join(described)}" ADMID="{preserved}">{pointers}</div>\n',
        )

    def mets(self) -> Iterator[bytes]:
        """The whole of METS, a part at a time."""
        title = self._title
        yield _HEAD.format(
            key=quoteattr(title.key),
            label=quoteattr(title.label),
            made=quoteattr(title.made_at.isoformat(timespec="seconds")),
            owner=escape(title.owner),
        ).encode()
        yield from self._section("dmd")
        yield b' <amdSec ID="amd">\n'
        yield from self._section("amd")
        yield b' </amdSec>\n <fileSec ID="filer">\n  <fileGrp ID="rep1" USE="Representations/rep1">\n'
        yield from self._section("data")
        yield b'  </fileGrp>\n  <fileGrp ID="scheman" USE="Schemas">\n'
        yield from self._section("schema")
        yield b"  </fileGrp>\n </fileSec>\n"
        yield f' <structMap TYPE="PHYSICAL" LABEL="CSIP">\n  <div LABEL={quoteattr(title.key)}>\n'.encode()
        yield from self._section("map")
        yield b"  </div>\n </structMap>\n</mets>\n"

    def sums(self, mets: Packed) -> Iterator[bytes]:
        """The list of checksums, METS last."""
        self._sum(mets)
        yield from self._section("sums")

    def close(self) -> None:
        """Let go of the parts."""
        for section in self._sections.values():
            section.close()

    def _file(self, group: str, packed: Packed, kind: str) -> str:
        key = self._key("fil")
        self._put(
            group,
            f'   <file ID="{key}" {_measures(packed, kind)}>'
            f'<FLocat LOCTYPE="URL" xlink:type="simple" xlink:href={quoteattr(packed.path)}/></file>\n',
        )
        self._sum(packed)
        return key

    @staticmethod
    def _reference(packed: Packed, kind: str, what: str) -> str:
        return (
            f'<mdRef LOCTYPE="URL" {what} xlink:type="simple" xlink:href={quoteattr(packed.path)} '
            f"{_measures(packed, kind)}/>"
        )

    def _key(self, kind: str) -> str:
        self._count += 1
        return f"{kind}-{self._count}"

    def _sum(self, packed: Packed) -> None:
        self._put("sums", f"{packed.sha256}  {packed.path}\n")

    def _put(self, name: str, text: str) -> None:
        self._sections[name].write(text.encode())

    def _section(self, name: str) -> Iterator[bytes]:
        section: IO[bytes] = self._sections[name]
        section.seek(0)
        yield from parts(section)  # type: ignore[arg-type]


def _measures(packed: Packed, kind: str) -> str:
    return (
        f'MIMETYPE={quoteattr(kind)} SIZE="{packed.size}" CHECKSUM="{packed.sha256}" CHECKSUMTYPE="SHA-256"'
    )
