"""What each role does in a termination review."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from audit.facts import last_change
from contracts.facts import longest_suspension_days
from core.clock import now, today
from core.edits import LastChange
from core.errors import DomainError
from core.web import ActionForm, Scoped
from oversight import actions
from oversight.facts import pages
from oversight.facts.reporters import against_deciding
from oversight.facts.turns import is_turn
from oversight.forms import AnswerForm, DecideForm, RecommendForm, ServiceForm, WaiveForm
from oversight.models import TerminationReview
from oversight.states import ReviewState
from oversight.views.lists import ReviewList
from oversight.views.review import ReviewPage, crumbs, review_page
from violations.forms.cases import NoteForm
from violations.views.uploads import FilesForm


class ReviewAction(ActionForm):
    """A form in a review; the page itself is where its refusals stand."""

    queryset = TerminationReview.objects.select_related("contract", "office", "agency")
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/review_form.html"
    title: Any = ""
    list_key = ReviewList.tab_key
    permission: Permission

    def setup_object(self) -> None:
        """Find the review; refuse a role that may not do this."""
        super().setup_object()
        if not self.is_allowed():
            raise PermissionDenied

    def is_allowed(self) -> bool:
        """Tell whether the actor may do this to the review."""
        return may(self.actor, self.permission)

    def last_change(self) -> LastChange | None:
        """Return who changed the review last."""
        return last_change(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's title and the way back."""
        back = self.along(self.object.get_absolute_url())
        way = [*crumbs(self.object, None), {"label": self.title}]
        way[-2]["url"] = back
        return super().get_context_data(title=self.title, back=back, crumbs=way, **context)


class RecordService(ReviewAction):
    """Service on paper, with its receipt."""

    form_class = ServiceForm
    title = gettext_lazy("Record service")
    permission = Permission.REVIEW_SERVE
    success_message = gettext_lazy("Service was recorded; the office's window runs.")

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Record it."""
        return actions.record_review_service(
            review_id=self.object.pk, **data, actor=actor, on=today(), at=now()
        )


class Answer(FilesForm, ReviewAction):
    """The office's answer, with its documents."""

    form_class = AnswerForm
    evidence_kind = "hearing"
    template_name = "oversight/answer.html"
    title = gettext_lazy("Answer the termination review")
    permission = Permission.REVIEW_HEAR
    success_message = gettext_lazy("Your answer was filed.")

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


class Waive(ReviewAction):
    """The office ends its window itself; the sentence shown is kept."""

    form_class = WaiveForm
    title = gettext_lazy("End the hearing window")
    permission = Permission.REVIEW_WAIVE
    success_message = gettext_lazy("The window was ended by your declaration.")
    needs_factor = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the sentence that will be kept."""
        return super().get_context_data(text=pages.waiver_text(self.object), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep the declaration."""
        return actions.waive_hearing(
            review_id=self.object.pk,
            text=pages.waiver_text(self.object),
            actor=actor,
            on=today(),
            at=now(),
        )


class Recommend(ReviewAction):
    """What the province recommends; the agency decides."""

    form_class = RecommendForm
    title = gettext_lazy("Recommend to the agency")
    permission = Permission.REVIEW_RECOMMEND
    success_message = gettext_lazy("The recommendation was kept.")

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep it."""
        return actions.recommend(
            review_id=self.object.pk, text=data["text"], actor=actor, on=today(), at=now()
        )


class AddNote(ReviewAction):
    """An internal note, for the writer's own body."""

    form_class = NoteForm
    title = gettext_lazy("Internal note")
    permission = Permission.REVIEW_NOTE
    success_message = gettext_lazy("The note was added.")

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Keep it."""
        review: TerminationReview = self.object
        actions.add_review_note(review_id=review.pk, text=data["text"], actor=actor, at=now())
        return review


class Decide(ReviewAction):
    """The decision of the contract's own agency; its form stands on the page of the review."""

    form_class = DecideForm
    template_name = "oversight/review.html"
    queryset = ReviewPage.queryset
    title = gettext_lazy("Decide the termination review")
    permission = Permission.REVIEW_DECIDE
    success_message = gettext_lazy("The decision was recorded.")
    needs_factor = True

    def is_allowed(self) -> bool:
        """Tell whether the actor decides reviews, or this one as a stand-in."""
        return super().is_allowed() or is_turn(self.actor, self.object, today())

    def reason_against(self) -> str:
        """Return that the office is to be heard first, or what stands against deciding."""
        due = {ReviewState.HEARD, ReviewState.ESCALATED}
        if self.object.heard_on is None or self.object.state not in due:
            return _("It cannot be decided now: the office is to be heard first.")
        return against_deciding(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the page of the review with the form in its panel."""
        shown = super().get_context_data(**context)
        shown |= review_page(self.object, self.actor, self.request.GET)
        form = context["form"]
        return shown | self.factor_context(form) | {"decides": True, "decide_form": form}

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which review it is, and the longest suspension of the day."""
        longest = longest_suspension_days(today())
        return super().get_form_kwargs() | {"review": self.object, "longest": longest}

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """Record it."""
        return actions.decide_review(
            review_id=self.object.pk,
            outcome=data["outcome"],
            reasons=data["reasons"],
            suspension_days=data["suspension_days"],
            plan=data["plan"],
            plan_due_on=data["plan_due_on"],
            actor=actor,
            on=today(),
            at=now(),
        )


class ReviewStep(Scoped):
    """A step without a form: acknowledge, or remind."""

    queryset = TerminationReview.objects.all()
    slug_field = "number"
    slug_kwarg = "number"
    permission: Permission

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Take the step, or say why not; refuse a role that may not do this."""
        review = self.get_record()
        if not may(self.actor, self.permission):
            raise PermissionDenied
        try:
            messages.success(request, self.step(review))
        except DomainError as error:
            messages.error(request, error.message)
        query = request.GET
        is_reached = ReviewList.tab_key in query
        address = review.get_absolute_url()
        return redirect(f"{address}?{query.urlencode()}" if is_reached else address)

    def step(self, review: TerminationReview) -> str:
        """Call the one action; return the toast."""
        raise Http404


class Acknowledge(ReviewStep):
    """The office has received the notice."""

    permission = Permission.REVIEW_HEAR

    def step(self, review: TerminationReview) -> str:
        """Keep the receipt."""
        actions.acknowledge_review(review_id=review.pk, actor=self.actor, on=today(), at=now())
        return _("You have received the notice; your window runs from tomorrow.")


class Remind(ReviewStep):
    """The province reminds the agency."""

    permission = Permission.REVIEW_REMIND

    def step(self, review: TerminationReview) -> str:
        """Keep the reminder."""
        actions.remind_agency(review_id=review.pk, actor=self.actor, on=today(), at=now())
        return _("The agency was reminded.")
