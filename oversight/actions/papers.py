"""The office's answer to a review on paper, and its contest."""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.errors import Invalid
from core.papers import keep, take
from core.persian import display_safe
from oversight.actions.paper_steps import (
    head_of,
    need_head,
    new_paper,
    paper_kind,
    put_in_force,
    wait_for_second,
)
from oversight.actions.steps import need_text, write
from oversight.acts.papers import CONTEST_ANSWER, ENTER_ANSWER, confirms_no_answer
from oversight.facts.papers import without_deciders
from oversight.models import ReviewPaper, TerminationReview
from oversight.states import ReviewPaperKind
from workdays.facts import is_entered_back

LEAST_ANSWER, LEAST_REASON = 10, 20


@transaction.atomic
def enter_paper_answer(
    *,
    review_id: int,
    document_no: str,
    received_on: date | None,
    text: str,
    scan: "File[bytes] | None",
    actor: Principal,
    on: date,
    at: datetime,
) -> TerminationReview:
    """
    Enter the office's answer that came on paper on a day, with its number and its sealed scan.

    It is in time by the day on which it came. The office hears of it and may contest it. One of
    an earlier day than one person may enter it (rule `paper_entry`) counts when the deputy
    confirms it (docs/adr/0053-paper.md).

    Raises:
        NotPermitted: the role enters no paper, or the actor decides the review or stood back.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the notice is not served, the review is decided, or an entry waits.
        Invalid: by field document_no, received_on, text, scan.
    """
    review: TerminationReview = begin(ENTER_ANSWER, review_id, actor, on)
    words = need_text(display_safe(text), "text", least=LEAST_ANSWER)
    need_head(document_no, received_on, review.served_on or review.opened_on, on)
    if scan is None:
        raise Invalid(fields={"scan": [_("Add the scan of the paper.")]})
    _need_uncontested(review, scan)
    paper = new_paper(review, ReviewPaperKind.ANSWER, document_no, received_on, words, actor, on)
    if is_entered_back(received_on or on, on, review.county.public_id):
        return wait_for_second(
            ENTER_ANSWER, "review.answer_proposed", paper, scan, "scan", actor, on, at
        )
    paper.in_force_on = on
    keep(paper, take(scan, field="scan"), at)
    _tell_entered(review, paper, actor, at)
    return review


@transaction.atomic
def contest_paper_answer(
    *, review_id: int, reason: str, actor: Principal, on: date, at: datetime
) -> TerminationReview:
    """
    Contest the answer that was entered last in the office's name: it counts for nothing.

    It stays readable, marked as contested, and its scan is refused from then on.

    Raises:
        NotPermitted, FactorRequired: not the office's operator, or the factor is stale.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the review has been decided, or nothing was entered in the office's name.
        Invalid: the reason says nothing.
    """
    review: TerminationReview = begin(CONTEST_ANSWER, review_id, actor, on)
    why = need_text(display_safe(reason), "reason", least=LEAST_REASON)
    answers = ReviewPaper.objects.answers().filter(review=review).select_for_update(of=("self",))
    paper = answers.order_by("-pk")[0]
    paper.contested_on, paper.contest_reason = on, why
    paper.contested_by, paper.contested_by_name = actor.user_id, actor.name
    paper.save(
        update_fields=[
            "contested_on", "contest_reason", "contested_by", "contested_by_name", "updated_at",
        ]
    )  # fmt: skip
    changes: dict[str, Any] = write(review) | {"document_no": (paper.document_no, None)}
    record(
        actor=actor, verb="review.answer_contested", target=review, changes=changes, note=why, at=at
    )
    return review


def _need_uncontested(review: TerminationReview, scan: "File[bytes]") -> None:
    """
    Refuse a paper that the office contested.

    Raises:
        Invalid: it is one.
    """
    seal = hashlib.sha256()
    for chunk in scan.chunks():
        seal.update(chunk)
    scan.seek(0)
    if ReviewPaper.objects.filter(
        review__office=review.office_id, contested_on__isnull=False, scan_sha256=seal.hexdigest()
    ).exists():
        raise Invalid(fields={"scan": [_("The office contested this very paper.")]})


def _tell_entered(
    review: TerminationReview, paper: ReviewPaper, actor: Principal, at: datetime
) -> None:
    record(
        actor=actor, verb="review.answer_entered", target=review,
        changes=write(review) | head_of(paper), note=paper.text, at=at,
    )  # fmt: skip


def _blocked(
    review: TerminationReview, arguments: Mapping[str, Any], actor: Principal, on: date
) -> str:
    is_open = review.state in (ENTER_ANSWER.states or ())
    return "" if is_open else str(ENTER_ANSWER.state_error)


def _confirm(
    review: TerminationReview,
    arguments: Mapping[str, Any],
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """Let an answer count that another person has entered, as its second person."""
    _tell_entered(review, put_in_force(review, arguments, on), actor, at)


ANSWER_KIND = paper_kind(
    ENTER_ANSWER, _confirm, _blocked, barred=confirms_no_answer, without=without_deciders
)
