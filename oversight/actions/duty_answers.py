"""What the deputy does about a duty: raise it, reopen it; and the scan of a refusal."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin, need_role
from core.papers import Opened, read_back
from core.persian import display_safe
from oversight.actions.steps import need_text
from oversight.acts.duties import ACCEPT_REFUSAL, PUT_ON_AGENDA, REOPEN
from oversight.facts.duties import clocks_of
from oversight.models import Duty, DutyPaper
from oversight.states import DutyState
from violations.models import Case
from workdays.actions.moving import Cause
from workdays.actions.renewing import renew_deadlines
from workdays.models import MoveCause

LEAST_REASON = 20
OF_DUTY = gettext_noop("{act}, {number}")
ORDER = ("refusal_document_no", "refusal_document_on")


@transaction.atomic
def put_duty_on_agenda(
    *, duty_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> Duty:
    """
    Put a duty that is before the deputy on the agenda of the working group at once.

    Raises:
        NotPermitted: the role may not.
        Duty.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the duty is not before the deputy.
        Invalid: the reason says nothing.
    """
    duty: Duty = begin(PUT_ON_AGENDA, duty_id, actor, on)
    reason = need_text(display_safe(reason), "reason", least=LEAST_REASON)
    duty.state, duty.agenda_on = DutyState.AGENDA, on
    duty.save(update_fields=["state", "agenda_on", "updated_at"])
    record(
        actor=actor,
        verb="duty.put_on_agenda",
        target=duty,
        changes={"state": (DutyState.DEPUTY, duty.state), "agenda_on": (None, on)},
        note=reason,
        at=at,
    )
    return duty


@transaction.atomic
def reopen_duty(*, duty_id: int, reason: str, actor: Principal, on: date, at: datetime) -> Duty:
    """
    Reopen a duty that the agency refused.

    Who owed it owes it again, with the whole period of its rule from that day, and its ladder
    begins anew. A step that the agency has taken since ends it at once.

    Raises:
        NotPermitted: the role may not.
        Duty.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the duty was not refused, its refusal was accepted, or its case was closed.
        Invalid: the reason says nothing.
    """
    need_role(REOPEN, actor)
    # The case first, as all acts on cases do: what is decided at this moment ends the duty.
    case_id = Duty.objects.visible_to(actor).values_list("case_id", flat=True).get(pk=duty_id)
    if case_id is not None:
        Case.objects.lock(case_id)
    duty: Duty = begin(REOPEN, duty_id, actor, on)
    reason = need_text(display_safe(reason), "reason", least=LEAST_REASON)
    code = duty.refusal_code
    duty.state = DutyState.RUNNING
    duty.ended_on, duty.refusal_code, duty.refusal_reason = None, "", ""
    duty.refused_by, duty.refused_by_name = None, ""
    duty.refusal_document_no, duty.refusal_document_on = "", None
    duty.reopened_on, duty.reopened_by = on, actor.user_id
    duty.save(
        update_fields=[
            "state", "ended_on", "refusal_code", "refusal_reason", "refused_by",
            "refused_by_name", "reopened_on", "reopened_by", "updated_at", *ORDER,
        ]
    )  # fmt: skip
    record(
        actor=actor,
        verb="duty.reopened",
        target=duty,
        changes=add_seals(
            {"state": (DutyState.REFUSED, duty.state), "refusal_code": (code, "")},
            duty_refusal=duty,
        ),
        note=reason,
        at=at,
    )
    duty.refresh_from_db()
    if duty.is_open:
        cause = Cause(
            MoveCause.REOPENING,
            _("The duty was reopened: {reason}").format(reason=reason),
            actor,
            on,
            at,
        )
        renew_deadlines(clocks_of(duty), cause)
        duty.refresh_from_db()
    return duty


@transaction.atomic
def accept_refusal(*, duty_id: int, reason: str, actor: Principal, on: date, at: datetime) -> Duty:
    """
    Accept that a contract whose end was annulled cannot be reinstated; its lock ends.

    Raises:
        NotPermitted: the role may not.
        Duty.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: nothing was refused, it is no reinstatement, or it was accepted before.
        Invalid: the reason says nothing.
    """
    duty: Duty = begin(ACCEPT_REFUSAL, duty_id, actor, on)
    reason = need_text(display_safe(reason), "reason", least=LEAST_REASON)
    duty.accepted_on, duty.accepted_by = on, actor.user_id
    duty.save(update_fields=["accepted_on", "accepted_by", "updated_at"])
    record(
        actor=actor,
        verb="duty.refusal_accepted",
        target=duty,
        changes=add_seals({"accepted_on": (None, on)}, refusal_acceptance=duty),
        note=reason,
        at=at,
    )
    return duty


@transaction.atomic
def open_refusal(*, paper_id: int, actor: Principal, at: datetime) -> Opened[DutyPaper]:
    """
    Read the scan of a refusal, compare it with its seal, and leave the event of its opening.

    Raises:
        NotPermitted: the role reads no evidence.
        DutyPaper.DoesNotExist: there is none with this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    paper = DutyPaper.objects.visible_to(actor).select_related("duty").get(pk=paper_id)
    found = read_back(paper)
    record(
        actor=actor,
        verb="duty.scan_opened",
        target=paper.duty,
        changes={"file": (None, paper.scan_name), "sha256": (None, paper.scan_sha256)},
        note="" if found.is_whole else _("The file differs from its seal."),
        at=at,
    )
    return found
