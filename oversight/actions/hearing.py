"""The office is heard: notice, service, answer, waiver, or its time runs out."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from audit.row_seals import add_seals
from contracts.models import Waiver
from contracts.states import WaiverWindow
from core.acts import begin
from core.errors import Invalid
from core.jalali import short
from core.persian import persian_digits
from core.texts import need_length
from notices.actions import take_receipt
from notices.facts.declared import declared_receipt
from oversight.actions.service import (
    decided_from,
    keep_proof,
    propose_service,
    served,
    write_service,
)
from oversight.actions.steps import Changes, need_text, write
from oversight.acts.reviews import ACKNOWLEDGE, ANSWER, SERVE, WAIVE
from oversight.facts.pages import receipt_text, waiver_text
from oversight.facts.paper_service import wrong_in_service
from oversight.models import TerminationReview
from oversight.states import ReviewState
from violations.actions.evidence import attach, claim
from violations.actions.steps import Problems
from workdays.actions.apart import Moved, move_apart
from workdays.facts import is_entered_back

LEAST_ANSWER = 10
LONGEST_PROOF = 240


def _heard(review: TerminationReview, on: date) -> dict[str, object]:
    """Return the fields of a hearing that is over; an escalated review stays escalated."""
    values: dict[str, object] = {"heard_on": on}
    if review.state == ReviewState.OPEN:
        values["state"] = ReviewState.HEARD
    return values


@transaction.atomic
def acknowledge_review(
    *, review_id: int, actor: Principal, on: date, at: datetime
) -> TerminationReview:
    """
    Acknowledge the notice of a review in the portal; the office's time to answer begins.

    The declaration of the office is written to the history.

    Raises:
        NotPermitted: only the office's operator may.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has been served, or it is no longer open.
    """
    review: TerminationReview = begin(ACKNOWLEDGE, review_id, actor, on)
    with translation.override("fa"):
        proof = _("acknowledged in the portal by {who}").format(who=actor.signature)
    declared = declared_receipt(receipt_text(review, on))
    changes = write(review, **served(review, on, proof, on))
    keep_proof(review, on, review.service_proof, None, actor, at)
    record(actor=actor, verb="review.served", target=review, changes=changes, note=declared, at=at)
    return review


@transaction.atomic
def record_review_service(
    *,
    review_id: int,
    served_on: date,
    proof: str,
    actor: Principal,
    on: date,
    at: datetime,
    scan: "File[bytes] | None" = None,
) -> TerminationReview:
    """
    Record that the notice of a review was served on paper, with the scan of the receipt.

    Where that day lies so far back that another person confirms it (rule `paper_entry`), the
    service is proposed, and the review returned as it stands, unserved.

    Raises:
        NotPermitted: the role may not serve reviews.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has been served, it is no longer open, or its letter is not kept.
        Invalid: the day lies before the notice or ahead, its proof in words is missing or too long,
            or the scan of the receipt is missing or refused.
    """
    review: TerminationReview = begin(SERVE, review_id, actor, on)
    if wrong := wrong_in_service(review, {"served_on": served_on}, on):
        raise Invalid(fields=wrong)
    words = need_length(need_text(proof, "proof", least=3), "proof", LONGEST_PROOF)
    receipt = take_receipt(scan)
    if is_entered_back(served_on, on, review.county.public_id):
        propose_service(review, served_on, words, receipt, actor, on, at)
        return review
    kept = keep_proof(review, served_on, words, receipt, actor, at)
    write_service(review, served_on, words, actor, at, seal=kept.scan_sha256 if kept else "")
    return review


@transaction.atomic
def answer_review(
    *,
    review_id: int,
    text: str,
    actor: Principal,
    on: date,
    at: datetime,
    evidence_ids: Sequence[UUID] = (),
) -> TerminationReview:
    """
    File the office's answer, or complete it; a first one that is late is kept and marked.

    Answering acknowledges. The time to answer stays open to its last day: until then further
    answers are added to the first, and it is decided after that.

    `evidence_ids` are public ids of fresh uploads, which are attached to the hearing.

    Raises:
        NotPermitted: only the office's operator may.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it has been answered and the time is over, or it is no longer open.
        Invalid: the answer says nothing, or a file is not there (field evidence).
    """
    review: TerminationReview = begin(ANSWER, review_id, actor, on)
    text = need_text(text, "text", least=LEAST_ANSWER)
    seals = _attach(review, evidence_ids, actor, at)
    is_unserved = review.served_on is None
    changes = write(review, **_statement(review, text, actor, on))
    changes.pop("statement", None)
    if is_unserved:
        keep_proof(review, on, review.service_proof, None, actor, at)
    changes = add_seals(changes | {"evidence": (None, seals)}, review_answer=review)
    record(actor=actor, verb="review.answered", target=review, changes=changes, note=text, at=at)
    return review


def _statement(review: TerminationReview, text: str, actor: Principal, on: date) -> dict[str, Any]:
    """Return the fields of an answer; one before the service serves the notice."""
    if review.statement:
        with translation.override("fa"):
            added = _("Added on {day}:").format(day=persian_digits(short(on)))
        return {"statement": f"{review.statement}\n\n{added}\n{text}"}
    values: dict[str, Any] = {}
    if review.served_on is None:
        with translation.override("fa"):
            proof = _("answered in the portal by {who}").format(who=actor.signature)
        values = served(review, on, proof, on)
    due = review.hearing_due_on or values["hearing_due_on"]
    return values | {
        "statement": text,
        "statement_on": on,
        "statement_by": actor.user_id,
        "statement_by_name": actor.name,
        "statement_is_late": on > due,
    }


def _attach(
    review: TerminationReview, evidence_ids: Sequence[UUID], actor: Principal, at: datetime
) -> list[str]:
    """Attach the office's own fresh files to the hearing; return their seals."""
    problems = Problems()
    files = claim(evidence_ids, actor=actor, at=at, problems=problems)
    problems.raise_if_any()
    attach(files, at=at, contract=review.contract, hearing=review.public_id)
    return [file.sha256 for file in files]


