"""Papers of a review: the office's answer, its contest, a judgment, and their scans."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from core.clock import now, today
from core.papers.heads import Letter, wrong_in_judgment
from core.papers.sending import hand_out
from core.web import Scoped
from oversight import actions
from oversight.acts import papers
from oversight.forms.papers import ContestAnswerForm, PaperAnswerForm, ReviewJudgmentForm
from oversight.models import ReviewPaper, TerminationReview
from oversight.views.acts import ReviewForm
from workdays.views.hints import PaperOfADay


class EnterAnswer(PaperOfADay, ReviewForm):
    """The office's answer that came on paper, with its scan."""

    act = papers.ENTER_ANSWER
    form_class = PaperAnswerForm
    success_message = gettext_lazy("The answer was entered; the office hears of it.")

    def get_success_message(self, done: TerminationReview) -> str:
        """Say where the deputy confirms the answer first."""
        newest = done.papers.order_by("-pk").first()
        if newest is not None and newest.in_force_on is None:
            return _("The answer was entered; the deputy confirms it, as its day lies back.")
        return super().get_success_message(done)

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Enter it."""
        return actions.enter_paper_answer(
            review_id=self.object.pk, **data, actor=actor, on=today(), at=now()
        )


class ContestAnswer(ReviewForm):
    """The office contests the answer that was entered in its name."""

    act = papers.CONTEST_ANSWER
    form_class = ContestAnswerForm
    lead = gettext_lazy(
        "The answer counts for nothing then, and stays readable. You may answer yourself while your"
        " window runs."
    )
    success_message = gettext_lazy("The answer was contested.")

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Contest it."""
        return actions.contest_paper_answer(
            review_id=self.object.pk, reason=data["reason"], actor=actor, on=today(), at=now()
        )


class RecordJudgment(PaperOfADay, ReviewForm):
    """A judgment that annuls a decision which nobody has carried out."""

    act = papers.RECORD_JUDGMENT
    form_class = ReviewJudgmentForm
    lead = gettext_lazy(
        "The review becomes void: its decision is not carried out any more. The office, the agency,"
        " the deputy and the association are told."
    )
    success_message = gettext_lazy("The judgment was recorded and its scan is sealed.")

    def get_success_message(self, done: TerminationReview) -> str:
        """Say where the deputy confirms the judgment first."""
        newest = done.papers.order_by("-pk").first()
        if newest is not None and newest.in_force_on is None:
            return _("The judgment was entered; the deputy confirms it, as its day lies back.")
        return super().get_success_message(done)

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the day that was typed."""
        wrong = wrong_in_judgment(typed.get("document_on"), self.object.decided_on or today())
        return {"document_on": [wrong]} if wrong else {}

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Record it."""
        return actions.record_review_judgment(
            review_id=self.object.pk,
            letter=Letter(data["document_no"], data["document_on"], data["document_issuer"]),
            file=data["file"],
            reason=data["reason"],
            actor=actor,
            on=today(),
            at=now(),
        )


class PaperScan(Scoped):
    """The scan of a paper. Opening it is recorded; the seal is compared each time."""

    queryset = ReviewPaper.objects.select_related("review")
    slug_field, slug_kwarg = "public_id", "paper"

    def rows(self) -> Any:
        """Return the papers of the review of the address."""
        return super().rows().filter(review__number=self.kwargs["number"])

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the file; a role that reads no evidence finds nothing here."""
        if not may(self.actor, Permission.EVIDENCE_READ):
            raise Http404
        opened = actions.open_review_paper(
            paper_id=self.get_record().pk, actor=self.actor, at=now()
        )
        return hand_out(request, opened, opened.row.review.get_absolute_url())
