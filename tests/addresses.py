"""A thing for every address of ours, found from the URLconf: those that walk all of them begin here.

An address with an object nobody has named here fails their tests.
"""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from agreements.actions import plans
from funding.models import Fund
from meetings.actions import attendance, board, corrections, immediate, unlocking
from meetings.actions.invitees import reply_address
from meetings.models import (
    ArchivePackage,
    AttendanceExport,
    BacklogItem,
    DecisionExport,
    DecisionWording,
    Disclosure,
    HandOn,
    ItemBlock,
    Revision,
)
from secretariat.inquiries.actions.forms import latest
from secretariat.registry.actions import links
from secretariat.registry.models import (
    Letterhead,
    OutgoingMail,
    PersonalLink,
    Removal,
    SchoolBreak,
    StoredFile,
    Synonym,
)
from secretariat.yearwheel.actions import proposals
from secretariat.yearwheel.models import Activity
from secretariat.yearwheel.reading import Days
from tests import make
from tests.agreements.case import an_agreement
from tests.agreements.case import key_for as agreement_key_for
from tests.funding.allocation_case import allocation_samples
from tests.funding.call_case import call_samples
from tests.funding.case import some_money
from tests.funding.report_case import report_samples
from tests.inquiries.round_case import a_form, a_round
from tests.inquiries.round_case import key_for as question_key
from tests.meetings.approval_case import Case, a_case
from tests.meetings.backlog_case import finish
from tests.meetings.confirmation_case import an_asking, key_for
from tests.meetings.import_case import uploaded
from tests.meetings.interest_case import a_calling
from tests.meetings.interest_case import key_for as key_of_interest
from tests.meetings.invitees_case import a_council
from tests.meetings.publishing_case import publish
from tests.meetings.roster_case import a_turn
from tests.registers.files import register_samples
from tests.surveys.reading_case import RESULT_CODE, result_samples
from tests.surveys.round_case import survey_samples
from tests.surveys.school_case import school_samples
from tests.yearwheel import year_case

OURS = ("secretariat.", "meetings.", "agreements.", "funding.", "surveys.")
PARAMETER = re.compile(r"<(?:\w+:)?(\w+)>")


