"""The static files as an office serves them: every name carries its checksum, also inside the scripts."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from secretariat.lib.static import HashedFiles

HASHED = {
    "default": settings.STORAGES["default"],
    "staticfiles": {"BACKEND": "secretariat.lib.static.HashedFiles"},
}


def test_the_files_are_gathered_and_name_each_other_by_checksum(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A ring of modules that name one another would never get settled names. A type in a comment is no name."""
    monkeypatch.setattr(
        HashedFiles, "compress_files", lambda self, paths: ()
    )  # ten seconds that change no name
    with override_settings(STATIC_ROOT=tmp_path, STORAGES=HASHED):
        call_command("collectstatic", interactive=False, verbosity=0)
    names = json.loads((tmp_path / "staticfiles.json").read_text())["paths"]
    modules = {path for path in names if path.startswith("js/draft/")}
    assert modules == {
        f"js/draft/{path.name}" for path in (settings.BASE_DIR / "static/js/draft").glob("*.js")
    }
    for path in modules:
        text = (tmp_path / names[path]).read_text()
        named = set(re.findall(r'(?:from|import\()\s*"\./([^"]+)"(?!\)\.[A-Z])', text))
        assert {one for one in named if not (tmp_path / "js/draft" / one).exists()} == set(), path
        assert all(re.search(r"\.[0-9a-f]{12}\.js$", one) for one in named), path
