"""Where the demo is not put in (M6)."""

import pytest
from django.core.management import CommandError, call_command

from meetings.models import Body
from tests import make

pytestmark = pytest.mark.django_db


def test_an_offices_database_is_refused_with_one_sentence(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    make.user(office_role="administrator")
    with pytest.raises(CommandError, match=r"^Databasen hör till ett kansli med egna konton\. "):
        call_command("load_demo")
    assert not Body.objects.exists()


def test_a_database_with_a_register_is_refused(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = True
    make.organisation()
    with pytest.raises(CommandError, match=r"^Databasen innehåller redan uppgifter\. "):
        call_command("load_demo")


def test_without_demo_it_is_refused(settings) -> None:  # type: ignore[no-untyped-def]
    settings.DEMO = False
    with pytest.raises(CommandError, match=r"^Demoregionen läggs bara in när DEMO=1\. "):
        call_command("load_demo")
