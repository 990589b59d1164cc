"""What is said of a meeting in an archive package: the same facts as JSON and XML, and events as PREMIS (D3).

The names are described in docs/archive.md; docs/archive.xsd is their schema. A change of meaning needs a new number in
SCHEMA.
"""

import datetime as dt
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from django.utils import timezone

from meetings.models import Approver, Correction, Reply
from secretariat.lib.packing import Packed

from .gathering import Gathered, Source

SCHEMA = "urn:sekretariatet:arkiv:1"
_PREMIS = "http://www.loc.gov/premis/v3"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
# Lists, and what each thing in them is called in XML.
_ONE = {
    "grupper": "grupp", "beslut": "ett_beslut", "handlingar": "handling", "utelamnade": "utelamnad",
    "justering": "svar", "rattelser": "rattelse", "moten": "mote",
}  # fmt: skip
Facts = dict[str, Any]


@dataclass(frozen=True)
class Kept:
    """A file of the package with what it is."""

    packed: Packed
    source: Source


def approvals_of(gathered: Gathered) -> list[Facts]:
    """Every reply with its evidence, as it was stored (C5)."""
    return [_approval(row, reply) for row in gathered.approvers for reply in row.replies.all()]


def _approval(row: Approver, reply: Reply) -> Facts:
    return {
        "justerare": row.person.name,
        "egenskap": row.get_capacity_display(),
        "for_grupp": row.body.name if row.body else "",
        "svar": reply.get_answer_display(),
        "kommentar": reply.comment,
        "version": reply.version.number,
        "sha256": reply.sha256,
        "tidpunkt": _moment(reply.answered_at),
        "svensk_tid": reply.local_time,
        "konto": reply.answered_by.name,
        "inloggning": reply.method,
        "tillitsniva": reply.assurance,
        "inloggad": _moment(reply.signed_in_at) if reply.signed_in_at else "",
        "fran": reply.ip or "",
        "webblasare": reply.user_agent,
        "bevis": json.dumps(reply.evidence, ensure_ascii=False, sort_keys=True) if reply.evidence else "",
    }


def corrections_of(gathered: Gathered) -> list[Facts]:
    """Rättelser in their order (C7)."""
    return [_correction(one) for one in sorted(gathered.corrections, key=lambda one: one.corrected_at)]


def _correction(one: Correction) -> Facts:
    return {
        "galler": one.item_label,
        "det_star": one.old_text,
        "det_ska_sta": one.new_text,
        "skal": one.reason,
        "tidpunkt": _moment(one.corrected_at),
        "rattat_av": one.corrected_name,
    }


def facts_of(gathered: Gathered, kept: Sequence[Kept]) -> Facts:
    """The meeting and its documents, as metadata/descriptive tells it."""
    meeting, minutes = gathered.meeting, gathered.minutes
    return {
        "schema": SCHEMA,
        "id": meeting.pk,
        "mapp": gathered.folder,
        "rubrik": meeting.heading,
        "datum": meeting.date.isoformat() if meeting.date else "",
        "borjar": meeting.start_time.strftime("%H:%M") if meeting.start_time else "",
        "slutar": meeting.end_time.strftime("%H:%M") if meeting.end_time else "",
        "plats": meeting.place,
        "form": meeting.get_form_display() if meeting.form else "",
        "ordforande": meeting.chair_name or (meeting.chair.name if meeting.chair else ""),
        "sekreterare": meeting.secretary_name or (meeting.secretary.name if meeting.secretary else ""),
        "grupper": [
            {
                "namn": row.printed_name or row.body.name,
                "kod": row.body.code,
                "bara_gemensam_del": row.joint_part_only,
            }
            for row in gathered.bodies
        ],
        "anteckningar": {
            "kallas": str(minutes.word),
            "lage": minutes.get_state_display(),
            "fardiga": _moment(minutes.finished_at),
            "version": next((one.number for one in gathered.versions if one.pk == minutes.current_version_id), 0),
            "sha256": minutes.current_version.sha256 if minutes.current_version else "",
        },
        "beslut": [
            {
                "id": str(one.pk),
                "nummer": one.number,
                "slag": one.get_kind_display() if one.kind else "",
                "punkt": one.item.label,
                "motets_eget": one.is_own,
            }
            for one in gathered.decisions
        ],
        "handlingar": [_document(one) for one in kept],
        "utelamnade": [
            {"titel": one.title, "skal": one.why, "enligt_regel": one.is_by_rule} for one in gathered.left_out
        ],
    }  # fmt: skip


def _document(kept: Kept) -> Facts:
    source, stored = kept.source, kept.source.stored
    return {
        "sokvag": kept.packed.path,
        "titel": source.title,
        "filnamn": stored.name if stored else "",
        "handlingstyp": source.record_kind,
        "status": source.status,
        "diarienummer": stored.case_number if stored else "",
        "ansvarig": stored.owner.name if stored and stored.owner else "",
        "sekretess": stored.secrecy if stored else "",
        "bevaras": stored.get_keeping_display() if stored and stored.keeping else "bevaras",
        "punkt": source.item,
        "filtyp": type_of(source),
        "storlek": kept.packed.size,
        "sha256": kept.packed.sha256,
        "datum": _moment(source.since),
    }


