"""The deadlines of termination reviews, as the calendar's floor knows them (docs/adr/0001)."""

from django.db.models import BooleanField, F, Func, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from accounts.roles import Role
from oversight.facts.duties import BY_ITSELF
from oversight.facts.unopened import on_paper
from oversight.facts.windows import DECISION, HEARING, SERVICE
from oversight.models import Duty, TerminationReview
from workdays.models import CLOCKS, ClockKind
from workdays.rules import Unit


def _movable(role: Role, principal: Principal) -> QuerySet[TerminationReview]:
    reviews = TerminationReview.objects.visible_to(principal)
    return reviews if principal.role is role else reviews.none()


def _with_a_part(principal: Principal) -> QuerySet[TerminationReview]:
    """
    Return the reviews that count a case which the person reported or stood back from.

    Asked of the database's guard, which sees the reports of all agencies.
    """
    part = Func(
        F("pk"), Value(principal.user_id), function="oversight_had_part",
        output_field=BooleanField(),
    )  # fmt: skip
    return TerminationReview.objects.alias(has_part=part).filter(has_part=True)


def _decided_by_own(principal: Principal) -> QuerySet[TerminationReview]:
    reviews = TerminationReview.objects.visible_to(principal)
    return reviews if principal.is_agency else reviews.none()


def _inside(principal: Principal) -> QuerySet[TerminationReview]:
    """Return the reviews whose service on paper the principal follows; none for the office."""
    reviews = TerminationReview.objects.visible_to(principal)
    return reviews.none() if principal.role in (Role.OPERATOR, Role.ASSOCIATION) else reviews


def _duties_of_others(principal: Principal) -> QuerySet[Duty]:
    """Return the duties to which the principal may give time: he oversees, he owes none."""
    duties = Duty.objects.visible_to(principal).filter(BY_ITSELF)
    return duties if principal.role is Role.DEPUTY else duties.none()


def register_clocks() -> None:
    """Tell which columns of reviews and duties are deadlines; nobody moves their own."""
    _register_reviews()
    _register_duties()


def _register_reviews() -> None:
    """Tell which columns of reviews are deadlines."""
    CLOCKS.add(
        ClockKind(
            name=HEARING,
            unit=Unit.DAY,
            label=_("the office answers until"),
            model=TerminationReview,
            column="hearing_due_on",
            seen=lambda principal: TerminationReview.objects.visible_to(principal).filter(
                served_on__isnull=False
            ),
            movable=lambda principal: _movable(Role.AGENCY_MANAGER, principal),
            running=lambda: TerminationReview.objects.open().filter(
                served_on__isnull=False, heard_on__isnull=True
            ),
            has_version=True,
            barred=_with_a_part,
        )
    )
    # One column: until its service the notice is to be served, from then on it is to be decided.
    _register_step(SERVICE, _("the agency serves the notice until"), is_served=False)
    _register_step(DECISION, _("the agency decides until"), is_served=True)
    CLOCKS.add(
        ClockKind(
            name="review.paper_service",
            label=_("service of the notice on paper"),
            model=TerminationReview,
            column="notice_paper_due_on",
            seen=_inside,
            movable=lambda principal: _movable(Role.DEPUTY, principal),
            running=lambda: TerminationReview.objects.filter(on_paper()),
            has_version=True,
            barred=_with_a_part,
        )
    )


def _served(principal: Principal) -> QuerySet[TerminationReview]:
    """Return the reviews in scope whose notice was served."""
    return TerminationReview.objects.visible_to(principal).filter(served_on__isnull=False)


def _register_step(name: str, label: Promise, *, is_served: bool) -> None:
    """Tell until when the agency takes its next step in a review."""
    CLOCKS.add(
        ClockKind(
            name=name,
            label=label,
            model=TerminationReview,
            column="decision_due_on",
            seen=_served if is_served else TerminationReview.objects.visible_to,
            movable=lambda principal: _movable(Role.DEPUTY, principal),
            running=lambda: TerminationReview.objects.open().filter(
                served_on__isnull=not is_served
            ),
            binds=_decided_by_own,
            follows=HEARING if is_served else "",
            has_version=True,
            barred=_with_a_part,
        )
    )


def _register_duties() -> None:
    """Tell that the time of a duty is a deadline."""
    CLOCKS.add(
        ClockKind(
            name="duty",
            label=_("the agency acts until"),
            model=Duty,
            column="due_on",
            seen=Duty.objects.visible_to,
            movable=_duties_of_others,
            running=lambda: Duty.objects.open().filter(BY_ITSELF, due_on__isnull=False),
        )
    )
