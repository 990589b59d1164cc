"""What the system keeps, for how long, and what takes it away: the policy itself, as data (D4).

`docs/retention.md` prints this list, and a test holds the two together. Every model stands in it: one that does not
fails the test. The days of what is removed by rule are settings; the rules are named in `settings.RETENTION_RULES`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kept:
    """One row of the policy. `models` are what it covers, as app.Model; none where it is no table of ours."""

    what: str
    how_long: str
    taken_by: str
    models: tuple[str, ...] = ()


# fmt: off
POLICY: tuple[Kept, ...] = (
    Kept("finished minutes: frozen versions, replies, stored PDF, rättelser", "always",
         "nothing; the database refuses",
         ("meetings.Minutes", "meetings.MinutesVersion", "meetings.Approver", "meetings.Reply",
          "meetings.ChangeRequest", "meetings.Correction", "meetings.CopyRecipient", "meetings.MinutesWord",)),
    Kept("publications, with what was masked in them and the masked copies: bytes, PDF, what was chosen "
         "and on what ground", "always, as the minutes", "nothing; the database refuses to change a copy",
         ("meetings.Publication", "meetings.Mask",)),
    Kept("when a draft was shared with its group and so became upprättad, by whom and why",
         "always, as the minutes", "nothing; the database refuses", ("meetings.DrawnUp",)),
    Kept("versions that were sent out and taken back", "always", "nothing",
         ("meetings.Notice", "meetings.Invitee", "meetings.NoticeRecipient", "meetings.NoticeReply",
          "meetings.MeetingContact", "meetings.EarlyContribution",)),
    Kept("points that were approved at once: their bytes, PDF and each answer; those that were withdrawn "
         "too", "always", "nothing; the database refuses",
         ("meetings.ImmediateApproval", "meetings.ImmediateAnswer",)),
    Kept("notices on the board, with who certified that they were taken down", "always",
         "nothing; the database refuses what is certified", ("meetings.BoardNotice",)),
    Kept("versions that were finished and have been unlocked, with their PDF; proposals to unlock and "
         "each answer", "always", "nothing; the database refuses",
         ("meetings.Unlocking", "meetings.UnlockingAnswer",)),
    Kept("decisions, actions with outcome, dispatches", "with their minutes", "nothing",
         ("meetings.Decision", "meetings.DecisionSeries", "meetings.DecisionWording",
          "meetings.DecisionPosition", "meetings.Action", "meetings.Dispatch", "meetings.HandOn",
          "meetings.HandOnAnswer", "meetings.Reported", "meetings.Input", "meetings.ForNextMeeting",
          "meetings.Statement", "meetings.InterestConflict", "meetings.NotedDate",)),
    Kept("working revisions of texts",
         "30 days after the minutes are finished (`REVISION_DAYS`), then until somebody proposes and "
         "another approves", "gallring **Arbetsversioner**; what was sent out stays",
         ("meetings.Revision",)),
    Kept("drafts of meetings that were never held", "until somebody removes the meeting", "a person",
         ("meetings.Meeting", "meetings.MeetingBody", "meetings.AgendaItem", "meetings.ItemPresenter",
          "meetings.ItemAttachment", "meetings.ItemBlock", "meetings.Attendance", "meetings.Presence",
          "meetings.TextConflict", "meetings.BacklogItem", "meetings.StandingItem", "meetings.DateOption",)),
    Kept("organisations, persons, bodies, seats, memberships", "always; ended by a date, not deleted",
         "nothing",
         ("registry.Organisation", "registry.OrgUnit", "registry.District", "registry.Letterhead",
          "registry.Person", "registry.User", "registry.MandatePeriod", "registry.SchoolBreak",
          "registry.Theme", "registry.Synonym", "meetings.BodyType", "meetings.Body", "meetings.Seat",
          "meetings.Membership", "meetings.BodyEvent", "meetings.SeatEvent", "meetings.MembershipEvent",
          "meetings.Matter", "meetings.MatterStop", "meetings.MatterFile",)),
    Kept("uploaded files of registers, and what each row would do",
         "the rows until taken in, the file fourteen days; that it was is in the log",
         "taking it in, **Kasta filen**, or `manage.py nightly`",
         ("registry.RegisterImport", "registry.RegisterImportRow",)),
    Kept("that a register was fetched or taken in, by whom and how many rows", "always", "nothing"),
    Kept("rows of an uploaded namnlista", "until taken in, else fourteen days; that it was is in the log",
         "taking it in, or `manage.py nightly`", ("meetings.Roster",)),
    Kept("uploaded old minutes: the file and what was read of it",
         "what was read until the draft is made, the file with the meeting; else thirty days",
         "making the draft, **Kasta filen**, or `manage.py nightly`", ("meetings.MinutesImport",)),
    Kept("outgoing mail, how it went, and its one name (`Message-ID`)",
         "always, as it was sent; login codes are masked", "nothing yet", ("registry.OutgoingMail",)),
    Kept("choices of mail", "until the person changes them", "with the person",
         ("registry.MailChoice", "registry.Follow",)),
    Kept("activities of the year, and dates that members proposed with the answer",
         "until somebody removes them; what nobody has answered until it is taken back", "a person",
         ("yearwheel.Activity", "yearwheel.YearCopy",)),
    Kept("addresses of the year to subscribe to", "until the person ends them",
         "the person; with the person", ("yearwheel.Feed",)),
    Kept("clashes of the year that are said to be meant", "until somebody lets them be told of again",
         "a person", ("yearwheel.KnownClash",)),
    Kept("what parties say of joining in, with whom to talk to", "with the point or the matter", "nothing",
         ("meetings.InterestCall", "meetings.Interest",)),
    Kept("agreements, versions, their remisser, each party's steps, documents and extracts; plans and "
         "what was said of them", "always; ended by a date", "nothing",
         ("agreements.Agreement", "agreements.AgreementVersion", "agreements.ExpiryNote",
          "agreements.AgreementDocument", "agreements.Consultation", "agreements.FollowUp",
          "agreements.DecisionRound", "agreements.AgreementParty", "agreements.PartyStep",
          "agreements.VersionStep", "agreements.PlanActivity", "agreements.PlanNote",)),
    Kept("kinds of things in the year", "until somebody removes one that nothing is of", "a person",
         ("yearwheel.Category",)),
    Kept("questions to the parties, once sent, and what they have handed in, with the name of who wrote",
         "always", "nothing; the database refuses",
         ("inquiries.Form", "inquiries.FormVersion", "inquiries.Question", "inquiries.QuestionOption",
          "inquiries.QuestionColumn", "inquiries.Inquiry", "inquiries.Recipient",
          "meetings.ConfirmationRequest", "meetings.Confirmation",)),
    Kept("answers begun and never handed in", "with their round", "nothing",
         ("inquiries.AnswerSheet", "inquiries.Answer",)),
    Kept("links to answer by",
         "a year after the last day; sooner when the handläggare changes or the round is withdrawn",
         "their date", ("registry.PersonalLink",)),
    Kept("funds, decisions about money with their papers, accounts and every entry of the ledger",
         "always; a closed year takes no more", "nothing; the database refuses to change an entry",
         ("funding.Fund", "funding.GrantDecision", "funding.Pot", "funding.GrantDocument", "funding.Account",
          "funding.CarryOver", "funding.Commitment", "funding.Entry",)),
    Kept("nyckeltal, allocations with the values they were computed from",
         "always, as the ledger they rest on", "nothing",
         ("funding.KeySeries", "funding.KeyTable", "funding.KeyValue", "funding.Allocation",
          "funding.AllocationKey", "funding.AllocationRow", "funding.KeyShare",)),
    Kept("requisitions with their papers, planned payments, reports asked for",
         "always, as the ledger they rest on", "nothing",
         ("funding.Requisition", "funding.PlannedPayment", "funding.ReportRound",)),
    Kept("calls, applications that were handed in, judgements, jäv and decisions, with the contact "
         "person's name and e-mail; the contact of a project that reports stands in the register as its "
         "handläggare", "always", "nothing",
         ("funding.Call", "funding.Criterion", "funding.Assessor", "funding.Assessment", "funding.Score",)),
    Kept("applications that were begun and never handed in", "ninety days after the call's last day",
         "`manage.py nightly`", ("funding.Application", "funding.BudgetLine", "funding.ApplicationFile",)),
    Kept("links to applications", "a year after the call's last day", "their date"),
    Kept("surveys, rounds with milestones, samples, information sent and papers, series breaks",
         "always; what was put in by mistake until somebody removes it", "a person",
         ("surveys.Survey", "surveys.SurveyRound", "surveys.Milestone", "surveys.SampleTarget",
          "surveys.RoundNotice", "surveys.RoundFile", "surveys.SeriesBreak", "surveys.Indicator",)),
    Kept("schools with contact person, e-mail and telephone",
         "always, ended by a date; contacts until they are changed", "a person", ("surveys.School",)),
    Kept("which schools took part, contacts with them, their classes and answers by week",
         "with their round", "a person, before the school is asked",
         ("surveys.Participation", "surveys.ContactNote", "surveys.ClassGroup", "surveys.ResponseCount",
          "surveys.ClassCount",)),
    Kept("results, and the file they were taken from, which holds what is hidden and is the "
         "secretariat's alone",
         "always; a set that has not been released until somebody removes it, with its file", "a person",
         ("surveys.Dataset", "surveys.Result",)),
    Kept("links to schools", "sixty days after the collection", "their date"),
    Kept("where a person is signed in: browser, address, since when",
         "with the login, twelve hours at most", "logging out, or `manage.py nightly`",
         ("registry.LoginSession",)),
    Kept("copies of minutes signed elsewhere, with what was found in them", "always, as the minutes",
         "nothing; the database refuses", ("meetings.SignedCopy",)),
    Kept("the log", "always; rows can only be added", "nothing yet", ("registry.LogEntry",)),
    Kept("which provider's logins belong to an account: its subject (a personnummer only as a keyed "
         "hash), level and means of the latest login", "until the person takes it away; with the account",
         "a person", ("socialaccount.SocialAccount",)),
    Kept("secrets of two-step apps and recovery codes, encrypted",
         "until the person or an administrator takes them away", "a person", ("mfa.Authenticator",)),
    Kept("sessions", "twelve hours", "`manage.py nightly`", ("sessions.Session",)),
    Kept("finished errands of the worker", "fourteen days", "`manage.py nightly`",
         ("django_tasks_database.DBTaskResult",)),
    Kept("text waiting in a browser", "until the server has acknowledged it",
         "the browser; at logout the person is asked"),
    Kept("uploaded files", "as long as something points at them", "nothing yet",
         ("registry.StoredFile", "registry.FileText",)),
    Kept("large files of attendance, of decisions and of registers that the worker made, and what was "
         "asked for of decisions", "one day; they can be made again", "`manage.py nightly`",
         ("meetings.AttendanceExport", "meetings.DecisionExport", "registry.RegisterExport",)),
    Kept("archive packages and documents given out, as the worker packed them, and that they were asked "
         "for", "one day; the log keeps who, what and after which examination", "`manage.py nightly`",
         ("meetings.ArchivePackage", "meetings.Disclosure",)),
    Kept("which rows of attendance were fetched, and what they said (never a name)", "with their meeting",
         "nothing", ("meetings.ExportedRow",)),
    Kept("exports", "not kept; that one was made is in the log, with the filters", "–"),
    Kept("that one of the office was let see a person with skyddade personuppgifter, and why",
         "always, as the log", "nothing", ("registry.ProtectedOpening",)),
    Kept("gallring: who proposed and approved, by which rule, how many, which numbers, their checksum",
         "always", "nothing", ("registry.Removal",)),
    Kept("what the search knows", "as long as what it tells of; made anew from it", "the worker",
         ("registry.SearchEntry", "registry.SearchChange", "registry.SearchWord",)),
)
# fmt: on

# Tables of the libraries that say nothing of a person, or nothing that is not said by the rows above.
OF_LIBRARIES = frozenset(
    {
        "account.EmailAddress",
        "account.EmailConfirmation",
        "admin.LogEntry",
        "auth.Group",
        "auth.Permission",
        "contenttypes.ContentType",
        "pghistory.Context",
        "pghistory.Events",
        "pghistory.MiddlewareEvents",
        "socialaccount.SocialApp",
        "socialaccount.SocialToken",
    }
)


def as_markdown() -> str:
    """The policy as the table of `docs/retention.md`."""
    rows = [f"| {one.what} | {one.how_long} | {one.taken_by} |" for one in POLICY]
    return "\n".join(["| what | kept | taken away by |", "|---|---|---|", *rows])
