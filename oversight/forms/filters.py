"""What termination reviews and duties are narrowed by: one set for pages and files."""

from typing import ClassVar

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.periods import PERIOD_CHOICES, spans
from core.persian import latin_digits, loose_key
from core.requests import known
from offices.models import Office
from oversight.facts.carrying_out import late_to_carry_out
from oversight.models import Duty, TerminationReview
from oversight.states import OPEN_REVIEWS, DutyKind, DutyState, ReviewOutcome, ReviewState

OF_CONTRACTS = (DutyKind.PAPER, DutyKind.TERMINATE)


class ReviewFilter(django_filters.FilterSet):
    """By state, outcome, number, office, contract, agency, county and deadline; `q` searches."""

    q = django_filters.CharFilter(method="search", label=_("search"))
    state = django_filters.MultipleChoiceFilter(choices=ReviewState.choices, label=_("state"))
    standing = django_filters.ChoiceFilter(
        choices=(("open", _("open")), ("late", _("past the agency's deadline"))),
        method="by_standing",
        label=_("deadline"),
    )
    outcome = django_filters.ChoiceFilter(choices=ReviewOutcome.choices, label=_("outcome"))
    agency = django_filters.CharFilter(field_name="agency__code", label=_("agency"))
    county = django_filters.UUIDFilter(field_name="county__public_id", label=_("county"))
    number = django_filters.CharFilter(label=_("number"))
    office = django_filters.UUIDFilter(field_name="office__public_id")
    office_code = django_filters.CharFilter(field_name="office__code", label=_("office code"))
    contract = django_filters.UUIDFilter(field_name="contract__public_id")
    contract_number = django_filters.CharFilter(
        field_name="contract__number", label=_("contract number")
    )
    decision_due_on__lte = django_filters.DateFilter(
        field_name="decision_due_on", lookup_expr="lte"
    )

    class Meta:
        model = TerminationReview
        fields: ClassVar[list[str]] = []

    def search(
        self, queryset: QuerySet[TerminationReview], name: str, value: str
    ) -> QuerySet[TerminationReview]:
        """Find by the review's or the contract's number, or by the office."""
        key, number = loose_key(value), latin_digits(value).strip()
        if not key:
            return queryset
        offices = Office.objects.holding(key, known(self.request).principal)
        return queryset.filter(
            Q(number__icontains=number)
            | Q(contract__number__startswith=number)
            | Q(office__in=offices)
        )

    def by_standing(
        self, queryset: QuerySet[TerminationReview], name: str, value: str
    ) -> QuerySet[TerminationReview]:
        """Narrow to the reviews that are open, or whose agency let its deadline pass."""
        is_open = Q(state__in=OPEN_REVIEWS)
        if value == "open":
            return queryset.filter(is_open)
        not_carried_out = late_to_carry_out(known(self.request).principal, today())
        return queryset.filter(is_open & Q(decision_due_on__lt=today()) | Q(pk__in=not_carried_out))


class DutyFilter(django_filters.FilterSet):
    """By step, kind, agency, county, the period of their beginning and their end; `q` searches."""

    q = django_filters.CharFilter(method="search", label=_("search"))
    state = django_filters.MultipleChoiceFilter(choices=DutyState.choices, label=_("state"))
    kind = django_filters.ChoiceFilter(choices=DutyKind.choices, label=_("what is asked"))
    standing = django_filters.ChoiceFilter(
        choices=(("open", _("open")), ("late", _("period over"))),
        method="by_standing",
        label=_("deadline"),
    )
    agency = django_filters.CharFilter(field_name="agency__code", label=_("agency"))
    county = django_filters.UUIDFilter(field_name="office__county__public_id", label=_("county"))
    office_code = django_filters.CharFilter(field_name="office__code", label=_("office code"))
    period = django_filters.ChoiceFilter(
        choices=PERIOD_CHOICES,
        method="by_period",
        label=_("beginning"),
    )
    due_on__lte = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    due_on__gte = django_filters.DateFilter(field_name="due_on", lookup_expr="gte")

    class Meta:
        model = Duty
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Duty], name: str, value: str) -> QuerySet[Duty]:
        """Find by the number of the case, review or contract, or by the office."""
        key, number = loose_key(value), latin_digits(value).strip()
        if not key:
            return queryset
        principal = known(self.request).principal
        offices = Office.objects.holding(key, principal)
        reviews = TerminationReview.objects.visible_to(principal).filter(number__icontains=number)
        return queryset.filter(
            Q(case__number__icontains=number)
            | Q(contract__number__startswith=number, kind__in=OF_CONTRACTS)
            | Q(review__in=reviews)
            | Q(flag__in=reviews.values("flags"))
            | Q(office__in=offices)
        )

    def by_standing(self, queryset: QuerySet[Duty], name: str, value: str) -> QuerySet[Duty]:
        """Narrow to the duties that are open, or whose period is over."""
        running = queryset.filter(ended_on__isnull=True)
        return running if value == "open" else running.filter(due_on__lt=today())

    def by_period(self, queryset: QuerySet[Duty], name: str, value: str) -> QuerySet[Duty]:
        """Narrow to the duties that began in one of the desk's periods."""
        span = spans(today())[value]
        return queryset.filter(starts_on__range=(span.first, span.last))
