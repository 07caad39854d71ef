"""Acts in a case that a second person confirms: closing without action, old paper (ADR 44)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.persons import accounts_of
from accounts.principal import Principal
from agencies.models import Agency
from approvals.actions import propose_act, withdraw_act
from approvals.models import PendingAct
from core.acts import Act
from violations.actions.steps import terms_of
from violations.acts.cases import (
    CLOSE_NO_ACTION,
    ENTER_PAPER_APPEAL,
    ENTER_PAPER_DEFENCE,
    RECORD_JUDGMENT,
)
from violations.acts.conditions import has_reported, has_stood_back, is_recused, reporters
from violations.acts.deciding import decides_track, judges_track
from violations.facts import official
from violations.facts.closing import is_before_deputy, is_confirmed_above, without_barred
from violations.facts.paper import OFFICE_PAPERS
from violations.facts.paper_entries import enters_paper, has_decided, is_decider
from violations.models import Case
from violations.states import Track
from workdays.rules import DeadlineKey

# Whom an act bars as its second person, beside reporters and those who stood back: who decides a
# case, its objection, or decided in it confirms no paper of its office, and who decided in it no
# judgment on that decision.
BARS: Mapping[str, Callable[[Case, int, date], bool]] = {
    ENTER_PAPER_DEFENCE.key: is_decider,
    ENTER_PAPER_APPEAL.key: is_decider,
    RECORD_JUDGMENT.key: lambda case, account, on: has_decided(case, account),
}


def propose_in_case(
    act: Act,
    case: Case,
    arguments: Mapping[str, Any],
    *,
    title: str,
    summary: str,
    within: DeadlineKey,
    void: PendingAct | None,
    actor: Principal,
    on: date,
    at: datetime,
) -> PendingAct:
    """
    Propose an act to the side that handles the case, or above it where nobody else there is free.

    A paper in the office's name goes above in any case: that side is the office's other party.
    `void` is an earlier proposal that the case has overtaken; it is withdrawn. `within` is the rule
    of how long the proposal waits.
    """
    is_above = (
        act.key in OFFICE_PAPERS
        or (act.key == CLOSE_NO_ACTION.key and is_before_deputy(case))
        or is_confirmed_above(case, actor.user_id, on, BARS.get(act.key))
    )
    if void is not None:
        why_void = official(gettext_noop("The case has changed since; it is proposed anew."))
        withdraw_act(pending_id=void.pk, actor=actor, on=on, at=at, reason=why_void)
    return propose_act(
        act=act.key,
        target=case,
        arguments=dict(arguments),
        title=title,
        summary=summary,
        expires_on=terms_of(case, on).due(within, on).due_on,
        actor=actor,
        on=on,
        at=at,
        is_above=is_above,
    )


def agency_of(case: Case) -> Agency | None:
    """Return the agency whose people confirm acts in a case of its own contract."""
    return case.agency if case.track == Track.CONTRACT else None


def barred_from_confirming(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor reported the case or stood back from it."""
    return has_reported(case, actor, on) or has_stood_back(case, actor, on)


def proposer_stood_back(case: Case, account: int, on: date) -> str:
    """Return that who entered a paper reported the case or stood back from it since."""
    if account not in reporters(case) and not is_recused(case, account):
        return ""
    return _("Who entered it has a part in the case since; somebody else enters it anew.")


def proposer_enters_no_more(case: Case, account: int, on: date) -> str:
    """Return that who entered a paper of the office may not enter one any more."""
    if why := proposer_stood_back(case, account, on):
        return why
    if enters_paper(case, account, on) and not is_decider(case, account, on):
        return ""
    return _("Who entered it may not enter papers of this office any more; it is entered anew.")


def barred_from_office_paper(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor reported the case, stood back from it, decides it or decided in it."""
    if why := barred_from_confirming(case, actor, on):
        return why
    if not is_decider(case, actor.user_id, on):
        return ""
    return _("You decide this case; somebody else confirms the office's paper.")


def barred_from_judgment(case: Case, actor: Principal, on: date) -> str:
    """Return that the actor reported the case, stood back from it, or decided in it."""
    if why := barred_from_confirming(case, actor, on):
        return why
    if not has_decided(case, actor.user_id):
        return ""
    return _("You decided in this case; somebody else confirms the judgment.")


def without_decided(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the papers of offices and the judgments that the principal may not confirm."""
    free = without_barred(rows, principal)
    if any(rule(principal, track) for rule in (decides_track, judges_track) for track in Track):
        free = free.exclude(act__in=OFFICE_PAPERS)
    accounts = accounts_of(principal.user_id)
    decided = Case.objects.filter(decisions__decided_by__in=accounts).values("public_id")
    acts = [*OFFICE_PAPERS, RECORD_JUDGMENT.key]
    return free.exclude(act__in=acts, target_id__in=decided)
