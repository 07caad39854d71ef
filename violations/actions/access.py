"""Restricted evidence is opened on a reasoned request, for one case and some days."""

from datetime import date, datetime, timedelta

from django.db import transaction

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from violations.actions.steps import Problems
from violations.acts.cases import ASK_FOR_EVIDENCE
from violations.facts import reckoning_on
from violations.models import Case, EvidenceAccess
from violations.rules import LEAST_REASONS


@transaction.atomic
def ask_for_evidence(
    *, case_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> EvidenceAccess:
    """
    Open the restricted evidence of a case to the deputy, for the days that the rules give.

    Raises:
        NotPermitted: the role does not ask.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is open already, or the case has no restricted file.
        Invalid: by field reason.
    """
    case: Case = begin(ASK_FOR_EVIDENCE, case_id, actor, on)
    problems = Problems()
    text = problems.text("reason", reason, least=LEAST_REASONS)
    problems.raise_if_any()
    access = EvidenceAccess.objects.create(
        case=case,
        user_id=actor.user_id,
        user_name=actor.name,
        reason=text,
        asked_at=at,
        expires_at=at + timedelta(days=reckoning_on(on).evidence_days),
    )
    record(
        actor=actor,
        verb="case.evidence_asked",
        target=case,
        changes={"expires_at": (None, access.expires_at)},
        note=text,
        at=at,
    )
    return access
