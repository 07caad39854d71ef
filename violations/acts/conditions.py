"""Who keeps a case, who never acts in it, and what several acts on it ask."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Role
from core.acts import Excluded, Whose, once_per_record
from violations.facts import is_told, recused_in, reporters_of, session_of
from violations.facts.colleagues import is_late
from violations.facts.recusals import recusal_in_words
from violations.facts.sessions import is_recused_in
from violations.models import Case, Evidence, EvidenceAccess
from violations.states import SessionState, Track

SECRETARIAT_SIDE = frozenset(
    {Role.SECRETARIAT, Role.COMMITTEE_CHAIR, Role.COMMITTEE_MEMBER, Role.EXPERT, Role.SYSTEM}
)

reporters = once_per_record(reporters_of)
session = once_per_record(session_of)
decision_is_open = once_per_record(is_told)


def keeps_track(actor: Principal, case: Case, on: date) -> bool:
    """Tell whether the case's track is the actor's: the agency's, or the secretariat's."""
    return actor.is_agency if case.track == Track.CONTRACT else actor.role in SECRETARIAT_SIDE


def has_reported(record: Any, actor: Principal, on: date) -> str:
    """Return that the actor reported what the case is about, or the case of the record."""
    case = record if isinstance(record, Case) else record.case
    if actor.user_id not in reporters(case):
        return ""
    return _("You reported this violation, so somebody else acts on it.")


@once_per_record
def is_recused(case: Case, account: int) -> bool:
    """Tell whether the person of an account stood back from the case, or from its contracts."""
    return is_recused_in(case.pk, account)


def read_recused(cases: Iterable[Case], actor: Principal) -> None:
    """Read for many cases at once what `is_recused` answers for the actor; one query."""
    by_key = {case.pk: case for case in cases}
    recused = recused_in(by_key, actor.user_id)
    for key, case in by_key.items():
        is_recused.remember(case, actor.user_id, value=key in recused)


def has_stood_back(record: Any, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the case, that of the record, or its contracts."""
    case = record if isinstance(record, Case) else record.case
    if not is_recused(case, actor.user_id):
        return ""
    return recusal_in_words(case, actor.user_id)


def stood_back_already(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor stood back from the case before, or from its contracts."""
    return _("You have stood back from this case.") if is_recused(case, actor.user_id) else ""


def is_called_to_session(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor sits in a session to come, from which one stands back itself."""
    found = session(case)
    if found is None or found.state != SessionState.SUMMONED:
        return ""
    if not found.seats.filter(user_id=actor.user_id, is_judge=True).exists():
        return ""
    return _("You are called to sit in a session of this case; recuse yourself from that session.")


def files_are_open(case: Case, actor: Principal, on: date) -> str:
    """Return that no restricted file of the case is closed to the actor."""
    if EvidenceAccess.objects.running(actor).filter(case=case).exists():
        return _("The restricted files of this case are open to you.")
    if not Evidence.objects.of_case(case).filter(is_restricted=True).exists():
        return _("No file of this case is restricted.")
    return ""


def office_was_not_served(case: Case, actor: Principal, on: date) -> str:
    """Return that the file is closed to the office before the service of the notice."""
    if actor.role is not Role.OPERATOR or case.served_on is not None:
        return ""
    return _("The file opens to the office with the service of the notice.")


def agency_is_not_late(case: Case, actor: Principal, on: date) -> str:
    """Return why no agency is reminded of the case today."""
    if case.track != Track.CONTRACT:
        return _("This case is of the licence track; the committee keeps it.")
    if not is_late(case, on):
        return _("No step of this case is late.")
    return _("The agency has been reminded today.") if case.reminded_on == on else ""


def is_served_office(actor: Principal, case: Case, on: date) -> bool:
    """Tell whether the actor speaks for the office and was served the decision."""
    return actor.role is Role.OPERATOR and decision_is_open(case, actor)


def is_office(actor: Principal, record: object, on: date) -> bool:
    """Tell whether the actor speaks for the office."""
    return actor.role is Role.OPERATOR


ON_OWN_TRACK = Whose(
    "the agency of a contract-track case, the secretariat's side of a licence-track case",
    keeps_track,
    gettext_lazy("This case is kept by the other side: each track by its own."),
)
REPORTER = Excluded("reporter", has_reported)
# Recusal from the case, or from the contracts of its office with its agency, ends every act in it,
# by whatever account or role of the person. The rows without it are those of the office as a party,
# and recusal itself, which has its own reason.
RECUSED = Excluded("who stood back", has_stood_back)
