"""A judgment on a decided review that nobody has carried out yet."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.errors import IllegalMove, Invalid
from core.papers import keep, take
from core.papers.heads import Letter, need_letter, wrong_in_judgment
from core.persian import display_safe
from oversight.actions.paper_steps import (
    head_of,
    new_paper,
    paper_kind,
    put_in_force,
    wait_for_second,
)
from oversight.actions.steps import need_text, write
from oversight.acts.papers import RECORD_JUDGMENT, carried_out, confirms_no_judgment
from oversight.facts.papers import without_decided
from oversight.models import ReviewPaper, TerminationReview
from oversight.states import ReviewPaperKind, ReviewState
from workdays.facts import is_entered_back

LEAST_REASON = 10


@transaction.atomic
def record_review_judgment(
    *,
    review_id: int,
    letter: Letter,
    file: "File[bytes] | None",
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> TerminationReview:
    """
    Record that a court annulled the decision of a review that is not carried out yet.

    The review is void: its decision is not carried out any more, and its duty ends. A judgment of
    an earlier day than one person may enter it takes effect when the deputy confirms it. Once it
    was carried out, the judgment is recorded on the contract (docs/adr/0066).

    Raises:
        NotPermitted, FactorRequired: not who records judgments, decided here, or the factor is
            stale.
        TerminationReview.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no decision waits to be carried out, or a judgment waits.
        Invalid: by field document_no, document_on, document_issuer, file, reason.
    """
    review: TerminationReview = begin(RECORD_JUDGMENT, review_id, actor, on)
    need_letter(letter, on)
    if wrong := wrong_in_judgment(letter.on, review.decided_on or on):
        raise Invalid(fields={"document_on": [wrong]})
    why = need_text(display_safe(reason), "reason", least=LEAST_REASON)
    if file is None:
        raise Invalid(fields={"file": [_("A judgment is recorded with its scan.")]})
    paper = new_paper(review, ReviewPaperKind.JUDGMENT, letter.number, letter.on, why, actor, on)
    paper.document_issuer = letter.issuer.strip()
    if is_entered_back(letter.on or on, on, review.county.public_id):
        return wait_for_second(
            RECORD_JUDGMENT, "review.judgment_proposed", paper, file, "file", actor, on, at
        )
    paper.in_force_on = on
    keep(paper, take(file), at)
    _annul(review, paper, actor, on, at)
    return review


def _annul(
    review: TerminationReview, paper: ReviewPaper, actor: Principal, on: date, at: datetime
) -> None:
    """Let a review become void by a judgment in force."""
    note = _("A judgment annulled the decision before it was carried out.")
    changes = write(review, state=ReviewState.SUPERSEDED, closed_on=on, closing_note=note)
    record(
        actor=actor, verb="review.judgment_annulled", target=review,
        changes=changes | head_of(paper), note=paper.text, at=at,
    )  # fmt: skip


def _blocked(
    review: TerminationReview, arguments: Mapping[str, Any], actor: Principal, on: date
) -> str:
    if review.state not in (RECORD_JUDGMENT.states or ()):
        return str(RECORD_JUDGMENT.state_error)
    return carried_out(review, actor, on)


def _confirm(
    review: TerminationReview,
    arguments: Mapping[str, Any],
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """
    Let a judgment take effect that another person has entered, as its second person.

    Raises:
        IllegalMove: the decision was carried out meanwhile.
    """
    if against := _blocked(review, arguments, actor, on):
        raise IllegalMove(against)
    _annul(review, put_in_force(review, arguments, on), actor, on, at)


JUDGMENT_KIND = paper_kind(
    RECORD_JUDGMENT, _confirm, _blocked, barred=confirms_no_judgment, without=without_decided
)
