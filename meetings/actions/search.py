"""What the search finds of meetings (B5, N6, N7, D7); of groups, persons and matters: `register_search.py`.

While minutes are not finished a point has two entries: its title, for those who may know of the meeting, and its words,
for those who may read them. Everybody has one of the two circles and never both.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from uuid import UUID

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone

from meetings.access import is_office
from meetings.models import (
    AgendaItem,
    Decision,
    ItemAttachment,
    ItemBlock,
    Meeting,
    MeetingBody,
    Minutes,
    Publication,
)
from meetings.models.text import BlockKind
from meetings.reach import circles_of
from secretariat.lib.access import Permission, may
from secretariat.lib.dates import day_in_words
from secretariat.lib.search import OFFICE, PUBLIC, READERS, SIGNED_IN, VISITORS, Entry
from secretariat.lib.text import plain
from secretariat.registry.actions.file_texts import texts_of
from secretariat.registry.models import Person, StoredFile, User

from .decisions import address_of
from .masked_copies import Words, read_words
from .wordings import Span, words_of

HIDDEN = "skyddad person"


class MeetingSource:
    """A meeting's decisions, points, contributions and files."""

    name = "meeting"

    @staticmethod
    def keys() -> Iterable[int]:
        """All meetings."""
        return Meeting.objects.order_by("pk").values_list("pk", flat=True)

    @staticmethod
    def entries(keys: Sequence[int]) -> Iterator[Entry]:
        """Entries of some meetings; a fixed number of queries."""
        meetings = list(
            Meeting.objects.filter(pk__in=keys)
            .select_related("minutes")
            .prefetch_related(Prefetch("meeting_bodies", MeetingBody.objects.select_related("body")))
        )
        numbers = [meeting.pk for meeting in meetings]
        blocks: defaultdict[int, list[ItemBlock]] = defaultdict(list)
        standing = ItemBlock.objects.standing().filter(meeting__in=numbers).order_by("position", "pk")
        for block in standing.select_related("organisation"):
            blocks[block.item_id].append(block)
        items: defaultdict[int, list[AgendaItem]] = defaultdict(list)
        for item in AgendaItem.objects.standing().filter(meeting__in=numbers).select_related("parent"):
            items[item.meeting_id].append(item)
        decisions = _decisions(numbers)
        attached: defaultdict[int, list[ItemAttachment]] = defaultdict(list)
        for one in ItemAttachment.objects.filter(meeting__in=numbers).select_related("file", "item"):
            attached[one.item_id].append(one)
        texts = texts_of(one.file for found in attached.values() for one in found if one.file)
        published = {
            one.minutes.meeting_id: one
            for one in Publication.objects.standing()
            .filter(minutes__meeting__in=numbers)
            .select_related("minutes")
            .defer("content")
            .prefetch_related("files")
        }
        hide = hiding()
        for meeting in meetings:
            about = _About(meeting, publication=published.get(meeting.pk), hide=hide)
            themes: defaultdict[int, set[int]] = defaultdict(set)
            for decision, _ in decisions[meeting.pk]:
                themes[decision.item_id].update(_themes(decision))
            for item in items[meeting.pk]:
                yield from about.of_item(item, blocks[item.pk], sorted(themes[item.pk]))
                yield from about.of_files(item, attached[item.pk], texts)
            for decision, words in decisions[meeting.pk]:
                yield about.of_decision(decision, words)
            if about.copy:
                yield from about.of_copy(
                    items[meeting.pk], [one for one, _ in decisions[meeting.pk]], about.copy
                )

    @staticmethod
    def audiences(user: User) -> Iterable[str]:
        """The finished for all who may read meetings; of each unfinished meeting its words, its agenda, or nothing."""
        if not may(user, Permission.MEETING_READ):
            return
        yield READERS
        if is_office(user):
            yield OFFICE
            unfinished = Minutes.objects.filter(finished_at=None)
            for pk in unfinished.order_by().values_list("meeting", flat=True):
                yield from (f"meeting:{pk}", f"words:{pk}")
            return
        for pk, has_words in circles_of(user):
            yield f"meeting:{pk}"
            yield f"words:{pk}" if has_words else f"agenda:{pk}"


def _decisions(meetings: Sequence[int]) -> dict[int, list[tuple[Decision, str]]]:
    """Own and reported decisions with their words, by meeting."""
    rows = list(
        Decision.objects.filter(meeting__in=meetings)
        .select_related("block", "item", "matter", "theme", "taken_by_body")
        .prefetch_related("parties", "superseded_by")
    )
    words = words_of(
        Span(one.pk, one.item_id, one.block_id, one.last_block_id, one.block.html)
        for one in rows
        if not one.block.removed
    )
    found: defaultdict[int, list[tuple[Decision, str]]] = defaultdict(list)
    for one in rows:
        if one.pk in words and one.item.removed_at is None:
            found[one.meeting_id].append((one, " ".join(words[one.pk].split())))
    return found


