# ruff: noqa: E501 – a table of wrong files reads best one fault a line
"""One meeting as one file: out, in again as a draft with the same tree, or refused with reasons (M2)."""

import io
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from jsonschema import Draft202012Validator

from meetings.actions import corrections, printing, trees
from meetings.actions.exchange import reading, taking_in, writing
from meetings.actions.loading import read, write
from meetings.actions.loading.read import LoadError
from meetings.models import (
    Action,
    Attendance,
    Body,
    Decision,
    DecisionSeries,
    HandOn,
    ItemAttachment,
    Meeting,
    Membership,
    Minutes,
    Revision,
)
from secretariat.lib.rules import NotAllowed
from secretariat.registry.models import LogEntry, Organisation, Person, User
from tests import make

from .approval_case import a_case, person_of
from .exchange_case import canonical, mapped, rich_case

pytestmark = pytest.mark.django_db
Login = Callable[[User], Client]
SETS = sorted(Path(__file__).parents[1].glob("minutes/*.json"))
Json = dict[str, Any]


def there_and_back(meeting: Meeting, *, by: User | None = None) -> taking_in.TakenIn:
    return taking_in.take_in(reading.read(writing.bytes_of(meeting), "mote.json"), by=by)


def assert_valid(content: Json) -> None:
    Draft202012Validator(reading.schema()).validate(content)


# The same tree


def test_a_draft_with_everything_comes_back_as_the_same_tree() -> None:
    case = rich_case()
    assert_valid(writing.exported(case.meeting))
    taken = there_and_back(case.meeting)
    assert taken.meeting.pk != case.meeting.pk
    assert canonical(trees.document_of(taken.meeting)) == mapped(trees.document_of(case.meeting), taken)
    assert taken.meeting.minutes.is_draft


def test_what_the_tree_does_not_tell_comes_back_too() -> None:
    case = rich_case()
    new = there_and_back(case.meeting).meeting
    plan = new.items.get(title__startswith="Plan")
    decision = plan.decisions.get()
    assert [one.name for one in decision.parties.all()] == ["Kumla provkommun"]
    assert [(one.recipient, one.channel, one.sent_on) for one in decision.dispatches.all()] == [
        ("Kumla", "e-post", make.DAY)
    ]
    task = Action.objects.get(meeting=new)
    assert (task.who, task.due, str(task.organisation)) == ("Kansliet", "1 juni 2026", "Kumla provkommun")
    assert [one.name for one in HandOn.objects.get(meeting=new).bodies.all()] == ["Andra gruppen"]
    assert [str(one.person) for one in plan.presenters.all()] == ["Asta Ordman", "None"]
    assert Revision.objects.filter(meeting=new, origin="loaded").count() == new.blocks.count()
    seats = Attendance.objects.filter(meeting=new).exclude(seat=None).count()
    assert seats == Membership.objects.filter(seat__body=case.body).count()
    assert LogEntry.objects.filter(verb="läste in ett möte ur en utbytesfil", object_id=str(new.pk)).exists()


