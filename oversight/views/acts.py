"""What each role does in a termination review."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from audit.facts import last_change
from contracts.facts import longest_suspension_days
from contracts.forms.endings import RecusalForm
from contracts.views.acts.recusal import StandBack as RecusalPage
from core.clock import now, today
from core.edits import LastChange
from core.persian import isolated
from core.web import ActPage, ActStep
from notices.forms import ReceivedForm
from oversight import actions
from oversight.actions.decisions import wrong_in_details
from oversight.acts import reviews
from oversight.facts import pages
from oversight.facts.paper_service import wrong_in_service
from oversight.facts.papers import has_answered
from oversight.facts.windows import decision_deadline
from oversight.forms import AnswerForm, DecideForm, RecommendForm, ServiceForm, WaiveForm
from oversight.models import TerminationReview
from oversight.views.lists import ReviewList
from oversight.views.review import ReviewPage, crumbs, review_page
from violations.forms.cases import NoteForm
from violations.views.read_once_more import ReadOnceMore
from workdays.views.hints import PaperOfADay


class ReviewForm(ActPage):
    """A form in a review; the page itself is where its refusals stand."""

    queryset = TerminationReview.objects.select_related("contract", "office", "agency")
    rehearses = True
    template_name = "oversight/review_form.html"
    list_key = ReviewList.tab_key

    def last_change(self) -> LastChange | None:
        """Return who changed the review last."""
        return last_change(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the links back to the review and to its list."""
        back = self.along(self.object.get_absolute_url())
        shown = super().get_context_data(back=back, **context)
        trail = crumbs(self.object, None)
        trail[-1]["url"] = back
        return shown | {"crumbs": [*trail, {"label": shown["title"]}]}


class Serve(PaperOfADay, ReviewForm):
    """Service on paper, with its receipt."""

    act = reviews.SERVE
    form_class = ServiceForm
    success_message = gettext_lazy("Service was recorded; the office's window runs.")

    def get_success_message(self, done: Any) -> str:
        """Say where a second person confirms the service first."""
        if done.served_on is None:
            return _("The service was entered; a second person confirms it, as its day lies back.")
        return super().get_success_message(done)

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with the day that was typed."""
        return wrong_in_service(self.object, typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Record it."""
        return actions.record_review_service(
            review_id=self.object.pk, **data, actor=actor, on=today(), at=now()
        )


