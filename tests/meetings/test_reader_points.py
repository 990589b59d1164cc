"""The reader of old minutes: points, their parts and who presents them (M1). All invented."""

from typing import Any

from meetings.reader.reading import read
from meetings.reader.sources import open_source


def read_text(text: str, name: str = "anteckningar.txt") -> dict[str, Any]:
    return read(open_source(text.encode(), name)).truth


def points(text: str, name: str = "anteckningar.txt") -> list[tuple[Any, ...]]:
    return [
        (one["number"], one["title"], one["presenters"], one["text"])
        for one in read_text(text, name)["items"]
    ]


def test_two_columns_with_a_title_in_bold_and_words_after_it() -> None:
    text = (
        "Minnesanteckningar Länsgruppen\n\nDagordning\tDelpunkter\n"
        "<b>1. Inledning</b>\tOrdförande hälsar välkommen\n"
        "<b>2. Årshjul</b> Ppt finns i Projify\t<p>Två datum tillkom.</p> <p>Inga fler.</p>\n"
        "\t<p>Fortsättning på nästa sida.</p>\n"
    )
    assert points(text) == [
        ("1", "Inledning", [], "Ordförande hälsar välkommen"),
        (
            "2",
            "Årshjul",
            [],
            "Ppt finns i Projify\n\nTvå datum tillkom.\n\nInga fler.\n\nFortsättning på nästa sida.",
        ),
    ]


def test_a_column_of_presenters_before_the_titles_in_plain_text() -> None:
    text = (
        "Minnesanteckningar Rådet\n\nNummer/\nföredragande\n\nÄrende\n\n1. ordf. Mötet öppnas\nAlla är välkomna\n\n"
        "2. Sven, Karin Rapport från länet\nTvå möten har hållits.\n\n3. Berit\nOskarsson\nTove\nMalm\n\nSkolans "
        "hälsa\nSe ppt\n"
    )
    assert [one[:3] for one in points(text)] == [
        ("1", "Mötet öppnas", ["ordf."]),
        ("2", "Rapport från länet", ["Sven", "Karin"]),
        ("3", "Skolans hälsa", ["Berit Oskarsson", "Tove Malm"]),
    ]


def test_presenters_stand_after_a_dash_before_a_colon_in_brackets_or_on_a_line_of_their_own() -> None:
    text = (
        "# Anteckningar Styrgruppen\n\n## 1. Statistik – Berit Oskarsson / Tove Malm, se bifogad PPT\n\nSiffror.\n\n"
        "## 2. Karin Ek: Skolan\n\nText.\n\n## 3. Medlen (Sven Alm)\n\nText.\n\n## 4. Planen\n\nFöredragande: Tove "
        "Malm\n\nText.\n"
    )
    assert points(text, "a.md") == [
        ("1", "Statistik", ["Berit Oskarsson", "Tove Malm"], "se bifogad PPT\n\nSiffror."),
        ("2", "Skolan", ["Karin Ek"], "Text."),
        ("3", "Medlen", ["Sven Alm"], "Text."),
        ("4", "Planen", ["Tove Malm"], "Text."),
    ]


def test_paragraph_signs_go_on_from_any_number() -> None:
    text = (
        "Protokoll nämnden\n\n§ 41 Val av justerare\n\nTill justerare valdes Tove Malm.\n\n§ 42 "
        "Medel\n\nInga.\n\n§ 43 Slut\n\nSlut.\n"
    )
    assert [one[:2] for one in points(text)] == [("41", "Val av justerare"), ("42", "Medel"), ("43", "Slut")]


def test_a_numbered_list_within_a_point_begins_no_points() -> None:
    text = (
        "Anteckningar gruppen\n\n1. Inledning\n\nText.\n\n2. Förslag\n\nTre vägar finns:\n\n1. ena\n2. andra\n3. "
        "tredje\n\n3. Slut\n\nTack.\n"
    )
    assert [one[:2] for one in points(text)] == [("1", "Inledning"), ("2", "Förslag"), ("3", "Slut")]


def test_letters_beside_a_number_are_parts_of_the_point() -> None:
    text = (
        "Dagordning\tDelpunkter\n1. Inledning\tText.\n2. Medel\t\n2 a. Skolan\tEtt.\n2 b. Vården\tTvå.\n3. "
        "Slut\tTack.\n"
    )
    point = read_text(text)["items"][1]
    assert [(child["number"], child["title"], child["text"]) for child in point["children"]] == [
        ("a", "Skolan", "Ett."),
        ("b", "Vården", "Två."),
    ]


def test_talks_in_one_point_with_a_presenter_each_are_its_parts() -> None:
    cell = (
        "<p>Läget i skolan – Berit Oskarsson, se bifogad PPT</p><p>Frånvaron ökar.</p>"
        "<p>Läget i vården – Tove Malm, se bifogad PPT</p><p>Köerna minskar.</p><p>Diskussion</p><p>Många frågor.</p>"
    )
    point = read_text(f"1.\tInledning\n2.\t{cell}\n3.\tSlut\n")["items"][1]
    assert (point["title"], point["text"]) == (None, "")
    assert [(child["title"], child["presenters"]) for child in point["children"]] == [
        ("Läget i skolan", ["Berit Oskarsson"]),
        ("Läget i vården", ["Tove Malm"]),
        ("Diskussion", []),
    ]


def test_lines_broken_where_they_were_full_are_one_paragraph_and_hyphens_go() -> None:
    text = (
        "Anteckningar gruppen\n\n1. Inledning\nGruppen talade länge om hur skolorna i länet arbetar med överens-\n"
        "kommelsen, och om vilka som ännu inte har kommit i gång. Flera vill ha\nstöd i arbetet under de kommande "
        "åren, "
        "och en samlad bild av läget i\nlänet.\n\n2. Slut\nTack.\n"
    )
    assert points(text)[0][3] == (
        "Gruppen talade länge om hur skolorna i länet arbetar med överenskommelsen, och om vilka som ännu inte har "
        "kommit i "
        "gång. Flera vill ha stöd i arbetet under de kommande åren, och en samlad bild av läget i länet."
    )


def test_a_letterhead_on_every_page_stands_once() -> None:
    head = "Rådet för hälsa\n\nTjänsteställe\nStaben\n\nSekreterare\nTove Malm\n\n"
    truth = read_text(
        f"{head}Minnesanteckningar rådet, 3 maj 2026\n\n1.\tInledning\n{head}2.\tMer\n{head}3.\tSlut\n"
    )
    assert truth["document"]["letterhead"]["office"] == "Staben"
    assert (truth["secretary"], truth["date"], len(truth["furniture"])) == ("Tove Malm", "2026-05-03", 1)
    assert [one["title"] for one in truth["items"]] == ["Inledning", "Mer", "Slut"]


def test_nothing_is_dropped() -> None:
    reading = read(open_source("Bara en rad.\n\nOch en till, utan någon ordning alls.\n".encode(), "x.txt"))
    said = " ".join([str(reading.truth), *(line.text for line in reading.unplaced)])
    assert "Bara en rad" in said
    assert "utan någon ordning" in said