def test_the_file_is_the_same_after_a_round_trip_but_for_its_keys() -> None:
    """Exported again, what came in says what was sent: nothing is lost on the way, whether the tree tells it or not."""
    case = rich_case()
    new = there_and_back(case.meeting).meeting

    def bare(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            kept = {key: one for key, one in value.items() if key not in ("id", "block", "last_block")}
            return {key: bare(one, key) for key, one in kept.items()}
        if isinstance(value, list) and name == "items" and all(isinstance(one, int) for one in value):
            return len(value)
        if isinstance(value, list):
            return [bare(one) for one in value]
        if name in ("from_item", "to_item", "serves_for"):
            return value is not None
        return value if name != "html" or "data-date" not in value else "ett datum"

    one, other = writing.exported(case.meeting), writing.exported(new)
    one.pop("registers"), other.pop("registers")
    assert bare(other) == bare(one)


@pytest.mark.parametrize("file", SETS, ids=lambda file: file.stem)
def test_loaded_minutes_in_every_layout_come_back_as_the_same_tree(file: Path) -> None:
    meeting = write.load(*read.read_file(file)).meeting
    content = writing.exported(meeting)
    assert_valid(content)
    taken = there_and_back(meeting)
    assert canonical(trees.document_of(taken.meeting)) == mapped(trees.document_of(meeting), taken)


def approved_file() -> tuple[bytes, str, dict[str, Any]]:
    """The file of approved minutes, its canonical tree, and nothing left of the meeting; persons and bodies stay."""
    case = rich_case()
    with transaction.atomic():
        case.approve()
        corrections.correct(
            case.minutes, by=case.secretary, item=case.item("Budget"), old_text="tillstyrker", new_text="avstyrker",
            reason="Skrivfel",
        )  # fmt: skip
        raw, tree = writing.bytes_of(case.meeting), printing.tree_of(case.minutes)
        transaction.set_rollback(True)
    case.meeting.blocks.all().delete()
    case.meeting.delete()
    return raw, canonical(tree), {"tree": tree, "case": case}


def test_approved_minutes_come_back_with_their_numbers_as_a_draft() -> None:
    raw, _, kept = approved_file()
    content = json.loads(raw)
    assert_valid(content)
    assert (content["approval"]["state"], content["approval"]["version"]) == ("approved", 1)
    assert [one["answer"] for one in content["approval"]["approvers"]] == ["approved", "approved", ""]
    assert content["approval"]["corrections"][0]["new_text"] == "avstyrker"
    taken = taking_in.take_in(reading.read(raw, "mote.json"))
    assert canonical(trees.document_of(taken.meeting)) == mapped(kept["tree"], taken)
    minutes = Minutes.objects.get(meeting=taken.meeting)
    assert (minutes.state, minutes.current_version, minutes.approvers.count()) == ("draft", None, 3)
    assert sorted(Decision.objects.filter(meeting=taken.meeting).values_list("number", flat=True)) == [
        "PR 2026-1", "PR 2026-2",
    ]  # fmt: skip
    assert DecisionSeries.objects.get(body=kept["case"].body, year=2026).last == 2
    assert [one for one in taken.report.lines() if "rättelse" in one] == [
        "  - 1 rättelse: de står i filen, inte i utkastet"
    ]


def test_a_number_that_is_used_here_is_not_used_again() -> None:
    case = a_case()
    case.approve()
    taken = there_and_back(case.meeting)
    assert set(Decision.objects.filter(meeting=taken.meeting).values_list("number", flat=True)) == {""}
    assert sum("används redan här" in one for one in taken.report.unsure) == 2
    assert f"Minnesanteckningar Provrådet har redan möte nr {case.meeting.pk}" in " ".join(
        one.replace(case.meeting.heading, "Minnesanteckningar Provrådet") for one in taken.report.unsure
    )


def test_where_nothing_is_known_persons_organisations_and_bodies_are_made() -> None:
    raw, _, kept = approved_file()
    content = json.loads(raw)
    for kind in content["registers"].values():
        for one in kind:
            for name in ("name", "family_name"):
                if name in one:
                    one[name] = f"Ny{one[name]}"
            one.pop("municipality_code", None) if one.get("municipality_code") else None
    content["registers"]["persons"][0]["is_protected"] = True
    before = (Person.objects.count(), Organisation.objects.count(), Body.objects.count())
    taken = taking_in.take_in(reading.read(json.dumps(content).encode(), "mote.json"))
    made = {word: count for word, count in taken.report.made.items() if word.startswith("nya ")}
    assert made == {
        "nya personer": len(content["registers"]["persons"]),
        "nya organisationer": len(content["registers"]["organisations"]),
        "nya grupper": 1,
    }
    body = Body.objects.get(name="NyProvrådet")
    assert (body.layout, body.has_approval, body.code) == ("item_note", True, "PR2")
    assert "Andra gruppen finns inte i registret" in " ".join(taken.report.unsure)
    assert Person.objects.count() == before[0] + made["nya personer"]
    assert Person.objects.filter(protected_identity=True).count() == 1
    assert kept["case"].body != body


def test_the_same_key_with_another_name_is_somebody_else() -> None:
    case = a_case()
    raw = writing.bytes_of(case.meeting)
    Person.objects.filter(pk=case.chair.person_id).update(given_name="Zelda", family_name="Zorn")
    taken = taking_in.take_in(reading.read(raw, "mote.json"))
    chair = taken.meeting.chair
    assert chair
    assert (chair.name, chair.pk != case.chair.person_id) == ("Asta Ordman", True)


def test_a_file_that_is_here_follows_only_for_those_who_may_fetch_it() -> None:
    case = rich_case()
    there = there_and_back(case.meeting, by=case.secretary)
    kinds = (
        ItemAttachment.objects.filter(meeting=there.meeting)
        .order_by("position")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == ["link", "file"]
    raw = writing.bytes_of(case.meeting).replace(b"bilaga.pdf", b"annan.pdf")
    stranger = make.user(name="Sara Sekreterare")
    make.membership(seat=make.seat(of=case.body, kind="secretary"), person=person_of(stranger))
    ItemAttachment.objects.filter(kind="file").update(meeting=make.meeting(date=None))
    taken = taking_in.take_in(reading.read(raw, "mote.json"), by=User.objects.get(pk=stranger.pk))
    kinds = (
        ItemAttachment.objects.filter(meeting=taken.meeting)
        .order_by("position")
        .values_list("kind", flat=True)
    )
    assert list(kinds) == ["link", "noted"]
    assert taken.report.unplaced == ["filen annan.pdf: den följer inte med, bara dess namn"]


def test_markup_that_may_not_stand_is_cleaned() -> None:
    case = a_case()
    content = writing.exported(case.meeting)
    content["items"][0]["blocks"][0]["html"] = 'Hej <script>alert(1)</script><a href="javascript:x">du</a>'
    content["items"][0]["attachments"] = [
        {"kind": "link", "title": "x", "url": "javascript:alert(1)", "file_name": "", "sha256": ""}
    ]
    taken = taking_in.take_in(reading.read(json.dumps(content).encode(), "mote.json"))
    first = taken.meeting.items.order_by("position").first()
    assert first
    assert first.blocks.get().html == "Hej <a>du</a>"
    assert first.attachments.get().url == ""
    assert "märkning" in " ".join(taken.report.unsure)


# Twice, and by whom


def test_the_example_in_the_documentation_is_taken_in() -> None:
    text = (Path(settings.BASE_DIR) / "docs" / "exchange.md").read_text()
    (example,) = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    taken = taking_in.take_in(reading.read(example.encode(), "mote.json"))
    assert [str(one) for one in taken.meeting.items.all()] == ["1 Plan"]
    assert taken.meeting.decisions.get().number == "PR 2026-1"


def test_the_same_file_twice_changes_nothing() -> None:
    raw = writing.bytes_of(a_case().meeting)
    first = taking_in.take_in(reading.read(raw, "mote.json"))
    count = Meeting.objects.count()
    again = taking_in.take_in(reading.read(raw, "annat namn.json"))
    assert (again.again, again.meeting, Meeting.objects.count()) == (True, first.meeting, count)


def test_a_secretary_takes_in_meetings_of_their_own_bodies_alone() -> None:
    case = a_case()
    raw = writing.bytes_of(case.meeting)
    own, other = make.user(), make.user()
    for user, body in ((own, case.body), (other, make.body())):
        make.membership(seat=make.seat(of=body, kind="secretary"), person=person_of(user))
    with pytest.raises(NotAllowed) as refused:
        taking_in.take_in(reading.read(raw, "mote.json"), by=User.objects.get(pk=other.pk))
    assert refused.value.reasons == [
        "Du kan läsa in möten för grupper där du är sekreterare. Be sekretariatet läsa in mötet för Provrådet."
    ]
    assert Meeting.objects.filter(source="mote.json").count() == 0
    taken = taking_in.take_in(reading.read(raw, "mote.json"), by=User.objects.get(pk=own.pk))
    assert taken.meeting.bodies.get() == case.body


# Bad files


def broken(change: Callable[[Json], object]) -> str:
    """What is said of a file that somebody has changed."""
    content = writing.exported(rich_case().meeting)
    change(content)
    with pytest.raises(LoadError) as refused:
        reading.read(json.dumps(content).encode(), "mote.json")
    return str(refused.value)


WRONG: dict[str, tuple[Callable[[Json], object], str]] = {
    "another format": (lambda c: c.update(format="annat"), "Filen är inget möte i utbytesformatet: format ska vara ”sekretariatet-mote”."),
    "a later version": (lambda c: c.update(version=2), "Filen har utbytesformatets version 2; det här systemet läser version 1."),
    "a part missing": (lambda c: c.pop("items"), "Filen har fel form: items saknas."),
    "a wrong type": (lambda c: c["items"][1].update(title=5), "Filen har fel form: items[1].title ska vara text."),
    "an unknown word": (lambda c: c["meeting"].update(form="hemma"), "Filen har fel form: meeting.form är ”hemma” men ska vara ”in_person”, ”digital” eller ”hybrid”."),
    "something more": (lambda c: c.update(mer=1), "Filen har fel form: mer hör inte till formatet."),
    "an unknown record": (lambda c: c["items"][1]["records"][0].update(kind="dom"), "Filen har fel form: items[1].records[0].kind är ”dom”, som inte finns."),
    "a field of a record": (lambda c: c["items"][2]["records"][0].update(number=None), "Filen har fel form: items[2].records[0].number ska vara text."),
    "a day that is none": (lambda c: c["meeting"].update(date="2026-02-31"), "Filen har fel form: date är ”2026-02-31”, som inte finns i kalendern eller på klockan."),
    "a time that is none": (lambda c: c["meeting"].update(start="25:00"), "Filen har fel form: start är ”25:00”, som inte finns i kalendern eller på klockan."),
    "an end before the beginning": (lambda c: c["meeting"].update(start="12:00", end="09:00"), "Filen har fel form: mötet slutar innan det börjar."),
    "a key twice": (lambda c: c["items"].append(c["items"][0]), "på mer än ett ställe."),
    "a person nobody tells of": (lambda c: c["meeting"]["chair"].update(person=999999), "Filen har fel form: person 999999 står inte i registers.persons."),
    "a body nobody tells of": (lambda c: c["registers"].update(bodies=[]), "står inte i registers.bodies."),
    "a record without block": (lambda c: c["items"][1]["records"][0].update(block="0" * 8 + "-0000" * 3 + "-" + "0" * 12), "pekar på ett block som inte står i punkten."),
    "a point that is not there": (lambda c: c["attendance"][0].update(from_item=999999), "Filen har fel form: närvaroraden Asta Ordman pekar på en punkt som inte finns."),
    "three levels": (lambda c: c["items"][1]["items"][0]["items"].append({**c["items"][0], "id": 999999}), "Filen har fel form: underpunkten a har egna underpunkter."),
    "a vacant seat that is present": (lambda c: c["attendance"][0].update(name=""), "Filen har fel form: en vakant plats i närvaron har en person eller är markerad som närvarande."),
    "NUL": (lambda c: c["meeting"].update(place="a\0"), "Filen har fel form: den innehåller tecken som inte går att spara (NUL eller halva tecken)."),
    "half a sign": (lambda c: c["meeting"].update(place="\ud800"), "Filen har fel form: den innehåller tecken som inte går att spara (NUL eller halva tecken)."),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_file_that_is_wrong_is_refused_with_the_place(name: str) -> None:
    change, said = WRONG[name]
    assert broken(change).endswith(said)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "Filen är inte giltig JSON (rad 1); kontrollera att hela filen kom med."),
        (b"{", "Filen är inte giltig JSON (rad 1); kontrollera att hela filen kom med."),
        (b"[]", "Filen är inget möte i utbytesformatet: format ska vara ”sekretariatet-mote”."),
        ("{}å".encode("latin-1"), "Filen är inte skriven i UTF-8; spara om den med den teckenkodningen."),
        (b"[" * 200_000, "Filen är inte giltig JSON; kontrollera att hela filen kom med."),
        (b" " * 20_000_001, "Filen är för stor; ett möte får vara högst 20 MB."),
    ],
)
def test_what_is_no_such_file_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(LoadError) as refused:
        reading.read(raw, "mote.json")
    assert str(refused.value) == said


