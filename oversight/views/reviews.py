"""Termination reviews: the list, the file, and what each role does in it."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission, Role
from agencies.models import Agency
from core.clock import now, today
from core.errors import DomainError
from core.web import ActionForm, Listing, RecordPage, Scoped
from offices.models import Office
from oversight import actions
from oversight.facts import pages
from oversight.facts.reporters import against_deciding
from oversight.forms import AnswerForm, DecideForm, RecommendForm, ServiceForm, WaiveForm
from oversight.models import TerminationReview
from oversight.states import OPEN_REVIEWS, ReviewOutcome, ReviewState, state_words
from workdays.facts import calendars_for, ribbon

STATE_TONES = {
    ReviewState.OPEN: ("pill", "info"),
    ReviewState.HEARD: ("pill", "warn"),
    ReviewState.ESCALATED: ("pill", "danger"),
    ReviewState.DECIDED: ("stamp", "ok"),
    ReviewState.CLOSED: ("stamp", "neutral"),
    ReviewState.SUPERSEDED: ("stamp", "neutral"),
}

OUTCOME_MARKS = {
    ReviewOutcome.KEEP: ("pill", "neutral"),
    ReviewOutcome.WARN: ("pill", "warn"),
    ReviewOutcome.SUSPEND: ("stamp", "danger"),
    ReviewOutcome.TERMINATE: ("stamp", "danger"),
}


def outcome_mark(review: TerminationReview) -> dict[str, Any] | None:
    """Return the mark of what was decided; None before."""
    if not review.outcome:
        return None
    kind, tone = OUTCOME_MARKS[ReviewOutcome(review.outcome)]
    return {"kind": kind, "tone": tone, "text": review.get_outcome_display()}


class ReviewFilter(django_filters.FilterSet):
    """By state, agency, county and number."""

    state = django_filters.MultipleChoiceFilter(choices=ReviewState.choices)
    agency = django_filters.ModelChoiceFilter(
        field_name="agency", to_field_name="code", queryset=Agency.objects.all()
    )
    office = django_filters.ModelChoiceFilter(
        field_name="office", to_field_name="code", queryset=Office.objects.all()
    )
    county = django_filters.UUIDFilter(field_name="office__county__public_id")
    q = django_filters.CharFilter(field_name="number", lookup_expr="contains")

    class Meta:
        model = TerminationReview
        fields: ClassVar[list[str]] = []


class Reviews(Listing):
    """The reviews in scope, by the agency's deadline."""

    queryset = TerminationReview.objects.all()
    filterset_class = ReviewFilter
    template_name = "oversight/reviews.html"
    columns = (
        "pk", "number", "state", "opened_on", "decision_due_on", "outcome", "office__code",
        "office__name", "agency__short_name", "county__public_id", "contract__number",
        "statement_on",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "due": ("decision_due_on", "id"),
        "new": ("-opened_on", "-id"),
    }
    TABS: ClassVar[dict[str, tuple[Any, tuple[str, ...]]]] = {
        "open": (gettext_lazy("Open"), OPEN_REVIEWS),
        "escalated": (gettext_lazy("Escalated"), (ReviewState.ESCALATED,)),
        "decided": (gettext_lazy("Decided"), (ReviewState.DECIDED, ReviewState.CLOSED)),
        "all": (gettext_lazy("All"), ()),
    }

    def chosen(self) -> str:
        """Return the chosen tab; the open ones to begin with."""
        tab = self.request.GET.get("tab", "open")
        return tab if tab in self.TABS else "open"

    def rows(self) -> Any:
        """Return the reviews of the chosen tab."""
        states = self.TABS[self.chosen()][1]
        rows = super().rows()
        return rows.filter(state__in=states) if states else rows

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page with a ribbon a row; the calendars in two queries."""
        context, on = super().get_context_data(**kwargs), today()
        rows = context["rows"]
        if rows:
            start = min(row["opened_on"] for row in rows)
            end = max(on, *(row["decision_due_on"] for row in rows)) + timedelta(days=20)
            calendars = calendars_for({row["county__public_id"] for row in rows}, start, end)
            for row in rows:
                kind, tone = STATE_TONES[ReviewState(row["state"])]
                text = state_words(row["state"], answered=row["statement_on"] is not None)
                row["mark"] = {"kind": kind, "tone": tone, "text": text}
                row["url"] = reverse("oversight:review", args=[row["number"]])
                row["outcome_label"] = ReviewOutcome(row["outcome"]).label if row["outcome"] else ""
                if row["state"] in OPEN_REVIEWS:
                    row["ribbon"] = ribbon(
                        row["opened_on"],
                        row["decision_due_on"],
                        on,
                        calendars[row["county__public_id"]],
                    )
                    row["is_late"] = row["ribbon"].late > 0
        base, chosen = reverse("oversight:reviews"), self.chosen()
        context["tabs"] = [
            {"label": label, "url": f"{base}?tab={name}", "current": name == chosen}
            for name, (label, _states) in self.TABS.items()
        ]
        return context | {"q": self.request.GET.get("q", ""), "tab": chosen}


class ReviewPage(RecordPage):
    """One review: why flagged, what counted, the office's answer, the decision."""

    queryset = TerminationReview.objects.select_related("contract", "office", "agency", "county")
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the file as this role sees it."""
        review, actor, on = self.object, self.actor, today()
        state = ReviewState(review.state)
        kind, tone = STATE_TONES[state]
        reads = actor.role is not Role.OPERATOR or review.served_on is not None
        flags = pages.flags_of(review) if reads else []
        counted = pages.counted_cases(flags, actor)
        pages.number_as_in_chart(counted, review)
        decides = (
            may(actor, Permission.REVIEW_DECIDE)
            and review.agency.public_id in actor.agency_ids
            and state in {ReviewState.HEARD, ReviewState.ESCALATED}
            and review.heard_on is not None
            and not against_deciding(review, actor)
        )
        return super().get_context_data(
            actor=actor,
            on=on,
            crumbs=[
                {"label": _("Termination reviews"), "url": reverse("oversight:reviews")},
                {"label": review.office.name},
            ],
            marks=[
                {
                    "kind": kind,
                    "tone": tone,
                    "text": state_words(state, answered=bool(review.statement)),
                }
            ],
            parties=[
                {
                    "icon": "office",
                    "text": review.office.name,
                    "code": review.office.code,
                    "url": review.office.get_absolute_url(),
                },
                {"icon": "agency", "text": review.agency.name},
                {
                    "icon": "contract",
                    "text": _("contract"),
                    "code": review.contract.number,
                    "url": review.contract.get_absolute_url(),
                },
            ],
            facts=[
                {"label": _("number"), "code": review.number},
                {"label": _("flagged on"), "date": review.opened_on},
                {
                    "label": _("attached"),
                    "text": _("{count} cases").format(
                        count=pages.number_of(sum(row["is_counted"] for row in counted))
                    )
                    if reads
                    else "–",
                },
            ],
            reads=reads,
            flags=flags,
            strips=pages.strips(flags),
            counted=counted,
            steps=pages.step_chart(review, on) if reads else None,
            others=pages.other_versions(flags) if not actor.office_ids else [],
            stakes=pages.contracts_at_stake(review, actor) if reads else None,
            clocks=(clocks := pages.clocks(review, on)),
            running=next((clock for clock in reversed(clocks) if state in OPEN_REVIEWS), None),
            outcome_mark=outcome_mark(review),
            events=pages.events(review, actor),
            decides=decides,
            decide_form=DecideForm(review=review) if decides else None,
            asks_factor=not actor.fresh_factor,
            is_own_office=review.office.public_id in actor.office_ids,
            may_serve=may(actor, Permission.REVIEW_SERVE)
            and review.agency.public_id in actor.agency_ids
            and review.served_on is None
            and state in OPEN_REVIEWS,
            may_acknowledge=review.office.public_id in actor.office_ids
            and review.served_on is None
            and state in OPEN_REVIEWS,
            may_answer=review.office.public_id in actor.office_ids
            and review.served_on is not None
            and not review.statement
            and state in OPEN_REVIEWS,
            may_waive=review.office.public_id in actor.office_ids
            and review.served_on is not None
            and review.heard_on is None
            and state in OPEN_REVIEWS,
            may_recommend=may(actor, Permission.REVIEW_RECOMMEND) and state in OPEN_REVIEWS,
            may_remind=may(actor, Permission.REVIEW_REMIND) and state in OPEN_REVIEWS,
            sees_inside=actor.role not in {Role.OPERATOR, Role.ASSOCIATION},
            **kwargs,
        )


class ReviewAction(ActionForm):
    """A form in a review; the page itself is where its refusals stand."""

    queryset = TerminationReview.objects.select_related("contract", "office", "agency")
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "oversight/review_form.html"
    title: Any = ""
    permission: Permission

    def setup_object(self) -> None:
        """Find the review; refuse a role that may not do this."""
        super().setup_object()
        if not may(self.actor, self.permission):
            raise PermissionDenied

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's title."""
        return super().get_context_data(title=self.title, **context)


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


