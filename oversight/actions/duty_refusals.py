"""The agency refuses a duty: at once, or by an order that the deputy confirms first."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from audit.actions import record
from audit.row_seals import add_seals
from core.acts import begin
from core.errors import IllegalMove, Invalid, NotPermitted, refusal_of
from core.papers import keep, take
from core.persian import display_safe
from oversight.actions.paper_steps import paper_kind, propose_paper, subject_of
from oversight.actions.steps import need_text
from oversight.acts.duties import REFUSE_DUTY
from oversight.facts.papers import stored_paper
from oversight.facts.refusals import (
    grounds_of,
    needs_scan,
    own_decision_stayed,
    stayed_since,
    untrue,
)
from oversight.models import Duty, DutyPaper
from oversight.states import DutyState, RefusalCode
from violations.actions.steps import Problems
from workdays.facts import is_entered_back

LEAST_REASON = 20
OF_DUTY = gettext_noop("{act}, {number}")
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
    who decided what it stays (docs/adr/0053-paper.md). One of an earlier day than one person may
    enter it (rule `paper_entry`) ends the duty when the deputy confirms it. Each refusal has a
    document of its own.

    Raises:
        NotPermitted: the role may not refuse duties, or the actor decided what a court stays.
        Duty.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the duty is over or begins later, or a review answers it.
        Invalid: there is no such ground or it does not hold, the reason says nothing, the order is
            not proven, or the scan is missing or refused.
    """
    duty: Duty = begin(REFUSE_DUTY, duty_id, actor, on)
    before = DutyState(duty.state)
    if code == RefusalCode.COURT and (why := own_decision_stayed(duty, actor.user_id, on)):
        raise NotPermitted(why)
    reason = display_safe(reason)
    typed = {"code": code, "document_no": document_no, "document_on": document_on, "scan": scan}
    wrong = refusal_of(need_text, reason, "reason", least=LEAST_REASON)
    if wrong := wrong_in_refusal(duty, typed, on) | wrong:
        raise Invalid(fields=wrong)
    changes: dict[str, Any] = {"state": (before, DutyState.REFUSED), "refusal_code": ("", code)}
    if code == RefusalCode.COURT:
        changes |= _order(duty, document_no, document_on)
    if scan is not None:
        paper = _stored(duty, code, reason, scan, actor, on, at)
        if _waits_for_second(duty, code, on):
            return _propose(duty, paper, actor, on, at)
        _put_in_force(paper, on)
        changes |= {"scan_sha256": (None, paper.scan_sha256)}
    _write_refusal(duty, code, reason, actor.user_id, actor.name, on)
    changes = add_seals(changes, duty_refusal=duty)
    record(actor=actor, verb="duty.refused", target=duty, changes=changes, note=reason, at=at)
    return duty


def wrong_in_refusal(duty: Duty, typed: Mapping[str, Any], on: date) -> dict[str, list[str]]:
    """Return what is wrong with the ground and its document, of what was typed so far."""
    problems, code = Problems(), typed.get("code") or ""
    if code not in grounds_of(duty):
        problems.add("code", _("Choose the ground of the refusal."))
        return problems.fields
    if why := untrue(duty, code, on):
        problems.add("code", why)
    if code == RefusalCode.COURT:
        _check_order(problems, duty, typed, on)
    if needs_scan(duty, code) and not typed.get("scan"):
        problems.add("scan", _("Add the scan of the document on which this rests."))
    return problems.fields


def _check_order(problems: Problems, duty: Duty, typed: Mapping[str, Any], on: date) -> None:
    """Note what is wrong with the order of a court by which the step is stayed."""
    problems.number("document_no", typed.get("document_no") or "")
    day = typed.get("document_on")
    if day is None:
        problems.add("document_on", _("Write the day of the order."))
    elif day > on:
        problems.add("document_on", _("The document cannot be dated after today."))
    elif day < stayed_since(duty):
        problems.add("document_on", _("An order is not older than the decision that it stays."))