def test_other_json_is_told_from_the_exchange_format() -> None:
    assert reading.is_exchange(writing.bytes_of(a_case().meeting))
    assert [reading.is_exchange(one) for one in (b"{}", b"[]", b"", b"\xff", b'{"items": []}')] == [False] * 5


def test_a_file_says_what_meeting_it_is() -> None:
    told = reading.read(writing.bytes_of(a_case().meeting), "mote.json")
    assert told.heading == "Minnesanteckningar Provrådet, 18 mars 2026"


# Commands, and the page


def test_the_commands_write_and_take_in(tmp_path: Path) -> None:
    case = a_case()
    file, said = tmp_path / "mote.json", io.StringIO()
    call_command("export_meeting", str(case.meeting.pk), "-o", str(file), stdout=said)
    call_command("import_meeting", str(file), stdout=said)
    lines = said.getvalue().splitlines()
    assert lines[0] == f"{file} är skriven."
    assert lines[1].startswith("Inläst: 3 punkter, 4 stycken, 2 beslut, 3 närvarorader, ")
    new = Meeting.objects.get(pk=int(lines[-1]))
    assert new.source == "mote.json"
    again = io.StringIO()
    call_command("import_meeting", str(file), stdout=again)
    assert again.getvalue().splitlines() == ["Filen är redan inläst; inget ändrades.", str(new.pk)]


