"""Finished minutes with words of their own in every place where words can stand, and what masks each of them."""

from dataclasses import dataclass

from django.core.files.uploadedfile import SimpleUploadedFile

from meetings.actions import attachments, masks
from meetings.actions import minutes as minutes_actions
from meetings.models import Meeting, Minutes
from secretariat.registry.models import Person, StoredFile, User
from tests import make

# Each stands in one place; none is part of another, and none occurs in a page of ours.
MARKERS = {
    "title": "Rödspovmötet", "place": "Brushanesalen", "item title": "Storspoven", "subtitle": "Kustpiparen",
    "sub item": "Myrsnäppan", "text": "Gluttsnäppan", "across tags": "Skedstorken Sumphönan", "link": "skrattmasen",
    "decision": "Tretåmåsen", "whole paragraph": "Svarttärnan", "task": "Roskarlen", "contribution": "Dvärgmåsen",
    "person": "Ägretthägern", "title of person": "hägerdirektör", "file title": "Kornknarren",
    "file name": "rördromfil", "file words": "Fjällugglan",
    "link title": "Jorduglan", "link address": "sparvugglan", "correction": "Vattenrallen",
    "report": "Smådoppingen",
}  # fmt: skip
GROUND = "uppgift om hälsa, OSL 21 kap. 1 §"


@dataclass
class MaskedCase:
    minutes: Minutes
    meeting: Meeting
    by: User
    person: Person
    open_file: StoredFile
    closed_file: StoredFile

    def fresh(self) -> Minutes:
        """Read now."""
        return Minutes.objects.get(pk=self.minutes.pk)


def wanted(case: MaskedCase) -> list[tuple[str, str]]:
    """Masks for every marker: words, a person, an attachment, a paragraph."""
    m = MARKERS
    whole = case.meeting.items.get(title__startswith="Plan").blocks.get(html__contains=m["whole paragraph"])
    words = [
        "title", "place", "item title", "subtitle", "sub item", "text", "across tags", "link", "decision", "task",
        "contribution", "link title", "link address", "correction", "report",
    ]  # fmt: skip
    return [
        *(("words", m[name]) for name in words),
        ("person", str(case.person.pk)),
        ("attachment", f"fil {case.closed_file.pk}"),
        ("block", str(whole.pk)),
    ]


def a_masked_case(*, masked: bool = True) -> MaskedCase:
    """Fastställda minutes with a marker in every place, and masks chosen for all of them; not published."""
    m = MARKERS
    by = make.user(name="Mikaela Forsell", office_role="secretariat")
    body = make.body(name="Provgruppen", code="PG", approval_policy="none")
    person = make.person(name=f"Ulla {m['person']}")
    meeting = make.meeting(
        bodies=[body], secretary=by.person, chair=make.person(name="Asta Ordman"),
        title=f"Minnesanteckningar {m['title']}", place=m["place"],
    )  # fmt: skip
    make.attendee(of=meeting, person=person, body=body, title=m["title of person"])
    make.attendee(of=meeting, person=make.person(name="Birger Valdberg"), body=body)
    item = make.item(of=meeting, title=f"{m['item title']}\n{m['subtitle']}")
    make.item(of=meeting, title=m["sub item"], parent=item, text="Vi talade om vägen.")
    plan = make.item(of=meeting, title="Plan")
    one, other = m["across tags"].split()
    make.block(
        of=plan,
        html=f"Vi hörde {m['text']} &amp; {one.lower()} <strong>{other}</strong> om {m['report']}s väg.",
    )
    make.block(of=plan, html=f'Läs <a href="https://exempel.se/{m["link"]}">mer</a>.')
    make.block(of=plan, html=f"Här står {m['whole paragraph']} och annat.")
    make.block(of=plan, html=f"{person.name} berättade, sedan {m['person']}s bror.")
    said = make.block(of=plan, html="", kind="contribution", label="Norr")
    make.block(of=plan, html=f"I norr finns {m['contribution']}.", parent=said)
    make.decision(of=plan, text=f"Gruppen antar {m['decision']}.")
    make.action(of=plan, text=f"Kansliet skriver till {m['task']}.", who=m["task"])
    opened, closed = (
        attachments.attach_file(plan, by=by, upload=SimpleUploadedFile(name, words.encode()), title=title)
        for name, words, title in (
            ("karta.txt", "En karta över Bergslagen.", "Karta"),
            (f"{m['file name']}.txt", f"Om {m['file words']}.", m["file title"]),
        )
    )
    plan.attachments.create(
        meeting=meeting,
        kind="link",
        title=m["link title"],
        url=f"https://exempel.se/{m['link address']}",
        position=9,
    )
    minutes_actions.finalise(meeting.minutes, by=by)
    minutes = Minutes.objects.get(meeting=meeting)
    assert opened.file
    assert closed.file
    case = MaskedCase(minutes, meeting, by, person, opened.file, closed.file)
    if masked:
        everything = [one for one in wanted(case) if one[1] != m["correction"]]
        masks.mask(minutes, by=by, wanted=everything, ground=GROUND)
    return case
