"""Papers of reviews and duties: who entered them, which count, which wait for a second person."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import BooleanField, Exists, F, Func, OuterRef, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.persons import accounts_of
from accounts.principal import Principal
from accounts.roles import Role
from approvals.facts import pending_of
from approvals.models import PendingAct
from core.acts import once_per_record
from core.jalali import short
from core.persian import isolated, persian_digits
from oversight.facts.duties import number_of
from oversight.models import Duty, DutyPaper, ReviewPaper, TerminationReview
from oversight.states import OPEN_REVIEWS, ReviewPaperKind
from workdays.facts.deadlines import deadline
from workdays.rules import DeadlineKey

SEAL_SHOWN = 12
ANSWER = "review.enter-answer"
JUDGMENT = "review.record-judgment"
OF_REVIEWS = (ANSWER, JUDGMENT)


@once_per_record
def _papers(review: TerminationReview) -> Sequence[ReviewPaper]:
    return list(ReviewPaper.objects.filter(review=review).order_by("pk"))


def paper_answers(review: TerminationReview) -> Sequence[ReviewPaper]:
    """Return the answers on paper that count, the newest first."""
    answers = (paper for paper in _papers(review) if paper.kind == ReviewPaperKind.ANSWER)
    return [paper for paper in reversed([*answers]) if paper.counts]


def answered_on_paper(reviews: Collection[int]) -> frozenset[int]:
    """Return those of some reviews that their offices answered on paper; one query."""
    if not reviews:
        return frozenset()
    answers = ReviewPaper.objects.answers().filter(review__in=reviews)
    return frozenset(answers.values_list("review_id", flat=True))


def contest_ends(review: TerminationReview, on: date) -> date | None:
    """
    Return the last day on which the office may contest an answer from paper; None if none runs.

    An answer that the office writes itself on a later day ends that time. The guard of the database
    counts the same (`oversight_contest_ends`).
    """
    days = [paper.in_force_on for paper in paper_answers(review) if paper.in_force_on]
    newest = max(days, default=None)
    if newest is None or (review.statement_on is not None and review.statement_on > newest):
        return None
    window = deadline(DeadlineKey.WINDOW_AFTER_ENTRY, newest, review.county.public_id)
    return window.due_on if window.due_on >= on else None


def has_answered(review: TerminationReview) -> bool:
    """Tell whether the office answered, in the portal or on a paper that counts."""
    return bool(review.statement) or bool(paper_answers(review))


def has_entered_answer(review: TerminationReview, account: int) -> bool:
    """Tell whether a person entered an answer of the office that counts, by any account."""
    entered = {paper.entered_by for paper in paper_answers(review)}
    return bool(entered) and bool(entered & set(accounts_of(account)))


@once_per_record
def decides_by_person(review: TerminationReview, account: int, on: date) -> bool:
    """Tell whether a person decides a review, by any account: in its turn, or by an agency role."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT oversight_decides(%s, %s, %s)", [review.pk, account, on])
        return bool(cursor.fetchone()[0])