def type_of(source: Source) -> str:
    """The media type of a file."""
    if source.stored:
        return source.stored.content_type
    return "application/pdf" if source.name.endswith(".pdf") else "application/json"


def as_json(facts: object) -> bytes:
    """Facts as JSON that a person can read too."""
    return json.dumps(facts, ensure_ascii=False, indent=1).encode() + b"\n"


def as_xml(name: str, facts: Facts) -> bytes:
    """The same facts as XML; `name` is that of the root."""
    root = ET.Element(name, {"xmlns": SCHEMA})
    _fill(root, {key: value for key, value in facts.items() if key != "schema"})
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def _fill(parent: ET.Element, facts: Facts) -> None:
    for key, value in facts.items():
        made = ET.SubElement(parent, key)
        if isinstance(value, dict):
            _fill(made, value)
        elif isinstance(value, list):
            for one in value:
                _fill(ET.SubElement(made, _ONE[key]), one)
        else:
            made.text = _word(value)


def _word(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


# Events


def events_as_premis(gathered: Gathered, kept: Sequence[Kept], *, packed_at: dt.datetime) -> bytes:
    """What has happened to the minutes, and each file's checksum, as PREMIS 3."""
    ET.register_namespace("premis", _PREMIS)
    root = ET.Element(_name("premis"), {"version": "3.0"})
    for one in kept:
        _object(root, one)
    agents: dict[str, None] = {}
    for number, (kind, moment, detail, who) in enumerate(_events(gathered, packed_at), 1):
        _event(root, f"{gathered.folder}/{number}", kind, moment, detail, who)
        agents[who] = None
    for who in agents:
        agent = ET.SubElement(root, _name("agent"))
        _identifier(agent, "agent", who)
        _add(agent, "agentName", who)
        _add(agent, "agentType", "software" if who == _SYSTEM else "person")
    ET.indent(root)
    return ET.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


_SYSTEM = "Sekretariatet"


def _events(gathered: Gathered, packed_at: dt.datetime) -> Iterable[tuple[str, dt.datetime, str, str]]:
    found = [
        ("fryst", one.frozen_at, f"Version {one.number}, SHA-256 {one.sha256}", one.frozen_by.name)
        for one in gathered.versions
    ]
    found += [
        (reply.get_answer_display(), reply.answered_at, f"Version {reply.version.number}, SHA-256 {reply.sha256}",
         row.person.name)
        for row in gathered.approvers for reply in row.replies.all()
    ]  # fmt: skip
    minutes = gathered.minutes
    if minutes.finished_at:
        by = minutes.finished_by.name if minutes.finished_by else _SYSTEM
        found.append((minutes.get_state_display(), minutes.finished_at, "", by))
    found += [
        ("rättat", one.corrected_at, f"{one.item_label}: {one.reason}".strip(": "), one.corrected_name)
        for one in gathered.corrections
    ]
    for one in gathered.publications:
        found.append(("publicerat", one.published_at, "", _SYSTEM))
        if one.unpublished_at:
            found.append(("avpublicerat", one.unpublished_at, one.unpublished_why, _SYSTEM))
    found.sort(key=lambda one: one[1])
    return [*found, ("packat för arkiv", packed_at, "", _SYSTEM)]


def _name(word: str) -> str:
    return f"{{{_PREMIS}}}{word}"


def _add(parent: ET.Element, word: str, text: str) -> ET.Element:
    made = ET.SubElement(parent, _name(word))
    made.text = text
    return made


def _identifier(parent: ET.Element, what: str, value: str) -> None:
    made = ET.SubElement(parent, _name(f"{what}Identifier"))
    _add(made, f"{what}IdentifierType", "lokal")
    _add(made, f"{what}IdentifierValue", value)


def _object(root: ET.Element, kept: Kept) -> None:
    made = ET.SubElement(root, _name("object"), {f"{{{_XSI}}}type": "premis:file"})
    _identifier(made, "object", kept.packed.path)
    told = ET.SubElement(made, _name("objectCharacteristics"))
    fixity = ET.SubElement(told, _name("fixity"))
    _add(fixity, "messageDigestAlgorithm", "SHA-256")
    _add(fixity, "messageDigest", kept.packed.sha256)
    _add(told, "size", str(kept.packed.size))
    kind = ET.SubElement(ET.SubElement(told, _name("format")), _name("formatDesignation"))
    _add(kind, "formatName", type_of(kept.source))
    if kept.source.stored:
        _add(made, "originalName", kept.source.stored.name)


def _event(root: ET.Element, key: str, kind: str, moment: dt.datetime, detail: str, who: str) -> None:
    made = ET.SubElement(root, _name("event"))
    _identifier(made, "event", key)
    _add(made, "eventType", kind)
    _add(made, "eventDateTime", _moment(moment))
    if detail:
        _add(ET.SubElement(made, _name("eventDetailInformation")), "eventDetail", detail)
    linked = ET.SubElement(made, _name("linkingAgentIdentifier"))
    _add(linked, "linkingAgentIdentifierType", "lokal")
    _add(linked, "linkingAgentIdentifierValue", who)


def _moment(moment: dt.datetime | None) -> str:
    """A moment in Swedish time with its distance from UTC; nothing where there is none."""
    return timezone.localtime(moment).isoformat(timespec="seconds") if moment else ""
