"""Agreements in and out as files (M3). A version's life is steps on its page; a file sets what all versions share."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models

from agreements import access
from agreements.actions import versions
from agreements.models import Agreement, AgreementVersion
from meetings.actions import matters
from meetings.registers import body
from secretariat.lib.access import Permission
from secretariat.lib.cell_widgets import Choice, Day, Named, Number, Reference, References, Text, YesNo
from secretariat.lib.register_rows import Column
from secretariat.lib.registers import Register, id_column
from secretariat.registry.actions import log
from secretariat.registry.registers import organisation, person, theme_names, whole

_ON_PAGE = "Det ändras på versionens sida."


def _names() -> Iterable[tuple[Agreement, list[str]]]:
    for one in Agreement.objects.all():
        yield one, [one.title, one.short_name]


class Agreements(Register):
    """Agreements and plans, with how their latest version stands."""

    key = "overenskommelser"
    name = "Överenskommelser"
    about = "Överenskommelser och planer. Versionens läge och dagar är med, men ändras på dess sida."
    model = Agreement
    reading = Permission.AGREEMENT_READ
    writing = Permission.AGREEMENT_EDIT
    lookup = "title"

    pk = id_column()
    title = Column("title", "rubrik", "", required=True, key=True, unique=True, width=44)
    short_name = Column("short_name", "kort namn", "Så som den står i ämnesraden på brev.", width=22)
    kind = Column("kind", "slag", "", Choice(Agreement.Kind.choices), required=True, width=24)
    purpose = Column(
        "purpose", "om överenskommelsen", "Står i breven till parterna.", Text(lines=True), width=40
    )
    basis = Column("basis", "rättslig grund", "", Choice(Agreement.Basis.choices), width=26)
    statute = Column("statute", "lagrum", "Till exempel 16 kap. 3 § HSL.", width=22)
    themes = Column("themes", "teman", "", References("inget tema", theme_names), width=24)
    body = Column("body", "grupp", "Den som förvaltar den.", body(), width=30)
    responsible = Column("responsible", "ansvarig", "Namnet.", person(), width=24)
    host = Column("host", "värdkommun", "", organisation(), width=22)
    matter = Column(
        "matter", "ärende", "Ärendets nummer.", Named("inget ärende", lambda one: one.number), width=14
    )
    replaces = Column(
        "replaces", "ersätter", "Rubriken.", Reference("ingen överenskommelse", _names), width=30
    )
    each_from_own_decision = Column(
        "each_from_own_decision", "gäller per part", "Från partens eget beslut.", YesNo(), width=9
    )
    version = Column("latest__number", "version", "Den senaste.", Number(), closed=_ON_PAGE, width=9)
    state = Column(
        "latest__state", "läge", "", Choice(AgreementVersion.State.choices), closed=_ON_PAGE, width=24
    )
    starts_on = Column("latest__starts_on", "gäller från", "", Day(), closed=_ON_PAGE, width=12)
    ends_on = Column("latest__ends_on", "gäller till", "", Day(), closed=_ON_PAGE, width=12)
    decide_by = Column("latest__decide_by", "parterna beslutar senast", "", Day(), closed=_ON_PAGE, width=12)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["matter"].widget.find = lambda text: matters.found_by_address(
            text.lower().replace(" ", "-")
        )

    def rows(self) -> models.QuerySet[Any]:
        told = Agreement.objects.visible_to(self.user).select_related(
            "body", "responsible", "host", "matter", "replaces"
        )
        return told.prefetch_related("themes", "versions").order_by("title", "pk")

    def prepare(self, rows: Any) -> None:
        for one in rows:
            one.latest = max(one.versions.all(), key=lambda version: version.number, default=None)

    def obstacles(self, instance: Any, values: Mapping[str, Any], *, is_new: bool) -> list[tuple[str, str]]:
        if not is_new and not access.may_edit(self.user, instance):
            return [("", "Du får inte ändra överenskommelsen.")]
        if is_new and not access.may_edit(self.user, Agreement(body=values.get("body"))):
            return [("grupp", "Du får bara lägga upp överenskommelser som din egen grupp förvaltar.")]
        hidden = values.get("responsible") is not None and values["responsible"].protected_identity
        return [("ansvarig", "har skyddade personuppgifter. Välj någon annan.")] if hidden else []

    def add(self, values: dict[str, Any]) -> Agreement:
        whole(
            Agreement(**{name: value for name, value in values.items() if name != "themes"}), without=["slug"]
        )
        return versions.create(by=self.user, **values)

    def change(self, instance: Agreement, values: dict[str, Any]) -> None:
        themes = values.pop("themes", None)
        for name, value in values.items():
            setattr(instance, name, value)
        whole(instance)
        instance.save()
        changed = list(values)
        if themes is not None:
            instance.themes.set(themes)
            changed.append("themes")
        log.write("ändrade överenskommelse", by=self.user, about=instance, fält=changed)