def _waits_for_second(duty: Duty, code: str, on: date) -> bool:
    """Tell whether the order of a court is of an earlier day than one person may enter it."""
    day, county = duty.refusal_document_on, subject_of(duty).county.public_id
    return code == RefusalCode.COURT and day is not None and is_entered_back(day, on, county)


def _stored(
    duty: Duty,
    code: str,
    reason: str,
    scan: "File[bytes]",
    actor: Principal,
    on: date,
    at: datetime,
) -> DutyPaper:
    """Store the document of a refusal with its scan; it is not in force yet."""
    paper = DutyPaper(
        duty=duty, code=code, text=reason, document_no=duty.refusal_document_no,
        document_on=duty.refusal_document_on, entered_on=on, entered_by=actor.user_id,
        entered_by_name=actor.name,
    )  # fmt: skip
    keep(paper, take(scan, field="scan"), at)
    return paper


def _put_in_force(paper: DutyPaper, on: date) -> None:
    """Let the document of a refusal take effect on a day."""
    paper.in_force_on = on
    paper.save(update_fields=["in_force_on", "updated_at"])


def _propose(duty: Duty, paper: DutyPaper, actor: Principal, on: date, at: datetime) -> Duty:
    """Let the deputy confirm an order of an earlier day; return the duty as it runs."""
    duty.refusal_document_no, duty.refusal_document_on = "", None
    propose_paper(REFUSE_DUTY, duty, paper, OF_DUTY, actor=actor, on=on, at=at)
    changes = {
        "document_no": (None, paper.document_no),
        "document_on": (None, paper.document_on),
        "scan_sha256": (None, paper.scan_sha256),
    }
    record(
        actor=actor, verb="duty.refusal_proposed", target=duty, changes=changes, note=paper.text,
        at=at,
    )  # fmt: skip
    return duty


def _write_refusal(duty: Duty, code: str, reason: str, account: int, name: str, on: date) -> None:
    """End a duty by the refusal of an account."""
    duty.state, duty.ended_on = DutyState.REFUSED, on
    duty.refusal_code, duty.refusal_reason = code, reason
    duty.refused_by, duty.refused_by_name = account, name
    duty.save(
        update_fields=[
            "state", "ended_on", "refusal_code", "refusal_reason", "refused_by",
            "refused_by_name", "updated_at", *ORDER,
        ]
    )  # fmt: skip


def _is_closed(duty: Duty, arguments: Mapping[str, Any], actor: Principal, on: date) -> str:
    return "" if duty.state in (REFUSE_DUTY.states or ()) else str(REFUSE_DUTY.state_error)


def _confirm(
    duty: Duty, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """
    Refuse the duty by the order that another person has entered, as its second person.

    Raises:
        IllegalMove: the duty has ended meanwhile.
    """
    if against := _is_closed(duty, arguments, actor, on):
        raise IllegalMove(against)
    paper = stored_paper(duty, arguments)
    assert isinstance(paper, DutyPaper)  # noqa: S101 - a duty has no other papers
    before = DutyState(duty.state)
    _put_in_force(paper, on)
    duty.refusal_document_no, duty.refusal_document_on = paper.document_no, paper.document_on
    _write_refusal(duty, paper.code, paper.text, paper.entered_by, paper.entered_by_name, on)
    changes: dict[str, Any] = {
        "state": (before, DutyState.REFUSED),
        "refusal_code": ("", paper.code),
        "refusal_document_no": ("", paper.document_no),
        "refusal_document_on": (None, paper.document_on),
        "scan_sha256": (None, paper.scan_sha256),
    }
    changes = add_seals(changes, duty_refusal=duty)
    record(actor=actor, verb="duty.refused", target=duty, changes=changes, note=paper.text, at=at)


REFUSAL_KIND = paper_kind(REFUSE_DUTY, _confirm, _is_closed, "oversight.duty")


def _order(duty: Duty, number: str, day: date | None) -> dict[str, tuple[Any, Any]]:
    """Write the order of a court into the duty and return what changed."""
    duty.refusal_document_no, duty.refusal_document_on = display_safe(number), day
    return {
        "refusal_document_no": ("", duty.refusal_document_no), "refusal_document_on": (None, day),
    }  # fmt: skip