def patterns(resolver: URLResolver | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Address and pattern of every page of ours."""
    for pattern in (resolver or get_resolver()).url_patterns:
        where = f"{before}{pattern.pattern}"
        if isinstance(pattern, URLResolver):
            if not where.startswith(("admin/", "konto/")):
                yield from patterns(pattern, where)
        elif pattern.callback.__module__.startswith(OURS):
            yield where, pattern


def samples(draft: Case, done: Case) -> dict[str, list[Any]]:
    """An object for each kind of address, by how the address begins."""
    of_draft = draft.meeting
    item = of_draft.items.order_by("pk").last()
    assert item
    seat = draft.body.seats.order_by("pk").first()
    assert seat
    row = of_draft.attendances.order_by("pk").first()
    assert row
    decision = done.meeting.decisions.order_by("running").first()  # type: ignore[attr-defined]
    held = seat.memberships.get()
    waiting = BacklogItem.objects.create(body=draft.body, title="Klusteranalys", condition="före hösten")
    standing = draft.body.standing_items.create(title="Årshjulet", position=1)
    head = Letterhead.objects.create(name="Kansliet", organisation=make.organisation())
    letter = OutgoingMail.objects.order_by("pk").first()
    assert letter
    school_break = SchoolBreak.objects.create(
        name="sportlov", starts_on=timezone.localdate(), ends_on=timezone.localdate() + dt.timedelta(days=4)
    )
    council = a_council(date=timezone.localdate() + dt.timedelta(days=20))
    council.says("Asta", "declined", at=timezone.now(), comment="Bortrest den veckan")
    theme = make.theme()
    matter = make.matter(by=done.secretary, title="Gemensam modell", body=done.body, theme=theme)
    stop = make.stop(of=matter, planned_on=timezone.localdate() - dt.timedelta(days=9), role="approval")
    done.meeting.decisions.update(matter=matter, theme=theme)  # type: ignore[attr-defined]
    wording = DecisionWording.objects.create(body_type=draft.body.type, text="Gruppen beslutar att")
    asking = an_asking("Nora", "Kumla", due_on=None)
    asking.decides("Kumla", "refused")
    calling = a_calling("Nora", "Kumla", due_on=None)
    calling.says("Kumla", "maybe", condition="Om Nora är med.")
    agreed = an_agreement("Nora", "Kumla", "Laxå", decide_by=None)
    agreed.decides("Kumla", "refused")
    agreement_key = agreement_key_for(agreed.people["Nora"])
    plan = an_agreement(send=False, kind="action_plan")
    activity = plans.add(plan.version, by=plan.by, title="Gemensam webb")
    plans.note(activity, status="running", text="Kommit i gång.", by=plan.by)
    keys = [reply_address(council.row(name), by=None).split("/")[-2] for name in ("Asta", "Birger", "Didrik")]
    turn = a_turn()
    handed = _handed_on(done)
    _, contribution = links.issue(
        purpose=PersonalLink.Purpose.CONTRIBUTION,
        by=None,
        person=council.row("Asta").person,
        about=council.meeting,
    )
    synonym = Synonym.objects.create(short="KV", words=["kollegial vägledning"])
    export = AttendanceExport.objects.create(
        starts_on=timezone.localdate() - dt.timedelta(days=90),
        ends_on=timezone.localdate(),
        kind="xlsx",
        made_at=timezone.now(),
        made_by=done.secretary,
    )
    long = DecisionExport.objects.create(
        kind="csv", rows=9000, made_at=timezone.now(), made_by=done.secretary, state="waiting"
    )
    asked = a_round("Nora", "Kumla", by=done.secretary, due_on=None)
    asked.hands_in("Nora", hinder="tid", arbetare="1,5")
    written = a_form(by=done.secretary)
    publish(done)
    money = some_money("Nora", "Kumla")
    for kind in ("allocated", "paid", "used"):
        money.post("Nora", kind, 90_000)
    # One address has the fund's word and the decision's number: here they are the same.
    Fund.objects.filter(pk=money.fund.pk).update(slug=str(money.grant.pk), matter=matter)
    fetched = [make.item(of=council.meeting, title=role, role=role).pk for role in ("report", "round_table")]
    return {
        "register/personer/": [held.person_id],
        "register/organisationer/": [make.organisation().pk],
        "register/brevhuvuden/": [head.pk],
        "register/lov/": [school_break.pk],
        "register/anvandare/": [done.chair.pk],
        "register/utskick/": [letter.pk],
        "register/mina-utskick/": [letter.pk],
        "register/filer/": [StoredFile.objects.values_list("pk", flat=True).first() or 0],
        "moten/punkter/": [item.pk, *fetched],
        "medskick/hamta/": ["csv"],
        "medskick/": [handed.pk],
        "inlagg/": [contribution],
        "parter/": [held.person.organisation_id or make.organisation().pk],
        "moten/datum/": [0],
        "moten/kallade/": [council.row(name).pk for name in ("Asta", "Ebba", "Fabian")],
        "moten/<int:pk>/svar": [council.meeting.pk],
        "kalender/": [council.meeting.pk],
        "svar/": keys,
        "moten/narvaro/": [row.pk],
        "moten/bilagor/": [0],
        "moten/versioner/": [Revision.objects.values_list("pk", flat=True).first() or 0],
        "moten/krockar/": ["00000000-0000-0000-0000-000000000000"],
        "moten/": [of_draft.pk, done.meeting.pk],
        "grupper/kommande/": [waiting.pk],
        "grupper/mall/": [standing.pk],
        "grupper/kopior/": [0],
        "grupper/ord/formuleringar/": [wording.pk],
        "arenden/hamta/": ["csv"],
        "arenden/steg/": [stop.pk],
        "arenden/": [f"ä-{matter.year}-{matter.running}"],
        "teman/": [theme.slug],
        "grupper/ord/typ/": [draft.body.type_id],
        "grupper/ord/": [draft.body.minutes_word_id],
        "grupper/platser/": [seat.pk],
        "grupper/uppdrag/": [held.pk],
        "grupper/mandatperioder/": [turn.period.pk],
        "moten/inlasning/": [uploaded(by=done.secretary).pk],
        "grupper/namnlistor/": [
            turn.upload(turn.row("Kumla", "ledamot", "Birger Boo", inkallelseordning=2)).pk
        ],
        "grupper/": [draft.body.pk],
        "beslut/expediering/": [0],
        "beslut/hamta/": ["csv"],
        "beslut/<uuid": [decision.pk],
        "beslut/parterna/": [asking.row("Nora").pk, asking.row("Kumla").pk],
        "beslut/<str:slug>/parterna/": [asking.decision.number.lower().replace(" ", "-")],
        "intresse/parter/": [calling.row("Nora").pk, calling.row("Kumla").pk],
        "intresse/": [calling.call.pk],
        "vill-ni-vara-med/": [key_of_interest(calling.people["Nora"])],
        "parternas-beslut/": [key_for(asking.people["Nora"])],
        "overenskommelser/hamta/": ["csv"],
        "overenskommelser/konferens/": ["csv"],
        "overenskommelser/dokument/hamta/": ["csv"],
        "overenskommelser/arende/": [matter.pk],
        "overenskommelser/beslut/": [decision.pk],
        "overenskommelser/svar/": [agreement_key],
        "overenskommelser/parter/": [agreed.party("Nora").pk, agreed.party("Kumla").pk],
        "overenskommelser/aktiviteter/": [activity.pk],
        "overenskommelser/dokument/": [agreed.version.documents.get().pk],
        "overenskommelser/<slug:slug>/": [agreed.agreement.slug, plan.agreement.slug],
        "medel/hamta/": ["csv"],
        "medel/arende/": [matter.pk],
        "medel/beslut/": [decision.pk],
        "medel/konton/": [money.accounts["Nora"].pk],
        "medel/poster/": [money.accounts["Nora"].entries.latest("pk").pk],
        "medel/potter/": [money.pot.pk],
        "medel/handlingar/": [0],
        "medel/<slug:slug>/": [money.grant.pk],
        "beslut/": [decision.number.lower().replace(" ", "-")],
        "fragor/omgangar/": [asked.inquiry.pk],
        "fragor/parter/": [asked.row(name).pk for name in ("Nora", "Kumla")],
        "fragor/formular/": [asked.form.pk, written.pk],
        "fragor/formular/fraga/": [asked.question("mal").pk, latest(written).questions.get(key="lista").pk],
        "fragor/egna/": [asked.row("Nora").pk],
        "fragor/svar/": [question_key(asked.people[name]) for name in ("Nora", "Kumla")],
        **report_samples(),
        **call_samples(),
        **school_samples(),
        **allocation_samples(),
        **survey_samples(matter=matter),
        **result_samples(),
        "handbok/": ["sekreterare"],
        "bevakningar/": [0],
        "register/synonymer/": [synonym.pk],
        "register/gallring/": [_removal(done).pk],
        "register/<slug:key>/": ["organisationer"],
        **register_samples(done.secretary),
        "narvaro/statistik/": ["csv"],
        "narvaro/export/": [export.pk],
        "beslut/hamtad/": [long.pk],
        **_waiting_files(done),
        **_at_once_and_after(),
        "arkiv/mote/": [done.meeting.pk],
        "oppna-data/": [done.meeting.pk],
        "narvaro/intyg/": [held.person_id],
        "konto/inloggningar/": [0],
        "konto/logga-in/hos/": [0],
        "kontrollera/": ["ZZZZ-ZZZZ"],
        "register/logg/": ["csv"],
        "offentligt/moten/": [done.meeting.pk],
        "offentligt/beslut/": [decision.number.lower().replace(" ", "-")],
        "offentligt/grupper/": [done.body.pk],
        "offentligt/teman/": [theme.slug],
        "arshjul/aktivitet/": [year_case.activity().pk, _proposed(done).pk],
        "arshjul/punkt/": [make.item(of=council.meeting, title="Årshjulet", role="year_wheel").pk],
        "arshjul/kategorier/": [year_case.category().pk],
        "arshjul/kopiera/": [year_case.year_copy().pk],
        "arshjul/krockar/": [year_case.known_clash().pk],
        "arshjul/kalender/": [year_case.feed().pk],
        "uppdrag/hamta/": ["csv"],
        "uppdrag/": ["00000000-0000-0000-0000-000000000000"],
    }


def _removal(done: Case) -> Removal:
    """Proposed by one, waiting for another."""
    facts = {"rule": "arbetsversioner", "found": 12, "before": timezone.now(), "proposed_at": timezone.now()}
    return Removal.objects.create(**facts, proposed_by=done.secretary)


def _proposed(done: Case) -> Activity:
    """A date that the chair has proposed and nobody has answered."""
    days = [Days(timezone.localdate(), timezone.localdate())]
    (row,) = proposals.propose(by=done.chair, days=days, title="Familjedag", category=year_case.category())
    return row


def _waiting_files(done: Case) -> dict[str, list[Any]]:
    """An archive package and an utlämnande that the worker has not made yet."""
    facts = {"rows": 3, "made_at": timezone.now(), "made_by": done.secretary, "state": "waiting"}
    return {
        where: [kind._default_manager.create(meeting=done.meeting, **facts).pk]
        for where, kind in (("arkiv/", ArchivePackage), ("utlamnande/", Disclosure))
    }


def _at_once_and_after() -> dict[str, list[Any]]:
    """A point approved at once, finished minutes on the board, and a proposal to unlock them."""
    case = a_case(name="Nämnden för prov", code="NFP", posts_on_board=True, kept_at="Kansliet")
    point = immediate.read_out(case.item("Budget"), by=case.secretary)
    for user in (case.chair, case.elected):
        immediate.approve(point, by=user)
    minutes = case.approve()
    notice = board.post(minutes, by=case.secretary, posted_on=timezone.localdate(), kept_at="Kansliet")
    proposal = unlocking.propose(minutes, by=case.secretary, reason="Punkten återger inte vad som sades.")
    return {
        "moten/omedelbart/": [point.pk],
        "moten/anslag/": [notice.pk],
        "moten/upplasning/": [proposal.pk],
        "moten/<int:pk>/anslag": [case.meeting.pk],
        "moten/<int:pk>/las-upp": [case.meeting.pk],
    }


def _handed_on(done: Case) -> HandOn:
    """A medskick in finished minutes, to a group that has not answered."""
    origin = make.meeting(bodies=[make.body(approval_policy="none")])
    item = make.item(of=origin)
    made = HandOn.objects.create(meeting=origin, item=item, block=make.block(of=item, html="Vem har öppet?"))
    made.bodies.add(make.body())
    finish(origin, by=done.secretary)
    return made


def addresses(draft: Case, done: Case) -> list[str]:
    """Every address with a sample of what its parameters name."""
    return [address for _, address in by_pattern(draft, done)]


def by_pattern(draft: Case, done: Case) -> list[tuple[str, str]]:
    """Every address with a sample of what its parameters name, after its pattern in the URLconf."""
    of = samples(draft, done)
    correction = corrections.Correction.objects.values_list("pk", flat=True).first() or 0
    group = HandOn.objects.get().bodies.get().pk
    more = {
        "body": group,
        "number": 1,
        "step": "skicka",
        "direction": "upp",
        "approver": 0,
        "person": 0,
        "wish": 0,
        "mask": 0,
        "recipient": 0,
        "correction": correction,
        "file": 0,
        "item": done.item("Plan").pk,
        "document": 0,
        "place": "moten",
        "year": timezone.localdate().year,
        "code": RESULT_CODE,
        "geography": "lan",
        "geo_code": "18",
        "provider_id": "1",
    }
    found: list[tuple[str, str]] = []
    for where, _ in patterns():
        names = PARAMETER.findall(where)
        if not names:
            found.append((where, f"/{where}"))
            continue
        begins = max((one for one in of if where.startswith(one)), key=len, default=None)
        assert begins, f"Ingen har sagt vilket föremål {where} gäller"
        for value in of[begins]:
            address = where
            for place, name in enumerate(names):
                said = value if name in ("pk", "slug", "kind", "key") else more[name]
                if place and name == "kind":
                    said = "csv"
                elif name == "pk" and names[0] == "key":
                    said = 0
                address = PARAMETER.sub(str(said), address, count=1)
            found.append((where, f"/{address}"))
    return found


def a_house() -> tuple[Case, Case]:
    """Two bodies with all that the addresses name: one writes its minutes, the other's are finished and corrected."""
    draft, done = a_case(), a_case(name="Andra rådet", code="AR")
    attendance.fill_from_seats(draft.meeting)
    done.approve()
    text = ItemBlock.objects.standing().filter(meeting=done.meeting, html__contains="gicks igenom").get()
    corrections.correct(
        done.minutes,
        by=done.secretary,
        item=text.item,
        old_text="gicks igenom",
        new_text="gick igenom",
        reason="Skrivfel",
    )
    return draft, done