def without_deciders(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the answers of offices on paper in reviews that the principal's person decides."""
    decides = Func(
        F("pk"), Value(principal.user_id), Func(function="pishkhan_today"),
        function="oversight_decides", output_field=BooleanField(),
    )  # fmt: skip
    reviews = TerminationReview.objects.filter(decides, public_id=OuterRef("target_id"))
    return rows.exclude(Exists(reviews), act=ANSWER)


def without_decided(rows: QuerySet[PendingAct], principal: Principal) -> QuerySet[PendingAct]:
    """Leave out the judgments on reviews that the principal's person decided."""
    own = TerminationReview.objects.filter(decided_by__in=accounts_of(principal.user_id))
    return rows.exclude(act=JUDGMENT, target_id__in=own.values("public_id"))


@once_per_record
def undecided_paper(review: TerminationReview) -> PendingAct | None:
    """Return the paper of an earlier day that nobody has decided on, be it void or not."""
    return next(filter(None, (pending_of(act, review) for act in OF_REVIEWS)), None)


def papers_of(review: TerminationReview, actor: Principal) -> list[dict[str, Any]]:
    """Return the papers of a visible review that the actor reads, with their addresses."""
    is_hidden = actor.role is Role.OPERATOR and review.served_on is None
    if is_hidden or actor.role is Role.ASSOCIATION:
        return []
    due_on = review.hearing_due_on
    return [
        {
            "paper": paper,
            "url": scan_address(review, paper),
            "is_answer": paper.kind == ReviewPaperKind.ANSWER,
            "is_late": bool(due_on and paper.document_on and paper.document_on > due_on),
            "is_contestable": _is_contestable(review, paper),
        }
        for paper in _papers(review)
    ]


def _is_contestable(review: TerminationReview, paper: ReviewPaper) -> bool:
    """Tell whether the office may contest the answer that was entered in its name."""
    counts = paper.in_force_on is not None and paper.contested_on is None
    return counts and paper.kind == ReviewPaperKind.ANSWER and review.state in OPEN_REVIEWS


def papers_in_file(review: TerminationReview, actor: Principal) -> list[dict[str, Any]]:
    """Return the papers of a visible review for programs."""
    names = (
        "kind", "document_no", "document_on", "document_issuer", "text", "entered_on",
        "in_force_on", "contested_on", "contest_reason",
    )  # fmt: skip
    return [
        {"id": row["paper"].public_id, "sha256": row["paper"].scan_sha256}
        | {name: getattr(row["paper"], name) for name in names}
        | {"is_late": row["is_answer"] and row["is_late"]}
        for row in papers_of(review, actor)
    ]


def papers_of_duty(duty: Duty, actor: Principal) -> list[dict[str, Any]]:
    """Return the documents of the refusals of a duty, with the addresses of their scans."""
    papers = DutyPaper.objects.visible_to(actor).filter(duty=duty).order_by("pk")
    return [{"paper": paper, "url": scan_address(duty, paper)} for paper in papers]


def stored_paper(record: Any, arguments: Mapping[str, Any]) -> ReviewPaper | DutyPaper:
    """Return the paper of a proposal, which was stored as it was entered."""
    papers = DutyPaper if isinstance(record, Duty) else ReviewPaper
    found: ReviewPaper | DutyPaper = papers.objects.get(public_id=arguments["paper"])
    return found


def paper_content(record: Any, arguments: Mapping[str, Any]) -> Any:
    """Return on what a confirmation rests: the seal of the paper, and what it is about."""
    paper = stored_paper(record, arguments)
    about = record.decided_on if isinstance(record, TerminationReview) else record.starts_on
    return {"scan": paper.scan_sha256, "about": about}


def paper_in_words(record: Any, arguments: Mapping[str, Any]) -> Sequence[tuple[str, str]]:
    """Return what the second person reads before a paper of an earlier day takes effect."""
    paper = stored_paper(record, arguments)
    is_duty = isinstance(record, Duty)
    rows = [
        (_("Duty") if is_duty else _("Termination review"),
         isolated(number_of(record) if is_duty else record.number)),
        (_("Office"), f"{record.office.name} ({persian_digits(record.office.code)})"),
        (_("Document"), _document(paper)),
        (_("Day of the paper"), persian_digits(short(date.fromisoformat(arguments["day"])))),
        (_("Entered on"), persian_digits(short(date.fromisoformat(arguments["entered_on"])))),
        (_("Text"), paper.text),
        (_("Seal of the scan"), paper.scan_sha256[:SEAL_SHOWN]),
    ]  # fmt: skip
    if is_duty:
        rows.insert(1, (_("What is asked"), record.get_kind_display()))
    return rows


def _document(paper: ReviewPaper | DutyPaper) -> str:
    """Return the number of a paper and, where it names one, who issued it."""
    issuer = getattr(paper, "document_issuer", "")
    return f"{isolated(paper.document_no)} · {issuer}" if issuer else isolated(paper.document_no)


def paper_links(
    record: Any, arguments: Mapping[str, Any], actor: Principal
) -> Sequence[tuple[str, str]]:
    """Return the scan of the paper of a proposal, where the actor opens it: name and address."""
    paper = stored_paper(record, arguments)
    if not type(paper).objects.visible_to(actor).filter(pk=paper.pk).exists():
        return ()
    return [(paper.scan_name, scan_address(record, paper))]


def scan_address(record: Any, paper: ReviewPaper | DutyPaper) -> str:
    """Return the address of the scan of a paper."""
    if isinstance(record, Duty):
        return reverse("oversight:duty-paper", args=[record.public_id, paper.public_id])
    return reverse("oversight:review-paper", args=[record.number, paper.public_id])
