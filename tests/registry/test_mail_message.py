"""A letter as other programs read it: over a real mail server, parsed with Python's own reader."""

from collections.abc import Iterator
from email.message import EmailMessage
from typing import Any

import pytest

from secretariat.registry.actions import files, mail
from secretariat.registry.models import OutgoingMail
from tests import make
from tests.mailserver import MailServer

pytestmark = pytest.mark.django_db

INVITATION = "\r\n".join(
    ["BEGIN:VCALENDAR", "VERSION:2.0", "METHOD:REQUEST", "BEGIN:VEVENT", "UID:1@exempel.se",
     "SUMMARY:Möte i Örebro", "END:VEVENT", "END:VCALENDAR", ""]
)  # fmt: skip


@pytest.fixture
def server(settings: Any) -> Iterator[MailServer]:
    with MailServer() as running:
        settings.EMAIL_BACKEND = "secretariat.lib.smtp.Backend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.hostname, running.port
        settings.DEFAULT_FROM_EMAIL = "sekretariatet@exempel.se"
        yield running


def sent(server: MailServer, **facts: Any) -> tuple[OutgoingMail, EmailMessage]:
    letter = mail.write(
        **{"purpose": "kallelse", "subject": "Kallelse till Åre", "body": "Hej Åsa!\n\nVälkommen.",
           "to_email": "asa@exempel.se", **facts}
    )  # fmt: skip
    assert mail.deliver(letter.pk)
    return letter, server.messages[-1]


def part(message: EmailMessage, kind: str) -> EmailMessage:
    (found,) = [one for one in message.walk() if one.get_content_type() == kind]
    return found  # type: ignore[return-value]


def test_sender_receiver_and_headers_are_in_order(server: MailServer) -> None:
    asa = make.person(name='Åsa "Kaj" Öberg, Nora', email="asa@exempel.se")
    letter, message = sent(
        server, person=asa, from_name="Chefsgruppen, Örebro län", reply_to="kansliet@exempel.se"
    )
    assert {name: str(message[name]) for name in ("Subject", "Reply-To", "Message-ID", "Auto-Submitted")} == {
        "Subject": "Kallelse till Åre",
        "Reply-To": "kansliet@exempel.se",
        "Message-ID": letter.message_id,
        "Auto-Submitted": "auto-generated",
    }
    (sender,), (to,) = message["From"].addresses, message["To"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Chefsgruppen, Örebro län", "sekretariatet@exempel.se")
    assert (to.display_name, to.addr_spec) == (asa.name, "asa@exempel.se")
    assert message["Date"].datetime
    assert message["List-Unsubscribe"] is None
    assert letter.message_id.endswith("@exempel.se>")


def test_text_and_html_say_the_same_and_nothing_is_fetched_from_elsewhere(server: MailServer) -> None:
    _, message = sent(server, action_url="https://exempel.se/moten/1/", action_label="Läs kallelsen")
    text, html = part(message, "text/plain").get_content(), part(message, "text/html").get_content()
    for said in ("Hej Åsa!", "Välkommen.", "Läs kallelsen", "https://exempel.se/moten/1/"):
        assert (said in text, said in html) == (True, True)
    assert [word for word in ("<img", "<script", "src=", "url(") if word in html] == []
    assert "width=device-width" in html


def test_words_of_a_person_are_not_markup(server: MailServer) -> None:
    _, message = sent(server, body="<b>Hej</b> & välkommen")
    assert "&lt;b&gt;Hej&lt;/b&gt; &amp; välkommen" in part(message, "text/html").get_content()
    assert "<b>Hej</b> & välkommen" in part(message, "text/plain").get_content()


def test_an_invitation_is_an_alternative_with_its_method_and_a_file_beside(server: MailServer) -> None:
    """Outlook and Google make an invitation of the alternative; others open the file (A18)."""
    _, message = sent(server, calendar=INVITATION, calendar_method="REQUEST")
    assert message.get_content_type() == "multipart/mixed"
    alternatives, file = message.iter_parts()
    assert [one.get_content_type() for one in alternatives.iter_parts()] == [
        "text/plain", "text/html", "text/calendar",
    ]  # fmt: skip
    invitation = part(message, "text/calendar")
    assert (invitation.get_param("method"), invitation.get_content_charset()) == ("REQUEST", "utf-8")
    assert invitation.get_content().splitlines() == INVITATION.splitlines()
    assert (file.get_filename(), file.get_content_type()) == ("invite.ics", "application/ics")
    assert file.get_content() == INVITATION.encode()


def test_a_letter_with_an_appearance_of_its_own_keeps_it(server: MailServer) -> None:
    (letter,) = mail.write_many(
        [
            mail.Letter(
                purpose="kallelse", subject="K", body="Text", html="<p>Egen</p>", to_email="a@exempel.se"
            )
        ]
    )
    assert mail.deliver(letter.pk)
    assert part(server.messages[-1], "text/html").get_content().strip() == "<p>Egen</p>"


def test_files_go_along(server: MailServer) -> None:
    stored = files.store_made(b"%PDF-1.7 prov", name="Kallelse åäö.pdf", title="Kallelse")
    _, message = sent(server, attachments=[stored])
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("Kallelse åäö.pdf", b"%PDF-1.7 prov")


def test_letters_one_may_do_without_say_where_to_choose(server: MailServer, settings: Any) -> None:
    """One with an account chooses on a page; another writes to whoever can stop it (N5)."""
    settings.BASE_URL = "https://exempel.se"
    asa, stranger = make.user().person, make.person()
    _, message = sent(server, purpose="färdiga anteckningar", person=asa)
    assert message["List-Unsubscribe"] == "<https://exempel.se/register/mina-utskick/>"
    assert "https://exempel.se/register/mina-utskick/" in part(message, "text/plain").get_content()
    _, message = sent(server, purpose="färdiga anteckningar", person=stranger, reply_to="kansliet@exempel.se")
    assert (
        message["List-Unsubscribe"].strip()
        == "<mailto:kansliet@exempel.se?subject=F%C3%A4rre%20brev%2C%20tack>"
    )


def test_a_line_end_in_a_name_or_a_title_begins_no_header(server: MailServer) -> None:
    """E6: whatever is stored, the letter goes to one address, and it goes."""
    letter, message = sent(
        server,
        subject="Kallelse\r\nBcc: ond@exempel.se",
        from_name="Kansliet\nX-Mkr: 1",
        person=make.person(name="Asta Ek\r\nBcc: ond@exempel.se", email="asta@exempel.se"),
        attachments=[files.store_made(b"%PDF-1.7", name="a\r\nX-Mkr: 1.pdf", title="Bilaga")],
    )
    assert str(message["Subject"]) == "Kallelse Bcc: ond@exempel.se"
    assert (message["Bcc"], message["X-Mkr"]) == (None, None)
    assert [one.addr_spec for one in message["To"].addresses] == [letter.to_email]
    assert [one.get_filename() for one in message.iter_attachments()] == ["a X-Mkr: 1.pdf"]
