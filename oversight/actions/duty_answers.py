"""What people do about a duty: the manager refuses it, the deputy raises or reopens it."""

from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record
from core.acts import begin, need_role
from core.errors import Invalid, NotPermitted
from core.papers import Opened, read_back, store, take
from core.persian import display_safe
from oversight.actions.steps import need_text
from oversight.acts.duties import PUT_ON_AGENDA, REFUSE_DUTY, REOPEN
from oversight.facts.refusals import grounds_of, needs_scan, untrue
from oversight.models import Duty
from oversight.states import DutyState, RefusalCode
from violations.actions.steps import Problems
from violations.facts.paper_entries import has_decided
from violations.models import Case

LEAST_REASON = 20
SCAN = (
    "scan", "scan_copy", "scan_name", "scan_type", "scan_size", "scan_sha256", "scan_checked_by",
)  # fmt: skip
ORDER = ("refusal_document_no", "refusal_document_on")


@transaction.atomic
def refuse_duty(
    *,
    duty_id: int,
    code: str,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
    scan: "File[bytes] | None" = None,
    document_no: str = "",
    document_on: date | None = None,
) -> Duty:
    """
    Say on which ground, and why, the agency does not do what a finding asks.

    Once the duty has come before the deputy, a refusal names its document by a scan, which is
    sealed. A reinstatement is never refused: it is at most impossible, on a ground that holds, with
    a scan, whenever that is said (design: DECISIONS 31).

    A stay by a court names the order's number and day and has its scan; it is entered by nobody
    who decided in the case (docs/adr/0053-paper.md).

    Raises:
        NotPermitted: the role may not refuse duties, or the actor decided what a court stays.
        Duty.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the duty is over or begins later, or a review answers it.
        Invalid: there is no such ground or it does not hold, the reason says nothing, the order is
            not proven, or the scan is missing or refused.
    """
    duty: Duty = begin(REFUSE_DUTY, duty_id, actor, on)
    before = DutyState(duty.state)
    if code not in grounds_of(duty):
        raise Invalid(fields={"code": [_("Choose the ground of the refusal.")]})
    if why := untrue(duty, code, on):
        raise Invalid(fields={"code": [why]})
    reason = need_text(display_safe(reason), "reason", least=LEAST_REASON)
    changes: dict[str, Any] = {"state": (before, DutyState.REFUSED), "refusal_code": ("", code)}
    if code == RefusalCode.COURT:
        changes |= _order(duty, document_no, document_on, actor, on)
    if needs_scan(duty, code) and scan is None:
        raise Invalid(fields={"scan": [_("Add the scan of the document on which this rests.")]})
    if scan is not None:
        taken = take(scan, field="scan")
        store(duty, taken, at)
        changes |= {"scan_sha256": (None, taken.sha256)}
    duty.state, duty.ended_on = DutyState.REFUSED, on
    duty.refusal_code, duty.refusal_reason = code, reason
    duty.refused_by, duty.refused_by_name = actor.user_id, actor.name
    duty.save(
        update_fields=[
            "state", "ended_on", "refusal_code", "refusal_reason", "refused_by",
            "refused_by_name", "updated_at", *SCAN, *ORDER,
        ]
    )  # fmt: skip
    record(
        actor=actor,
        verb="duty.refused",
        target=duty,
        changes=changes,
        note=reason,
        at=at,
    )
    return duty


def _order(
    duty: Duty, number: str, day: date | None, actor: Principal, on: date
) -> dict[str, tuple[Any, Any]]:
    """Write the order of a court into the duty and return what changed."""
    case = duty.case
    assert case is not None  # noqa: S101 - REFUSE_DUTY is not for the duty of a flag
    if has_decided(case, actor.user_id):
        raise NotPermitted(_("You decided in this case; another enters the order of a court."))
    problems = Problems()
    duty.refusal_document_no = problems.number("document_no", number)
    if day is None:
        problems.add("document_on", _("Write the day of the order."))
    elif day > on:
        problems.add("document_on", _("The document cannot be dated after today."))
    elif day < (case.decided_on or case.opened_on):
        problems.add("document_on", _("An order is not older than the decision that it stays."))
    problems.raise_if_any()
    duty.refusal_document_on = day
    return {
        "refusal_document_no": ("", duty.refusal_document_no), "refusal_document_on": (None, day),
    }  # fmt: skip


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
    Reopen a duty that the agency refused after it came before the deputy.

    It stands again where it stood, before the deputy or on the agenda, and the rest of its ladder
    counts from that day; an impossible reinstatement comes before the deputy so. A step that the
    agency has taken since ends it at once.

    Raises:
        NotPermitted: the role may not.
        Duty.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the duty was not refused, was refused in time, or its case was closed.
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
    duty.state = DutyState.AGENDA if duty.agenda_on else DutyState.DEPUTY
    duty.ended_on, duty.refusal_code, duty.refusal_reason = None, "", ""
    duty.refused_by, duty.refused_by_name = None, ""
    duty.refusal_document_no, duty.refusal_document_on = "", None
    duty.reopened_on, duty.reopened_by = on, actor.user_id
    before_deputy = ("reminded_on", "head_on", "deputy_on")
    for column in before_deputy:
        setattr(duty, column, getattr(duty, column) or on)
    duty.save(
        update_fields=[
            *before_deputy, "state", "ended_on", "refusal_code", "refusal_reason", "refused_by",
            "refused_by_name", "reopened_on", "reopened_by", "updated_at", *ORDER,
        ]
    )  # fmt: skip
    record(
        actor=actor,
        verb="duty.reopened",
        target=duty,
        changes={"state": (DutyState.REFUSED, duty.state), "refusal_code": (code, "")},
        note=reason,
        at=at,
    )
    duty.refresh_from_db()
    return duty


@transaction.atomic
def open_refusal(*, duty_id: int, actor: Principal, at: datetime) -> Opened[Duty]:
    """
    Read the scan of a refusal, compare it with its seal, and leave the event of its opening.

    Raises:
        NotPermitted: the role reads no evidence.
        Duty.DoesNotExist: there is none with a scan and this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    duty = Duty.objects.visible_to(actor).exclude(scan_sha256="").get(pk=duty_id)
    found = read_back(duty)
    record(
        actor=actor,
        verb="duty.scan_opened",
        target=duty,
        changes={"file": (None, duty.scan_name), "sha256": (None, duty.scan_sha256)},
        note="" if found.is_whole else _("The file differs from its seal."),
        at=at,
    )
    return found
