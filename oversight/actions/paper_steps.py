"""Papers of reviews and duties: stored with their scan, and confirmed where their day is past."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.principal import Principal, require
from accounts.roles import Permission
from agencies.models import Agency
from approvals.actions import withdraw_act
from approvals.facts import PendingKind, is_as_proposed, pending_of
from approvals.models import PendingAct
from audit.actions import record as write_event
from contracts.actions.old_receipts import propose_entry
from core.acts import Act
from core.errors import IllegalMove, Invalid
from core.papers import Opened, keep, read_back, take
from core.texts import wrong_in_number
from oversight.actions.steps import write
from oversight.facts.duties import number_of
from oversight.facts.papers import paper_content, paper_in_words, paper_links, stored_paper
from oversight.models import Duty, DutyPaper, ReviewPaper, TerminationReview
from oversight.states import ReviewPaperKind
from territory.models import Division

REVIEW = "oversight.terminationreview"
TITLE = gettext_noop("{act}, review {number}")


@dataclass(frozen=True)
class Subject:
    """What a paper is about, as the title of its proposal names it, and where days are counted."""

    number: str
    county: Division
    agency: Agency | None


def subject_of(record: Duty | TerminationReview) -> Subject:
    """Return what a paper of a duty or a review is about."""
    if isinstance(record, TerminationReview):
        return Subject(record.number, record.county, record.agency)
    file = record.case or record.review or record.contract
    county = record.office.county if file is None else file.county
    return Subject(number_of(record), county, record.agency)


def propose_paper(
    act: Act,
    record: Duty | TerminationReview,
    paper: ReviewPaper | DutyPaper,
    title: str,
    *,
    actor: Principal,
    on: date,
    at: datetime,
    **more: Any,
) -> PendingAct:
    """
    Let the deputy confirm a paper of an earlier day; its scan is sealed already.

    Everybody of the agency who could confirm it decides the review, or owes the duty.

    Raises:
        IllegalMove: one waits for its second person already.
    """
    waiting = pending_of(act.key, record)
    if waiting is not None:
        if is_as_proposed(waiting) or waiting.proposed_by != actor.user_id:
            text = _("This has been entered already and waits for its second person.")
            raise IllegalMove(text)
        with translation.override("fa"):
            why = _("What it rests on has changed since; it is entered anew.")
        withdraw_act(pending_id=waiting.pk, actor=actor, on=on, at=at, reason=why)
    arguments = {
        "day": (paper.document_on or on).isoformat(),
        "entered_on": on.isoformat(),
        "entered_by": actor.user_id,
        "entered_by_name": actor.name,
        "paper": str(paper.public_id),
        **more,
    }
    return propose_entry(
        act, record, subject_of(record), arguments, title, paper.text, is_above=True,
        actor=actor, on=on, at=at,
    )  # fmt: skip


def new_paper(
    review: TerminationReview,
    kind: ReviewPaperKind,
    number: str,
    day: date | None,
    text: str,
    actor: Principal,
    on: date,
) -> ReviewPaper:
    """Return a paper as it was entered, without its scan and not in force yet."""
    return ReviewPaper(
        review=review, kind=kind, document_no=number.strip(), document_on=day, text=text,
        entered_on=on, entered_by=actor.user_id, entered_by_name=actor.name,
    )  # fmt: skip


def need_head(number: str, day: date | None, first: date, on: date) -> None:
    """
    Check the number of an answer on paper and its day, which lies from `first` to today.

    Raises:
        Invalid: they are missing or impossible.
    """
    fields: dict[str, list[str]] = {}
    if wrong := wrong_in_number(number):
        fields["document_no"] = [wrong]
    if day is None or not first <= day <= on:
        text = _("The day of the paper lies between the service of the notice and today.")
        fields["received_on"] = [text]
    if fields:
        raise Invalid(fields=fields)


def wait_for_second(
    act: Act,
    verb: str,
    paper: ReviewPaper,
    scan: "File[bytes]",
    field: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> TerminationReview:
    """Store a paper of an earlier day, and let the deputy confirm it."""
    review = paper.review
    keep(paper, take(scan, field=field), at)
    propose_paper(act, review, paper, TITLE, actor=actor, on=on, at=at)
    changes = write(review) | head_of(paper)
    write_event(actor=actor, verb=verb, target=review, changes=changes, note=paper.text, at=at)
    return review


def head_of(paper: ReviewPaper) -> dict[str, Any]:
    """Return what the history has of a paper."""
    return {
        "document_no": (None, paper.document_no),
        "document_on": (None, paper.document_on),
        "scan_sha256": (None, paper.scan_sha256),
    }


def put_in_force(review: TerminationReview, arguments: Mapping[str, Any], on: date) -> ReviewPaper:
    """Let the paper of a proposal take effect on a day; return it."""
    paper = stored_paper(review, arguments)
    assert isinstance(paper, ReviewPaper)  # noqa: S101 - a review has no other papers
    paper.in_force_on = on
    paper.save(update_fields=["in_force_on", "updated_at"])
    return paper


def paper_kind(
    act: Act,
    perform: Callable[..., None],
    blocked: Callable[..., str],
    model: str = REVIEW,
    **more: Any,
) -> PendingKind:
    """Return how a paper of an earlier day is confirmed by the deputy; `more` are other columns."""
    return PendingKind(
        name=act.key,
        title=act.title,
        permission=Permission.CASE_REOPEN,
        proposal=act.key,
        content=paper_content,
        rows=paper_in_words,
        papers=paper_links,
        perform=perform,
        blocked=blocked,
        model=model,
        is_over=lambda record, arguments, on: record.state not in (act.states or ()),
        **more,
    )


@transaction.atomic
def open_review_paper(*, paper_id: int, actor: Principal, at: datetime) -> Opened[ReviewPaper]:
    """
    Read the scan of a paper, compare it with its seal, and leave the event of its opening.

    Raises:
        NotPermitted: the role reads no evidence.
        ReviewPaper.DoesNotExist: there is none with this key in the actor's scope.
    """
    require(actor, Permission.EVIDENCE_READ)
    paper = ReviewPaper.objects.visible_to(actor).select_related("review").get(pk=paper_id)
    found = read_back(paper)
    write_event(
        actor=actor,
        verb="review.paper_opened",
        target=paper.review,
        changes={"file": (None, paper.scan_name), "sha256": (None, paper.scan_sha256)},
        note="" if found.is_whole else _("The file differs from its seal."),
        at=at,
    )
    return found