def test_the_commands_say_what_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "tom.json").write_text("{}")
    for arguments, said in (
        (("export_meeting", "0"), "Det finns inget möte med nummer 0."),
        (("export_meeting", "x"), "Det finns inget möte med nummer x."),
        (("import_meeting", str(tmp_path / "finns-inte.json")), "Filen finns-inte.json finns inte eller går inte att öppna."),
        (("import_meeting", str(tmp_path / "tom.json")), "Filen är inget möte i utbytesformatet: format ska vara ”sekretariatet-mote”."),
    ):  # fmt: skip
        with pytest.raises(CommandError) as refused:
            call_command(*arguments, stdout=io.StringIO())
        assert str(refused.value) == said


def test_the_file_is_for_those_who_keep_the_meeting(as_user: Login) -> None:
    """It tells who has protected data."""
    case = a_case()
    address = reverse("meetings:meeting-json", args=[case.meeting.pk])
    answer = as_user(case.secretary).get(address)
    assert (answer.status_code, answer["Content-Disposition"]) == (
        200, 'attachment; filename="mote-2026-03-18.json"',
    )  # fmt: skip
    assert answer.content == writing.bytes_of(case.meeting)
    assert LogEntry.objects.get(verb="hämtade mötet som utbytesfil").user == case.secretary
    assert as_user(case.chair).get(address).status_code == 403
    assert as_user(make.user(office_role="reader")).get(address).status_code == 403
    assert Client().get(address).status_code == 302
    assert as_user(case.secretary).get(reverse("meetings:meeting-json", args=[0])).status_code == 404
    assert address in as_user(case.secretary).get(case.meeting.get_absolute_url()).content.decode()
    assert address not in as_user(case.chair).get(case.meeting.get_absolute_url()).content.decode()


