"""The letter with a kallelse to one person: the whole of it, readable on a phone, with answers to press (A12)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from secretariat.lib.dates import day_in_words
from secretariat.registry.actions.mail import Letter
from secretariat.registry.models import Person, StoredFile, User

from .models import Invitee, Meeting, Notice
from .notice_documents import NoticeDocument
from .notice_paper import PrintedPoint, is_joint_part_only, printed, when

KALLELSE = "kallelse"
Answer, Capacity = Invitee.Answer, Invitee.Capacity
# The answer, what stands on its button, and what stands in its address.
BUTTONS = {
    Answer.COMING: ("Jag kommer", "kommer"),
    Answer.DIGITAL: ("Jag kommer digitalt", "digitalt"),
    Answer.DECLINED: ("Jag har förhinder", "forhinder"),
    Answer.SUBSTITUTE: ("Min ersättare går", "ersattare"),
}
IF_NEEDED = "Jag kan komma om jag behövs"


@dataclass(frozen=True)
class Receiver:
    """One who gets the kallelse. `reply_address` is empty for those who are not asked whether they come."""

    name: str
    email: str
    capacity: str
    called_as: str = ""
    body: int | None = None
    body_name: str = ""
    person: Person | None = None
    answer: str = ""
    instead_of: str = ""
    reply_address: str = ""
    calendar: str = ""


@dataclass(frozen=True)
class Button:
    """An answer to press."""

    words: str
    url: str


class NoticeLetters:
    """The letters of one kallelse. What is the same in all of them is written once."""

    def __init__(self, document: NoticeDocument, *, page: str, files: Iterable[StoredFile] = ()) -> None:
        self.document = document
        self.page = page
        self.files = tuple(files)
        self.printed = printed(document, base_url=settings.BASE_URL)

    @property
    def subject(self) -> str:
        """Kallelse: Chefsgrupp folkhälsa, 18 mars 2026."""
        day = f", {day_in_words(self.document.day)}" if self.document.day else ""
        return f"{self.printed.kicker}: {self.document.title}{day}"

    def letter(self, receiver: Receiver, *, by: User | None, about: Notice) -> Letter:
        """The whole letter, which goes out whatever the person has chosen (N5)."""
        return Letter(
            purpose=KALLELSE,
            subject=self.subject,
            body=self.text(receiver),
            html=self.html(receiver),
            to_email=receiver.email,
            person=receiver.person,
            by=by,
            about=about,
            attachments=self.files,
            calendar=receiver.calendar,
            calendar_method="REQUEST" if receiver.calendar else "",
            always=True,
            from_name=self.printed.secretary,
            reply_to=self.document.contact.email if self.document.contact else "",
        )

    # What is said to this person

    def greeting(self, receiver: Receiver) -> str:
        """Hej Asta!"""
        return f"Hej {receiver.person.given_name}!" if receiver.person else "Hej!"

    def opening(self, receiver: Receiver) -> str:
        """Why the person gets the letter, in one sentence or two."""
        title = self.document.title
        if receiver.capacity == Capacity.COPY:
            return f"För kännedom: kallelsen till {title}."
        if receiver.capacity == Capacity.SUBSTITUTE:
            return (
                f"Du är ersättare i {receiver.body_name or title}. Du får ett nytt brev om du ska tjänstgöra."
            )
        if self.document.is_supplement:
            return f"Kallelsen till {title} är kompletterad. Det som är ändrat står först."
        if receiver.capacity == Capacity.CALLED:
            instead = f" i stället för {receiver.instead_of}" if receiver.instead_of else ""
            return f"Du kallas som ersättare till {title}{instead}."
        if receiver.capacity == Capacity.CO_OPTED:
            return f"Du kallas som {receiver.called_as or 'adjungerad'} till {title}."
        if receiver.capacity == Capacity.GUEST:
            return f"Du är inbjuden till {title}."
        return f"Du kallas till {title}."

    def facts(self, receiver: Receiver) -> list[tuple[str, str]]:
        """När, Var and so on; those of the joint part alone see their own time first (A1)."""
        rows = [row for row in self.printed.facts if row[0] != "Svara senast"]
        if is_joint_part_only(self.document, receiver.body):
            own = when(self.document, joint_part_only=True)
            whole = when(self.document)
            rest = [row for row in rows if row[0] not in ("När", "Gemensam del")]
            rows = [("När", f"{own}, den gemensamma delen"), *rest]
            if whole != own:
                rows.insert(1, ("Hela mötet", whole))
        return rows

    def buttons(self, receiver: Receiver) -> list[Button]:
        """The answers this person can give, fit to how the meeting is held."""
        if not receiver.reply_address:
            return []
        address = receiver.reply_address
        if receiver.capacity == Capacity.SUBSTITUTE:
            decline, word = BUTTONS[Answer.DECLINED]
            return [Button(IF_NEEDED, f"{address}?svar=kommer"), Button(decline, f"{address}?svar={word}")]
        answers = [Answer.COMING]
        if self.document.form not in (Meeting.Form.IN_PERSON, Meeting.Form.DIGITAL):
            answers.append(Answer.DIGITAL)
        answers.append(Answer.DECLINED)
        if receiver.capacity == Capacity.MEMBER:
            answers.append(Answer.SUBSTITUTE)
        return [Button(words, f"{address}?svar={word}") for words, word in (BUTTONS[one] for one in answers)]

    def answered(self, receiver: Receiver) -> str:
        """What the person has answered already."""
        if not receiver.answer:
            return ""
        words = str(Answer(receiver.answer).label)
        return f"Du har svarat: {words}. Vill du ändra dig trycker du på ett annat svar."

    # The letter as text

    def text(self, receiver: Receiver) -> str:
        """The letter as plain text, in paragraphs."""
        facts = [f"{term}: {value}" for term, value in self.facts(receiver)]
        if self.printed.link:
            facts.append(f"Anslut: {self.printed.link}")
        parts = [
            self.greeting(receiver),
            self.opening(receiver),
            *self.printed.message,
            self._changes_text,
            "\n".join(facts),
            self._answers_text(receiver),
            self._agenda_text,
            f"Läs kallelsen på webben: {self.page}",
            self._contact,
        ]
        return "\n\n".join(part for part in parts if part)

    def _answers_text(self, receiver: Receiver) -> str:
        if not (buttons := self.buttons(receiver)):
            return ""
        ask = f"Svara senast {self.printed.reply_by}." if self.printed.reply_by else "Svara gärna i god tid."
        lines = [ask, self.answered(receiver), *(f"{one.words}: {one.url}" for one in buttons)]
        return "\n".join(line for line in lines if line)

    @property
    def _contact(self) -> str:
        return f"Frågor? Hör av dig till {self.printed.contact}." if self.printed.contact else ""

    @cached_property
    def _changes_text(self) -> str:
        if not self.printed.changes:
            return ""
        lines = [f"- {one.sentence}" for one in self.printed.changes]
        return "\n".join([f"{self.printed.changes_heading}:", *lines])

    @cached_property
    def _agenda_text(self) -> str:
        blocks = [_point_text(point, "") for point in self.printed.points]
        return "\n\n".join(["DAGORDNING", *blocks]) if blocks else ""

    # The letter as a page

    def html(self, receiver: Receiver) -> str:
        """The letter as a page of its own, with the style in it, since mail programs fetch nothing."""
        return render_to_string(
            "mail/notice.html",
            {
                "subject": self.subject,
                "notice": self.printed,
                "greeting": self.greeting(receiver),
                "opening": self.opening(receiver),
                "facts": self.facts(receiver),
                "buttons": self.buttons(receiver),
                "answered": self.answered(receiver),
                "agenda": self._agenda_html,
                "page": self.page,
                "contact": self._contact,
                "has_file": bool(self.files),
            },
        )

    @cached_property
    def _agenda_html(self) -> SafeString:
        return SafeString(render_to_string("mail/notice_agenda.html", {"points": self.printed.points}))


def _point_text(point: PrintedPoint, indent: str) -> str:
    number = f"{point.number}. " if point.number.isdecimal() else f"{point.number} " if point.number else ""
    mark = f" [{point.mark}]" if point.mark else ""
    lines = [
        f"{number}{point.title or 'Punkt utan rubrik'}{mark}",
        *point.subtitles,
        point.meta[:1].upper() + point.meta[1:],
        f"Föredragande: {point.presenters}" if point.presenters else "",
        *(f"Förslag till beslut: {line}" if not at else line for at, line in enumerate(point.proposal)),
        *(f"{one.title}: {one.url}" if one.url else f"Underlag: {one.title}" for one in point.material),
        point.note,
    ]
    own = "\n".join(f"{indent}{line}" for line in lines if line)
    return "\n".join([own, *(_point_text(child, f"{indent}   ") for child in point.children)])
