"""The steps a version's page offers, each with its form, what it does and why it cannot be taken (F1)."""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from agreements import access
from agreements.actions import consultations, periods, rounds, versions
from agreements.actions.standing import names_of
from agreements.actions.steps import parties_of
from agreements.forms.steps import (
    DecisionForm,
    ExtendForm,
    OverrideForm,
    RemitForm,
    ReviseForm,
    SendForm,
    StepForm,
    TerminateForm,
    WhyForm,
)
from agreements.models import AgreementVersion
from agreements.states import VERSION
from secretariat.registry.models import User

Take = Callable[[AgreementVersion, dict[str, Any], User], str]
WhyNot = Callable[[AgreementVersion, dt.date], list[str]]


@dataclass(frozen=True)
class Step:
    """A step: the word in its address, its button, what it says, its form, the act, and what may stand in its way."""

    key: str
    verbs: frozenset[str]
    button: str
    take: Take
    text: str = ""
    form: type[StepForm] | None = None
    why_not: WhyNot = lambda version, today: []
    only: str = ""
    is_main: bool = False
    is_harsh: bool = False


@dataclass
class Offer:
    """A step as a page offers it: with its form, and the reasons that keep it from being taken now."""

    step: Step
    form: StepForm | None
    reasons: list[str] = field(default_factory=list)


def _sent(version: AgreementVersion, said: dict[str, Any], by: User) -> str:
    count = versions.send(version, text=said["text"], by=by)
    missing = [one for one in parties_of(version) if one.role == "party" and rounds.trouble_with(one)]
    letters = "1 brev är skickat." if count == 1 else f"{count} brev är skickade."
    return f"{letters} Handläggare saknas hos {names_of(missing)}." if missing else letters


def _revised(version: AgreementVersion, said: dict[str, Any], by: User) -> str:
    new = periods.revise(version, changes=said["changes"], by=by)
    return f"Version {new.number} är påbörjad som utkast. Version {version.number} gäller så länge."


def _terminated(version: AgreementVersion, said: dict[str, Any], by: User) -> str:
    periods.terminate(version, on=said["on"], party=said["party"], by=by)
    return "Uppsägningen är noterad."


def _then(words: str, act: Callable[..., object]) -> Take:
    """Do it with what the form says, and tell so."""

    def take(version: AgreementVersion, said: dict[str, Any], by: User) -> str:
        act(version, **said, by=by)
        return words

    return take


def _remitted(version: AgreementVersion, said: dict[str, Any], by: User) -> str:
    count = consultations.remit(version, due_on=said["due_on"], text=said["text"], by=by)
    return f"Versionen är på remiss. {'1 brev är skickat' if count == 1 else f'{count} brev är skickade'}."


def _recommended(version: AgreementVersion, said: dict[str, Any], by: User) -> str:
    versions.recommend(version, said["number"], by=by)
    return "Rekommendationen är noterad. Nu kan underlaget skickas till parterna."


def _adopted(version: AgreementVersion, said: dict[str, Any], by: User) -> str:
    periods.adopt(version, said["number"], by=by)
    return "Planen är antagen."


STEPS = (
    Step("bered", frozenset({"prepare"}), "Lämna till beredning", _then("Versionen bereds.", versions.prepare)),
    Step("remittera", frozenset({"remit"}), "Sänd på remiss", _remitted,
         "Varje handläggare får ett brev med en egen länk, läser förslaget och skriver remissvaret där.", RemitForm,
         lambda version, today: consultations.obstacles_to_remitting(version)),
    Step("rekommendera", frozenset({"recommend"}), "Notera rekommendation", _recommended,
         "Ett samverkansorgan har rekommenderat parterna att anta den.", DecisionForm, only="agreement"),
    Step("anta", frozenset({"adopt"}), "Notera att planen är antagen", _adopted,
         "Gruppen har antagit planen.", DecisionForm, only="plan"),
    Step("skicka", frozenset({"send"}), "Skicka till parterna", _sent,
         "Varje handläggare får ett brev med en egen länk, och registratorn en kopia.", SendForm,
         lambda version, today: versions.obstacles_to_sending(version, today=today), is_main=True),
    Step("underteckna", frozenset({"sign"}), "Börja underteckna", _then("Nu undertecknas den.", versions.begin_signing),
         why_not=lambda version, today: versions.obstacles_to_signing(version, list(parties_of(version)))),
    Step("satt-i-kraft", frozenset({"bring_into_force"}), "Sätt i kraft",
         _then("Versionen gäller.", periods.bring_into_force),
         why_not=lambda version, today: periods.obstacles_to_bringing_into_force(version, today=today),
         only="may-hold", is_main=True),
    Step("revidera", frozenset({"revise"}), "Börja revidera", _revised,
         "En ny version påbörjas med samma parter. Den som gäller fortsätter gälla.", ReviseForm,
         lambda version, today: periods.obstacles_to_revising(version)),
    Step("forlang", frozenset({"extend"}), "Förläng", _then("Förlängd.", periods.extend), "", ExtendForm,
         only="has-end"),
    Step("sag-upp", frozenset({"terminate"}), "Notera uppsägning", _terminated,
         "Uppsägningstiden löper från dagen, sedan upphör den av sig själv.", TerminateForm, is_harsh=True),
    Step("ta-tillbaka", frozenset({"take_back", "reword"}), "Ta tillbaka underlaget",
         _then("Underlaget är taget tillbaka, och handläggarna har fått veta varför.", versions.take_back),
         "Länkarna slutar gälla. Har någon beslutat går versionen tillbaka till beredning, och alla beslutar på nytt.",
         WhyForm, is_harsh=True),
    Step("avsluta", frozenset({"end"}), "Notera att den har upphört", _then("Den har upphört.", periods.end),
         why_not=lambda version, today: periods.obstacles_to_ending(version, today=today), only="is-past"),
    Step("stall-om", frozenset(), "Ställ om läget för hand",
         _then("Läget är omställt.", versions.override),
         "Bara när verkligheten har gått en annan väg. Skälet står kvar i historiken.", OverrideForm,
         only="office", is_harsh=True),
)  # fmt: skip
BY_KEY = {step.key: step for step in STEPS}


def is_offered(step: Step, version: AgreementVersion, user: User, *, today: dt.date) -> bool:
    """Whether the version's state, and what it is, leave room for the step."""
    agreement = version.agreement
    if step.only == "office":
        return access.may_override(user, agreement)
    if not step.verbs & {one.verb for one in VERSION.steps_from(version.state)}:
        return False
    fits = {
        "plan": agreement.is_plan,
        "agreement": not agreement.is_plan,
        "may-hold": version.state == AgreementVersion.State.SIGNING or agreement.each_from_own_decision,
        "has-end": version.ends_on is not None,
        "is-past": version.ends_on is not None and version.ends_on < today,
    }
    return fits.get(step.only, True)


def offers_of(version: AgreementVersion, user: User, *, today: dt.date) -> list[Offer]:
    """What can be done with a version now, for somebody who may write it."""
    return [
        Offer(step, form_of(step, version, user), step.why_not(version, today))
        for step in STEPS
        if is_offered(step, version, user, today=today)
    ]


def form_of(step: Step, version: AgreementVersion, user: User, data: Any = None) -> StepForm | None:
    """The step's form, empty or as it was typed."""
    if step.form is None:
        return None
    return step.form(data, version=version, user=user, auto_id=f"{step.key}_%s")