class Answer(ReadOnceMore, ReviewForm):
    """The office's answer, with its documents."""

    act = reviews.ANSWER
    form_class = AnswerForm
    evidence_kind = "hearing"
    template_name = "oversight/answer.html"
    review_template = "oversight/answer_review.html"
    title = gettext_lazy("Answer the termination review")

    def get_success_message(self, done: Any) -> str:
        """Say the receipt number."""
        number = isolated(pages.receipt_of_answer(self.object))
        return _("Your answer was filed. Receipt number: {number}").format(number=number)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say until when the answer can be completed, and whether it comes late."""
        due_on = self.object.hearing_due_on or pages.hearing_due(self.object, today())
        is_late = bool(due_on and due_on < today() and not self.object.statement)
        decides = self.object.decision_due_on
        if not self.object.served_on:
            decides = decision_deadline(self.object, due_on).due_on
        context |= {"due_on": due_on, "decides_until": decides, "is_late": is_late}
        return super().get_context_data(**context)

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """File it."""
        return actions.answer_review(
            review_id=self.object.pk,
            text=data["text"],
            evidence_ids=self.kept,
            actor=actor,
            on=today(),
            at=now(),
        )


class Waive(ReviewForm):
    """The office ends its window itself; the sentence shown is kept."""

    act = reviews.WAIVE
    form_class = WaiveForm
    title = gettext_lazy("End the hearing window")
    success_message = gettext_lazy("The window was ended by your declaration.")

    @property
    def lost(self) -> str:
        """Return what ends with this window, first of all the answer that was never sent."""
        lost = _(
            "What you lose: the agency may decide on your contract at once, and nothing is added to"
            " your answer in time any more. This cannot be taken back."
        )
        unsent = "" if has_answered(self.object) else _("You have sent no answer yet.")
        return f"{unsent} {lost}".strip()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the sentence that will be kept."""
        return super().get_context_data(text=pages.waiver_text(self.object), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep the declaration."""
        return actions.waive_hearing(
            review_id=self.object.pk,
            actor=actor,
            on=today(),
            at=now(),
        )


class Recommend(ReviewForm):
    """What the province recommends; the agency decides."""

    act = reviews.RECOMMEND
    form_class = RecommendForm
    success_message = gettext_lazy("The recommendation was kept.")

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep it."""
        return actions.recommend(
            review_id=self.object.pk, text=data["text"], actor=actor, on=today(), at=now()
        )


class StandBack(ReviewForm):
    """Stand back from the review and from the contracts of its office."""

    act = reviews.STAND_BACK
    form_class = RecusalForm
    button = RecusalPage.button
    lost = RecusalPage.lost
    success_message = RecusalPage.success_message

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Record it."""
        return actions.stand_back_from_review(
            review_id=self.object.pk, **data, actor=actor, on=today(), at=now()
        )


class AddNote(ReviewForm):
    """An internal note, for the writer's own body."""

    act = reviews.NOTE
    form_class = NoteForm
    title = gettext_lazy("Internal note")
    success_message = gettext_lazy("The note was added.")

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep it."""
        review: TerminationReview = self.object
        actions.add_review_note(review_id=review.pk, text=data["text"], actor=actor, at=now())
        return review


class Decide(ReviewForm):
    """The decision of the contract's own agency; its form stands on the page of the review."""

    act = reviews.DECIDE
    form_class = DecideForm
    template_name = "oversight/review.html"
    queryset = ReviewPage.queryset
    success_message = gettext_lazy("The decision was recorded.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the page of the review with the form, or the reason, in its panel."""
        shown = super().get_context_data(**context)
        shown |= review_page(self.object, self.actor, self.request.GET)
        form = context["form"]
        decides = not self.against
        return shown | self.factor_context(form) | {"decides": decides, "decide_form": form}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which review it is, and the longest suspension of the day."""
        longest = longest_suspension_days(today())
        return super().get_form_kwargs() | {"review": self.object, "longest": longest}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_details(typed, today())

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Record it."""
        return actions.decide_review(
            review_id=self.object.pk,
            outcome=data["outcome"],
            reasons=data["reasons"],
            suspension_days=data["suspension_days"],
            plan=data["plan"],
            plan_due_on=data["plan_due_on"],
            has_read=data["has_read"],
            knows_effect=data["knows_effect"],
            actor=actor,
            on=today(),
            at=now(),
        )


class ReviewStep(ActStep):
    """A step without a form; it leads back to the review, and remembers its list."""

    queryset = TerminationReview.objects.all()

    def get_success_url(self, record: TerminationReview) -> str:
        """Return the review's page."""
        query, address = self.request.GET, record.get_absolute_url()
        return f"{address}?{query.urlencode()}" if ReviewList.tab_key in query else address


class Acknowledge(ReviewForm):
    """The office receives the notice of the review: what that starts, and its declaration."""

    act = reviews.ACKNOWLEDGE
    form_class = ReceivedForm
    template_name = "oversight/acknowledge.html"
    success_message = gettext_lazy("You have received the notice; your window runs from tomorrow.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Say what the receipt starts, and until when."""
        found = super().get_context_data(**context)
        if self.against:
            return found
        return found | {"starts": pages.receipt_text(self.object, today())}

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep the receipt."""
        return actions.acknowledge_review(
            review_id=self.object.pk, actor=actor, on=today(), at=now()
        )


class Remind(ReviewStep):
    """The province reminds the agency."""

    act = reviews.REMIND

    def perform(self, record: TerminationReview) -> str:
        """Keep the reminder."""
        actions.remind_agency(review_id=record.pk, actor=self.actor, on=today(), at=now())
        return _("The agency was reminded.")
