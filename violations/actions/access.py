"""Restricted evidence is opened on a reasoned request, for one case and some days."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.errors import IllegalMove
from violations.actions.steps import Problems
from violations.facts import reckoning_on
from violations.models import Case, Evidence, EvidenceAccess
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
    require(actor, Permission.EVIDENCE_ASK)
    case = Case.objects.visible_to(actor).lock(case_id)
    if EvidenceAccess.objects.running(actor).filter(case=case).exists():
        raise IllegalMove(_("The restricted files of this case are open to you."))
    if not Evidence.objects.of_case(case).filter(is_restricted=True).exists():
        raise IllegalMove(_("No file of this case is restricted."))
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
