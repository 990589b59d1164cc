"""Two who act at once on results and by a school's link: nothing stands twice, is mixed or slips out (H2–H6)."""

import datetime as dt

import pytest
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from secretariat.registry.models import LogEntry
from surveys import list_files
from surveys.actions import datasets, responses, restarts, school_replies
from surveys.actions.school_replies import ClassSaid, Said
from surveys.models import ClassGroup, ContactNote, Dataset, Participation, Result
from surveys.response_lists import HEADINGS
from tests.races import Orders, meet, rounds

from .result_case import a_county, row
from .school_case import a_round

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
HOUR = dt.timedelta(hours=1)
GONE = "Datamängden är borttagen. Se i listan vilka som finns."
RELEASED = "Resultaten är släppta. Dra tillbaka dem, eller läs in en rättad datamängd i stället."


def test_one_releases_while_another_withdraws() -> None:
    """The one who is last decides all three moments, and the log says so."""
    county, now, seen = a_county(), timezone.now(), Orders()
    made = county.taken(row("61,5"))
    open_to_all = {"parties_at": now - HOUR, "public_at": now - HOUR, "national_at": now - HOUR}
    closed = dict.fromkeys(open_to_all)
    for _, lead in rounds(16):
        datasets.release(made, parties_at=now - HOUR, public_at=None, national_at=None, by=county.by)
        met = meet(
            lambda: datasets.release(made, **open_to_all, by=county.by) and "",
            lambda: datasets.release(made, **closed, by=county.by) and "",
            lead=lead,
        )
        assert met.refused == []
        moments = Dataset.objects.values(*open_to_all).get()
        last = LogEntry.objects.latest("pk").verb
        ends = {"bestämde när resultat släpps": open_to_all, "drog tillbaka resultat": closed}
        assert moments == ends[last]
        seen.won("b" if moments == open_to_all else "a", met)
    seen.assert_both()


def test_one_releases_while_another_takes_the_set_away() -> None:
    """What is released is never gone, and what is gone is never released."""
    county, now, seen = a_county(), timezone.now(), Orders()
    for number, lead in rounds(16):
        made = county.taken(row("61,5", title=f"Nr {number}"))
        met = meet(
            lambda made=made: (
                datasets.release(made, parties_at=now - HOUR, public_at=None, national_at=None, by=county.by)
                and ""
            ),
            lambda made=made: datasets.delete(made, by=county.by),
            lead=lead,
        )
        released = Dataset.objects.filter(pk=made.pk, parties_at__isnull=False).exists()
        assert met.refused == [RELEASED if released else GONE]
        seen.won("a" if released else "b", met)
        Dataset.objects.update(parties_at=None)
        Dataset.objects.all().delete()
    seen.assert_both()


def test_two_take_the_same_file_in() -> None:
    """Once as one set, once as the same file uploaded by both: its figures stand once."""
    county, seen = a_county(), Orders()
    for number, lead in rounds(16):
        Dataset.objects.all().delete()
        first = county.upload(row("61,5"), row("50", geo_kod="1885"), title="Den ena")
        second = (
            county.upload(row("61,5"), row("50", geo_kod="1885"), title="Den andra") if number % 2 else first
        )
        met = meet(
            lambda first=first: datasets.take_in(first, sensitive=set(), by=county.by) and "",
            lambda second=second: datasets.take_in(second, sensitive=set(), by=county.by) and "",
            lead=lead,
        )
        won = "a" if met.a.kind == "done" else "b"
        name = "Den ena" if won == "a" else "Den andra"
        again = f"Samma fil är redan inläst i omgången, som {name}. Ta bort den här."
        in_already = {"Filen läses redan in.", "Filen är redan inläst."}
        assert met.refused == [again] if number % 2 else set(met.refused) <= in_already and met.refused
        assert (Dataset.objects.filter(state="taken").count(), Result.objects.count()) == (1, 2)
        seen.won(won, met)
    seen.assert_both()


def test_two_correct_the_same_set() -> None:
    county, seen = a_county(), Orders()
    for number, lead in rounds(16):
        old = county.taken(row("61,5", 100 + number))
        met = meet(
            lambda old=old: county.upload(row("62"), replaces=old) and "",
            lambda old=old: county.upload(row("63"), replaces=old) and "",
            lead=lead,
        )
        assert met.refused == ["Datamängden är redan ersatt, eller på väg att bli det."]
        assert Dataset.objects.filter(replaces=old).count() == 1
        seen.won("a" if met.a.kind == "done" else "b", met)
        Dataset.objects.exclude(replaces=None).delete()
        Dataset.objects.all().delete()
    seen.assert_both()