class Answer(ReviewAction):
    """The office's answer."""

    form_class = AnswerForm
    title = gettext_lazy("Answer the termination review")
    permission = Permission.REVIEW_HEAR
    success_message = gettext_lazy("Your answer was filed.")

    def perform(self, data: dict[str, Any], actor: Any) -> TerminationReview:
        """File it."""
        return actions.answer_review(
            review_id=self.object.pk, text=data["text"], actor=actor, on=today(), at=now()
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


class Decide(ReviewAction):
    """The decision of the contract's own agency."""

    form_class = DecideForm
    template_name = "oversight/decide.html"
    title = gettext_lazy("Decide the termination review")
    permission = Permission.REVIEW_DECIDE
    success_message = gettext_lazy("The decision was recorded.")
    needs_factor = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form once the office has been heard; before that lead back and say why."""
        self.setup_object()
        due = {ReviewState.HEARD, ReviewState.ESCALATED}
        if self.object.heard_on is None or self.object.state not in due:
            messages.error(request, _("It cannot be decided now: the office is to be heard first."))
            return redirect(self.object)
        if refusal := against_deciding(self.object, self.actor):
            messages.error(request, refusal)
            return redirect(self.object)
        return super().get(request, *args, **kwargs)

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form which review it is."""
        return super().get_form_kwargs() | {"review": self.object}

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
        return redirect(review)

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
