"""Which database is meant, read from the environment alone."""

from pathlib import Path

import pytest

from secretariat.setup import database

SOCKET_LIMIT = 100


def test_without_an_address_the_embedded_server_is_meant(tmp_path: Path) -> None:
    settings = database.settings_from_environment({"SEKRETARIATET_DATA": str(tmp_path)})
    assert (settings["NAME"], settings["USER"], settings["PORT"]) == (
        "sekretariatet",
        "sekretariatet",
        "5432",
    )
    assert settings["HOST"].startswith("/tmp/sekr-")  # noqa: S108


def test_the_demo_has_a_database_and_files_of_its_own() -> None:
    office, demo = {"DEMO": "0"}, {"DEMO": "1"}
    assert database.database_name(office) != database.database_name(demo)
    assert database.media_folder(office) != database.media_folder(demo)


def test_test_server_and_office_server_have_different_sockets(tmp_path: Path) -> None:
    office = {"SEKRETARIATET_DATA": str(tmp_path)}
    assert database.socket_folder(office) != database.socket_folder(
        {**office, "SEKRETARIATET_CLUSTER": "test"}
    )


def test_socket_path_is_short_however_long_the_checkout_is() -> None:
    folder = database.socket_folder({"SEKRETARIATET_DATA": f"/{'mapp/' * 60}"})
    assert len(str(folder / ".s.PGSQL.5432")) < SOCKET_LIMIT


def test_an_address_is_read_whole() -> None:
    settings = database.from_url("postgres://anna:l%40s@db.example:5433/kansli?sslmode=require")
    assert settings == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "kansli",
        "USER": "anna",
        "PASSWORD": "l@s",
        "HOST": "db.example",
        "PORT": "5433",
        "OPTIONS": {"sslmode": "require"},
    }


@pytest.mark.parametrize("url", ["postgres:///kansli?host=/run/Pg", "postgres://%2Frun%2FPg/kansli"])
def test_an_address_may_name_a_socket(url: str) -> None:
    assert database.from_url(url)["HOST"] == "/run/Pg"


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("mysql://h/n", "DATABASE_URL ska börja med postgres:// – annat än PostgreSQL går inte."),
        ("postgres://u:hemligt@h/", "DATABASE_URL saknar namn: postgres://användare:lösenord@värd/namn"),
        ("postgres://u:hemligt@h:x/n", "DATABASE_URL går inte att tolka: porten ska vara ett tal."),
    ],
)
def test_a_bad_address_is_refused_in_one_sentence_without_its_password(url: str, sentence: str) -> None:
    with pytest.raises(database.BadDatabaseUrl) as refusal:
        database.from_url(url)
    assert str(refusal.value) == sentence