def test_two_start_a_lost_reading_again() -> None:
    """One person and the nightly run: the worker gets one errand."""
    county, seen = a_county(), Orders()
    made = county.upload(row("61,5"))
    for _, lead in rounds(16):
        Dataset.objects.update(state="taking", found=made.found)
        DBTaskResult.objects.all().delete()
        met = meet(
            lambda: restarts.start_again(made, by=county.by) and "",
            lambda: restarts.start_again(made, by=None) and "",
            lead=lead,
        )
        assert met.refused == ["Filen läses fortfarande. Vänta en stund."]
        assert DBTaskResult.objects.filter(status="READY").count() == 1
        seen.won("a" if met.a.kind == "done" else "b", met)
    seen.assert_both()


def said(yes: bool, who: str, *classes: str) -> Said:
    rows = [ClassSaid(name, "7", 20) for name in classes]
    return Said(
        yes, "" if yes else "Hinner inte", who, who, f"{who}@exempel.se", "", 40 if yes else None, rows
    )


def test_two_at_a_school_answer_by_its_link() -> None:
    """The later answer stands whole, with its own classes; both are noted."""
    case, seen = a_round(), Orders()
    case.add("Alskolan")
    case.ask_all()
    for _, lead in rounds(16):
        ClassGroup.objects.all().delete()
        Participation.objects.update(state="no_reply", answered_at=None, why="", answered_by="", invited=None)
        ContactNote.objects.all().delete()
        row_ = Participation.objects.select_related("round__survey", "school__party").get()
        met = meet(
            lambda row_=row_: school_replies.reply(row_, said(True, "Ebba", "7A", "7B")) and "",
            lambda row_=row_: school_replies.reply(row_, said(True, "Olle", "7A", "7C")) and "",
            lead=lead,
        )
        assert met.refused == []
        after = Participation.objects.select_related("school").get()
        classes = set(ClassGroup.objects.values_list("name", flat=True))
        assert (after.answered_by, classes) in [("Ebba", {"7A", "7B"}), ("Olle", {"7A", "7C"})]
        assert (after.school.contact, after.invited) == (after.answered_by, 40)
        seen.won("b" if after.answered_by == "Ebba" else "a", met)
    seen.assert_both()


def test_one_says_yes_and_another_no_by_the_same_link() -> None:
    case, seen = a_round(), Orders()
    case.add("Alskolan")
    case.ask_all()
    for _, lead in rounds(16):
        Participation.objects.update(state="no_reply", answered_at=None, why="", answered_by="", invited=None)
        ContactNote.objects.all().delete()
        row_ = Participation.objects.select_related("round__survey", "school__party").get()
        met = meet(
            lambda row_=row_: school_replies.reply(row_, said(True, "Ebba")) and "",
            lambda row_=row_: school_replies.reply(row_, said(False, "Olle")) and "",
            lead=lead,
        )
        assert met.refused == []
        after = Participation.objects.get()
        assert (after.state, after.answered_by, after.why) in [
            ("participates", "Ebba", ""), ("declined", "Olle", "Hinner inte"),
        ]  # fmt: skip
        assert ContactNote.objects.count() == 2
        seen.won("b" if after.state == "participates" else "a", met)
    seen.assert_both()


def test_a_school_names_its_classes_while_the_suppliers_file_is_taken_in() -> None:
    """The same class by both: once, with its answers."""
    case, seen = a_round(), Orders()
    case.add("Alskolan")
    case.step("Alskolan", "deltar")
    case.collect()
    told = list_files.read(b"vecka;skola;klass;utskickade;svar\n5;Alskolan;7A;20;9", HEADINGS)
    for _, lead in rounds(16):
        ClassGroup.objects.all().delete()
        row_ = Participation.objects.select_related("round__survey", "school__party").get()
        met = meet(
            lambda row_=row_: school_replies.reply(row_, said(True, "Ebba", "7A")) and "",
            lambda: responses.take_in(case.round, told, week=None, why="Rättat", by=case.by) and "",
            lead=lead,
        )
        file_first = met.a.kind == "refused"
        assert met.refused == (["Klass 7A har redan svar och kan inte tas bort."] if file_first else [])
        assert list(ClassGroup.objects.values_list("name", "answered")) == [("7A", 9)]
        seen.won("b" if file_first else "a", met)
    seen.assert_both()