def test_somebody_whose_data_are_protected_is_in_the_whole_copy_alone(as_user: Login) -> None:
    """Masked by the person's id, so that a given name alone is hidden too; the whole is the office's, and logged (D7)."""
    case = a_case()
    elected = person_of(case.elected)
    Person.objects.filter(pk=elected.pk).update(protected_identity=True)
    usual, whole = (
        reverse(f"meetings:{name}", args=[case.meeting.pk]) for name in ("meeting-json", "meeting-json-whole")
    )
    client = as_user(make.user(office_role="secretariat"))
    told = client.get(usual).content.decode()
    for word in (elected.given_name, elected.family_name):
        assert word not in told
    assert reading.read(told.encode(), "mote.json")
    shown = next(one for one in json.loads(told)["registers"]["persons"] if one["id"] == elected.pk)
    assert (shown["given_name"], shown["family_name"]) == ("", "skyddad person")
    full = client.get(whole)
    assert (full.status_code, full.content) == (200, writing.bytes_of(case.meeting))
    assert elected.family_name in full.content.decode()
    assert LogEntry.objects.filter(verb="hämtade mötet som hel utbytesfil").count() == 1
    assert whole in client.get(case.meeting.get_absolute_url()).content.decode()
    assert as_user(case.chair).get(whole).status_code == 403
    keeper = make.user()
    make.membership(seat=make.seat(of=case.body, kind="secretary"), person=person_of(keeper))
    page = as_user(keeper).get(case.meeting.get_absolute_url()).content.decode()
    assert (usual in page, whole in page, as_user(keeper).get(whole).status_code) == (True, False, 403)


def test_a_larger_meeting_asks_no_more(django_assert_max_num_queries: Any) -> None:
    case = rich_case()
    for _ in range(5):
        make.decision(of=make.item(of=case.meeting, text="Mer."))
    with django_assert_max_num_queries(40):
        writing.exported(case.meeting)