def _themes(decision: Decision) -> tuple[int, ...]:
    """A decision's own theme, else its matter's."""
    theme = decision.theme_id or (decision.matter.theme_id if decision.matter else None)
    return (theme,) if theme else ()


class _About:
    """What all entries of one meeting have in common."""

    def __init__(self, meeting: Meeting, *, publication: Publication | None, hide: "_Hiding") -> None:
        rows = meeting.meeting_bodies_in_order
        self.meeting = meeting
        self.minutes = meeting.minutes
        self.hide = hide
        self.source = f"meeting:{meeting.pk}"
        day = day_in_words(meeting.date) if meeting.date else "utan datum"
        names = " och ".join(row.body.list_name for row in rows)
        self.where = f"{day}, {names or meeting.heading}"
        self.where_for_all = f"{day}, {names}" if names else day
        finished = self.minutes.is_finished
        shown = publication if finished else None
        self.open_files = {stored.pk for stored in shown.files.all()} if shown else set()
        self.copy = read_words(shown.words) if shown and shown.is_masked else None
        is_whole = shown is not None and self.copy is None
        self.words_for = (PUBLIC if is_whole else READERS) if finished else f"words:{meeting.pk}"
        self.public_page = reverse("meetings:public-meeting", args=[meeting.pk]) if shown else ""
        self.files_for = READERS if finished else f"meeting:{meeting.pk}"
        self.entry = partial(
            Entry, source=self.source, date=meeting.date, bodies=tuple(row.body_id for row in rows),
        )  # fmt: skip

    @property
    def state(self) -> tuple[str, str]:
        """Finished, out or draft, with words."""
        if self.minutes.is_finished:
            return "finished", str(self.minutes.get_state_display()).capitalize()
        if self.minutes.is_out:
            return "out", "Ej justerat"
        held = self.meeting.state == Meeting.State.HELD or bool(
            self.meeting.date and self.meeting.date < timezone.localdate()
        )
        return (
            ("draft", "Utkast") if held else ("planned", str(self.meeting.get_state_display()).capitalize())
        )

    def _in_public(self, item: AgendaItem) -> str:
        return f"{self.public_page}#punkt-{item.pk}" if self.public_page else ""

    def _of_file(self, one: ItemAttachment) -> tuple[str, str, str]:
        """Who may find a file, its address, and its address for everybody. One kept narrower or wider says so (C9)."""
        stored = one.file
        if stored is None:
            return (
                (self.words_for if self.minutes.is_finished else self.files_for),
                one.item.get_absolute_url(),
                self._in_public(one.item),
            )
        address = reverse("registry:file-download", args=[stored.pk])
        if stored.pk in self.open_files:
            return PUBLIC, address, reverse("meetings:public-file", args=[self.meeting.pk, stored.pk])
        circles = {StoredFile.Circle.SECRETARIAT: OFFICE, StoredFile.Circle.SIGNED_IN: SIGNED_IN}
        return circles.get(StoredFile.Circle(stored.circle), self.files_for), address, ""

    def of_decision(self, decision: Decision, words: str) -> Entry:
        """A decision: its sentence, and to be found by number, item, matter and theme too."""
        state, said = self.state
        superseded = [one.number for one in decision.superseded_by.all() if one.number]
        if superseded:
            said = f"{said}, ersatt av {' och '.join(superseded)}"
        elsewhere = decision.taken_by or (decision.taken_by_body.name if decision.taken_by_body else "")
        also = [
            decision.number, decision.get_kind_display(),
            str(decision.matter or ""), str(decision.theme or ""),
            *(party.short_name for party in decision.parties.all()),
        ]  # fmt: skip
        address, public = decision.get_absolute_url(), self._in_public(decision.item)
        if self.minutes.is_finished and decision.is_own:
            slug = [address_of(decision.number, decision.pk)]
            address = reverse("meetings:decision-detail", args=slug)
            public = reverse("meetings:public-decision", args=slug) if public else ""
        return self.entry(
            kind="decision", key=str(decision.pk), address=address, public_address=public,
            title=self.hide(words), text=self.hide(decision.item.first_line), audience=self.words_for,
            also=self.hide("\n".join(filter(None, also))), number=decision.number, state=state, state_words=said,
            where=self.where if decision.is_own else f"{self.where}. Fattat av {elsewhere or 'annan'}",
            parties=tuple(party.pk for party in decision.parties.all()), themes=_themes(decision),
        )  # fmt: skip

    def of_copy(
        self, items: Sequence[AgendaItem], decisions: Sequence[Decision], copy: Words
    ) -> Iterator[Entry]:
        """What those who may not read meetings find of masked minutes: the words of the copy, and no others."""
        state, said = self.state
        entry = partial(
            self.entry, audience=VISITORS, state=state, state_words=said, where=self.where_for_all
        )
        for item in items:
            heading, over, text = copy.item(item.pk)
            point = " ".join(filter(None, [item.parent.number if item.parent else "", item.number]))
            if heading or text:
                address = self._in_public(item)
                yield entry(
                    kind="item", key=f"{item.pk}-maskad", address=address, public_address=address, number=point,
                    title=self.hide(heading), also=self.hide(over), text=self.hide(text),
                )  # fmt: skip
        for decision in decisions:
            found = copy.decision(decision.pk)
            if found and decision.is_own:
                slug = [address_of(decision.number, decision.pk)]
                address = reverse("meetings:public-decision", args=slug)
                yield entry(
                    kind="decision", key=f"{decision.pk}-maskad", address=address, public_address=address,
                    title=self.hide(found[0]), text=self.hide(found[1]), number=decision.number,
                    also=self.hide("\n".join([decision.number, str(decision.theme or "")])),
                    themes=_themes(decision),
                )  # fmt: skip

    def of_item(
        self, item: AgendaItem, blocks: Sequence[ItemBlock], themes: Sequence[int]
    ) -> Iterator[Entry]:
        """A point with its words, its decisions' themes, and its contributions. Unfinished: the bare point, besides."""
        state, said = self.state
        point = " ".join(filter(None, [item.parent.number if item.parent else "", item.number]))
        entry = partial(
            self.entry, kind="item", address=item.get_absolute_url(), public_address=self._in_public(item),
            number=point, title=self.hide(" – ".join(item.title.split("\n"))), where=self.where,
            state=state, state_words=said,
        )  # fmt: skip
        proposal = self.hide(item.proposal)
        over = self.hide(item.parent.first_line) if item.parent else ""
        words = self.hide("\n".join(_lines(blocks)))
        if item.title or words:
            text = "\n".join(filter(None, [proposal, words]))
            yield entry(key=str(item.pk), text=text, also=over, audience=self.words_for, themes=themes)
        if not self.minutes.is_finished and (item.title or proposal):
            yield entry(
                key=f"{item.pk}-agenda", text=proposal, also=over, audience=f"agenda:{self.meeting.pk}"
            )
        children: defaultdict[UUID | None, list[ItemBlock]] = defaultdict(list)
        for block in blocks:
            children[block.parent_id].append(block)
        for block in blocks:
            if block.kind == BlockKind.CONTRIBUTION:
                yield self._of_contribution(item, block, children[block.pk])

    def _of_contribution(self, item: AgendaItem, block: ItemBlock, inside: Sequence[ItemBlock]) -> Entry:
        state, said = self.state
        party = (
            block.party_name or block.label or (block.organisation.short_name if block.organisation else "")
        )
        text = self.hide("\n".join(filter(None, [plain(block.html), *(plain(one.html) for one in inside)])))
        return self.entry(
            kind="contribution", key=str(block.pk), address=item.get_absolute_url(),
            public_address=self._in_public(item), title=self.hide(party), text=text,
            audience=self.words_for, where=f"{self.where}, {item.first_line}", state=state, state_words=said,
            parties=(block.organisation_id,) if block.organisation_id else (),
        )  # fmt: skip

    def of_files(
        self, item: AgendaItem, attached: Sequence[ItemAttachment], texts: dict[str, str]
    ) -> Iterator[Entry]:
        """Files and links of a point."""
        state, said = self.state
        for one in attached:
            stored = one.file
            if stored is None and not one.url:
                continue
            audience, address, public = self._of_file(one)
            title, point, where = one.title, item.title, f"{self.where}, {item.first_line}"
            if self.copy and audience == PUBLIC:
                point = self.copy.item(item.pk)[0]
                title, where = str(stored), ", ".join(filter(None, [self.where_for_all, point]))
            yield self.entry(
                kind="file", key=str(one.pk), title=self.hide(title), state=state, state_words=said,
                address=address, public_address=public, audience=audience,
                text=self.hide(texts.get(stored.sha256, "")) if stored else "",
                also=self.hide("\n".join([point, stored.name if stored else ""])), where=where,
            )  # fmt: skip


def _lines(blocks: Sequence[ItemBlock]) -> Iterator[str]:
    for block in blocks:
        name = block.label or block.party_name
        words = plain(block.html)
        yield f"{name}: {words}" if name and block.kind == BlockKind.CONTRIBUTION else words


class _Hiding:
    """Takes the names of persons with protected identity out of what is searched and shown (D7)."""

    def __init__(self, names: Iterable[str]) -> None:
        found = sorted({name for name in names if name}, key=len, reverse=True)
        self._names = re.compile("|".join(map(re.escape, found)), re.IGNORECASE) if found else None

    def __call__(self, text: str) -> str:
        return self._names.sub(HIDDEN, text) if self._names and text else text


def hiding() -> _Hiding:
    """For the persons who are protected now: the whole name, either way round, its other spellings, and the family name
    where nobody else has it.
    """
    names: list[str] = []
    for person in Person.objects.filter(protected_identity=True).only("given_name", "family_name", "aliases"):
        names += [person.name, f"{person.family_name} {person.given_name}", *person.aliases]
        others = Person.objects.filter(family_name__iexact=person.family_name).exclude(pk=person.pk)
        if len(person.family_name) > 2 and not others.exists():
            names.append(person.family_name)
    return _Hiding(name.strip() for name in names)
