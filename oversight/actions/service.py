"""
The service of a review's notice, and the second person for one of an earlier day.

The day of service starts the office's time to answer. Where it lies further back than the rule
`paper_entry` lets one person enter it, the service waits for a second person of the agency, or for
the deputy where nobody else there is free (docs/adr/0047-paper-of-an-earlier-day.md).
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.facts import PendingKind
from approvals.models import PendingAct
from audit.actions import record
from contracts.actions.old_receipts import propose_receipt, withdraw_void
from contracts.facts.old_receipts import receipt_links
from core.clock import day_in_tehran
from core.errors import IllegalMove
from core.jalali import long
from core.papers import Paper
from notices.actions import open_letters, prove_service
from notices.models import Dispatch
from notices.states import Channel
from oversight.actions.steps import write
from oversight.acts.reviews import SERVE, barred_from_confirming, unserved
from oversight.facts.news import HEARING
from oversight.facts.paper_service import (
    is_confirmed_above,
    service_content,
    service_in_words,
    undecided_service,
    without_barred,
)
from oversight.facts.reporters import has_stood_back
from oversight.facts.windows import DECISION, decision_deadline, hearing_deadline
from oversight.facts.windows import HEARING as HEARING_CLOCK
from oversight.models import TerminationReview
from workdays.actions import keep_deadlines
from workdays.facts import Kept


def served(review: TerminationReview, on: date, proof: str, entered_on: date) -> dict[str, object]:
    """
    Start the office's time to answer, and at its end the agency's to decide.

    Return the fields of the service.
    """
    due = hearing_deadline(review, on, entered_on)
    keep_deadlines(kept=[Kept(HEARING_CLOCK, review, due, review.county_id)])
    return {
        "served_on": on,
        "service_entered_on": entered_on,
        "service_proof": proof,
        "hearing_due_on": due.due_on,
        **decided_from(review, due.due_on, after=HEARING_CLOCK),
    }


def decided_from(review: TerminationReview, day: date, after: str = "") -> dict[str, object]:
    """Start the agency's time to decide as the office's time to answer ends; return its end."""
    agency, due = review.agency, decision_deadline(review, day)
    kept = Kept(DECISION, review, due, agency.seat_id, agency.kind, after=after)
    keep_deadlines(kept=[kept])
    return {"decision_due_on": due.due_on}


def keep_proof(
    review: TerminationReview,
    on: date,
    words: str,
    receipt: Paper | None,
    actor: Principal,
    at: datetime,
    *,
    opens: bool = True,
) -> Dispatch | None:
    """Keep the receipt of a service, or that it was read in the portal where there is none."""
    return prove_service(
        subject_id=review.public_id,
        kind=HEARING.name,
        channel=Channel.PAPER if receipt else Channel.PORTAL,
        words=words,
        on=on,
        at=at,
        recorded_by=actor.user_id,
        scan=receipt,
        opens=opens,
    )


def write_service(
    review: TerminationReview,
    on: date,
    words: str,
    actor: Principal,
    at: datetime,
    seal: str = "",
) -> None:
    """Write a service that its receipt proves; `seal` is that of one which is kept with it."""
    changes = write(review, **served(review, on, words, day_in_tehran(at)))
    changes |= {"scan_sha256": (None, seal)} if seal else {}
    record(actor=actor, verb="review.served", target=review, changes=changes, note=words, at=at)


def propose_service(
    review: TerminationReview,
    served_on: date,
    words: str,
    receipt: Paper,
    actor: Principal,
    on: date,
    at: datetime,
) -> PendingAct:
    """
    Propose a service of an earlier day to a second person; its receipt is kept at once.

    Raises:
        IllegalMove: no letter of the notice is kept, with which the receipt could be kept.
    """
    withdraw_void(undecided_service(review), actor, on, at)
    dispatch = keep_proof(review, served_on, words, receipt, actor, at, opens=False)
    assert dispatch is not None  # noqa: S101 - a receipt is refused without its letter
    pending = propose_receipt(
        SERVE, review, dispatch, gettext_noop("{act}, review {number}"),
        is_above=is_confirmed_above(review, actor.user_id, on), actor=actor, on=on, at=at,
    )  # fmt: skip
    record(
        actor=actor,
        verb="review.service_proposed",
        target=review,
        changes={"day": (None, served_on), "scan_sha256": (None, dispatch.scan_sha256)},
        note=words,
        at=at,
    )
    return pending


def _blocked(
    review: TerminationReview, arguments: Mapping[str, Any], actor: Principal, on: date
) -> str:
    """Return what stands against it: served meanwhile, over, or entered by who stood back."""
    if review.state not in (SERVE.states or ()):
        return str(SERVE.state_error)
    return str(unserved(review, actor, on) or "")


def _proposer_stood_back(review: TerminationReview, account: int, on: date) -> str:
    """Return that who entered the receipt stood back from a case that the review counts."""
    if not has_stood_back(review, account):
        return ""
    return _("Who entered the receipt stood back since; somebody else enters it anew.")


def _confirm(
    review: TerminationReview,
    arguments: Mapping[str, Any],
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """Record the service that another person has entered, as its second person."""
    if against := _blocked(review, arguments, actor, on):
        raise IllegalMove(against)
    write_service(review, date.fromisoformat(arguments["day"]), arguments["text"], actor, at)
    open_letters(subject_id=review.public_id, kind=HEARING.name, at=at)


def _effect(review: TerminationReview, arguments: Mapping[str, Any], on: date) -> str:
    """Return until when the office could answer, and the agency decide, if confirmed on a day."""
    due = hearing_deadline(review, date.fromisoformat(arguments["day"]), on).due_on
    text = _(
        "Confirmed today, the office's time to answer ends on {day}; the agency decides until"
        " {decision}."
    )
    return text.format(day=long(due), decision=long(decision_deadline(review, due).due_on))


SERVICE_KIND = PendingKind(
    name=SERVE.key,
    title=SERVE.title,
    permission=Permission.CASE_CONFIRM_CLOSING,
    above=Permission.CASE_REOPEN,
    agency=lambda review: review.agency,
    proposal=SERVE.key,
    content=service_content,
    rows=service_in_words,
    papers=receipt_links,
    effect=_effect,
    perform=_confirm,
    barred=barred_from_confirming,
    without=without_barred,
    blocked=_blocked,
    model="oversight.terminationreview",
    proposer_barred=_proposer_stood_back,
    is_over=lambda review, arguments, on: (
        review.state not in (SERVE.states or ()) or review.served_on is not None
    ),
)
