"""Who answers for a project when it is to report: its application's contact, put in the register once (G8).

Whoever applied has no account. The contact gets the report by a link, as every handläggare does.
"""

from collections.abc import Sequence

from funding.models import Application, GrantDecision
from secretariat.inquiries.actions import rounds
from secretariat.inquiries.models import Recipient
from secretariat.registry.actions import log
from secretariat.registry.models import Organisation, Person, User

_LONGEST_NAME = 80


def granted_of(grant: GrantDecision) -> list[Application]:
    """What was granted of a decision's money, the oldest first. One query."""
    rows = Application.objects.filter(account__grant=grant, state=Application.State.GRANTED)
    return list(rows.select_related("account", "call").order_by("decided_at", "pk"))


def handlers_for(grant: GrantDecision, parties: Sequence[Organisation], *, by: User) -> dict[int, Person]:
    """Who is to answer for each party about a decision's money, by the party's id.

    For a project that is asked about it the first time, the contact of its latest granted application; for others
    whoever answered the last time. Contacts that the register lacks are added: call it in a transaction.
    """
    known = rounds.known_handlers(parties)
    asked = Recipient.objects.filter(inquiry__fund_report__grant=grant, organisation__in=known)
    settled = set(asked.values_list("organisation", flat=True))
    latest = {one.account.party_id: one for one in granted_of(grant) if one.account}
    found = {
        one.pk: person
        for one in parties
        if one.pk in latest and one.pk not in settled and (person := _contact(latest[one.pk], one, by=by))
    }
    return known | found


def _contact(application: Application, party: Organisation, *, by: User) -> Person | None:
    """The person behind an application's address; None where the register has the address at another organisation."""
    # Two reports begun at once add the contact once.
    Organisation.objects.select_for_update(of=("self",), no_key=True).get(pk=party.pk)
    same = Person.objects.filter(email__iexact=application.email).order_by("pk")
    there = list(same)
    if there:
        return next((one for one in there if one.organisation_id in (None, party.pk)), None)
    given, _, family = " ".join(application.contact.split()).partition(" ")
    if not given:
        return None
    person = Person.objects.create(
        given_name=given[:_LONGEST_NAME],
        family_name=family[:_LONGEST_NAME],
        email=application.email,
        phone=application.phone,
        organisation=party,
    )
    log.write("lade till person", by=by, about=person, ansökan=str(application))
    return person
