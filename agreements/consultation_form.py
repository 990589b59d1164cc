"""What a remiss of an agreement asks, until the office changes it: stance, words, changes one by one, and a file."""

from typing import Any

from secretariat.inquiries.actions.forms import Asked

NAME = "Remissvar om överenskommelser"
TEXT = "Läs förslaget och svara för hela er organisation. Ni kan skriva svaret här, eller bifoga det som fil."
_CHANGES: dict[str, Any] = {
    "kind": "table",
    "help": "En rad för varje ändring. Tomt om inget ska ändras.",
}

STANCE, WORDS, CHANGES, FILE = "hallning", "synpunkter", "andringar", "remissvar"
QUESTIONS = (
    Asked(
        key=STANCE,
        text="Hur ställer ni er till förslaget?",
        kind="choice",
        is_required=True,
        options=[
            ("tillstyrker", "Tillstyrker"),
            ("andringar", "Tillstyrker med ändringar"),
            ("avstyrker", "Avstyrker"),
            ("avstar", "Avstår från att yttra sig"),
        ],
    ),
    Asked(key=WORDS, text="Era synpunkter", kind="text"),
    Asked(
        key=CHANGES,
        text="Vad vill ni ändra?",
        columns=[("var", "Avsnitt", "text"), ("andring", "Ändring", "text"), ("skal", "Skäl", "text")],
        **_CHANGES,
    ),
    Asked(key=FILE, text="Remissvaret som fil", kind="file", help="Om ni har beslutat ett yttrande."),
)