@transaction.atomic
def waive_hearing(*, review_id: int, actor: Principal, on: date, at: datetime) -> TerminationReview:
    """
    Let the office end its time to answer early, by the official declaration.

    Raises:
        NotPermitted: only the office's operator may.
        FactorRequired: the second factor is stale.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: it is not served, has been heard, or is no longer open.
    """
    review: TerminationReview = begin(WAIVE, review_id, actor, on)
    text = waiver_text(review)
    Waiver.objects.create(
        window=WaiverWindow.REVIEW_HEARING,
        subject_type=review._meta.label_lower,
        subject_id=review.public_id,
        office_id=review.office_id,
        text=text,
        given_on=on,
        given_at=at,
        given_by=actor.user_id,
        given_by_name=actor.name,
    )
    changes: Changes = {"hearing_due_on": (review.hearing_due_on, on)}
    changes |= write(review, **_heard(review, on), **decided_from(review, on))
    record(
        actor=actor, verb="review.hearing_waived", target=review, changes=changes, note=text, at=at
    )
    return review


@transaction.atomic
def hear_lapsed(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Count the offices as heard whose time to answer ended before `as_of`; return the keys.

    Raises:
        NotPermitted: only the clock does this.
    """
    require(actor, Permission.CASE_TICK)
    reviews = list(
        TerminationReview.objects.visible_to(actor)
        .filter(
            Q(state=ReviewState.OPEN) | Q(state=ReviewState.ESCALATED),
            heard_on__isnull=True,
            hearing_due_on__lt=as_of,
        )
        .select_for_update()
        .order_by("pk")
    )
    return move_apart(reviews, lambda found: _hear(found, as_of, actor, at))


def _hear(
    reviews: Sequence[TerminationReview], as_of: date, actor: Principal, at: datetime | None
) -> None:
    """Count the offices of locked reviews as heard, with an event each."""
    keys = [review.pk for review in reviews]
    silent = TerminationReview.objects.filter(pk__in=keys)
    silent.filter(state=ReviewState.ESCALATED).update(heard_on=as_of, updated_at=Now())
    silent.filter(state=ReviewState.OPEN).update(
        state=ReviewState.HEARD, heard_on=as_of, version=F("version") + 1, updated_at=Now()
    )
    record_many(
        actor=actor,
        verb="review.hearing_lapsed",
        targets=[(review, _change_of(review, as_of)) for review in reviews],
        at=at,
    )


def _change_of(review: TerminationReview, as_of: date) -> Changes:
    """Return what changes of a review whose office counts as heard; an escalated one stays so."""
    changes: Changes = {"heard_on": (None, as_of)}
    if review.state == ReviewState.OPEN:
        changes["state"] = (review.state, ReviewState.HEARD)
    return changes
