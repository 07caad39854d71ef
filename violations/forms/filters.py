"""What reports and cases are narrowed by: one set for pages and files."""

from typing import Any, ClassVar

import django_filters
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from agencies.models import Agency
from core.clock import today
from core.persian import SortKey, latin_digits, loose_key
from core.requests import known
from core.rest.filters import MomentFilter, YesNoFilter
from offices.facts.search import keys_holding
from territory.models import Division
from violations.facts.finding import reports_holding
from violations.facts.told import OUTSIDE
from violations.models import Case, ViolationReport, ViolationType
from violations.models.cases import CaseQuerySet
from violations.models.reports import ReportQuerySet
from violations.states import CaseState, ReportState, SanctionKind, Severity, Track

DIGITS_OF_A_CODE = 3
STANDINGS = (("open", _("open")), ("late", _("past a deadline")))
OWNERS = (("me", _("mine")), ("none", _("nobody's")), ("other", _("a colleague's")))


FILERS = (("me", _("filed by me")),)


def check_type(value: str) -> None:
    """
    Refuse a code that no violation type has.

    Raises:
        ValidationError: there is none.
    """
    if not ViolationType.objects.filter(code=value).exists():
        raise ValidationError(_("There is no violation type of this code."))


class FileFilter(django_filters.FilterSet):
    """What both lists are narrowed by; every filter is an address."""

    q = django_filters.CharFilter(method="search", label=_("search"))
    county = django_filters.ModelChoiceFilter(
        queryset=Division.objects.filter(level="county").order_by(SortKey("name")),
        label=_("County"),
    )
    type = django_filters.CharFilter(
        field_name="type__code", validators=[check_type], label=_("Type")
    )
    agency = django_filters.ModelChoiceFilter(
        to_field_name="code",
        queryset=Agency.objects.filter(is_active=True).order_by("position", "pk"),
        label=_("Agency"),
    )
    number = django_filters.CharFilter(label=_("number"))
    office_code = django_filters.CharFilter(field_name="office__code", label=_("office code"))
    agency_code = django_filters.CharFilter(field_name="agency__code")
    type_code = django_filters.CharFilter(field_name="type__code")
    state__in = django_filters.BaseInFilter(field_name="state", lookup_expr="in")
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte")

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Find by number, office code or name, or the type's title."""
        text = latin_digits(value).strip()
        key = loose_key(value)
        if not key:
            return queryset
        return queryset.filter(self.matches(text, key))

    def matches(self, text: str, key: str) -> Q:
        """Return the condition of the search."""
        offices = keys_holding(key, known(self.request).principal)
        types = ViolationType.objects.titled(text)
        found = Q(office__in=offices) | Q(type__in=list(types.values_list("pk", flat=True)))
        if len(key) >= DIGITS_OF_A_CODE:
            found |= Q(number__contains=text)
        return found


class CaseFilter(FileFilter):
    """By number, office, agency, county, type, track, state, severity, deadline, owner and days."""

    standing = django_filters.ChoiceFilter(
        choices=STANDINGS, method="by_standing", label=_("Deadline")
    )
    owner = django_filters.ChoiceFilter(choices=OWNERS, method="by_owner", label=_("Handled by"))
    severity = django_filters.ChoiceFilter(choices=Severity.choices, label=_("Severity"))
    state = django_filters.ChoiceFilter(choices=CaseState.choices, label=_("State"))
    track = django_filters.ChoiceFilter(choices=Track.choices, label=_("Track"))
    sanction = django_filters.ChoiceFilter(
        choices=SanctionKind.choices, method="by_sanction", label=_("Sanction")
    )
    opened_on__gte = django_filters.DateFilter(field_name="opened_on", lookup_expr="gte")
    opened_on__lte = django_filters.DateFilter(field_name="opened_on", lookup_expr="lte")

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []

    def by_standing(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Narrow to the cases that are open, or whose present step is late."""
        if value == "open":
            return queryset.open()
        outside = known(self.request).principal.role in OUTSIDE
        return queryset.overdue(today(), outside=outside)

    def by_sanction(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Narrow by what was decided, for those who know it before it is served."""
        if known(self.request).principal.role in OUTSIDE:
            return queryset.none()
        return queryset.filter(sanction=value)

    def by_owner(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Narrow by who handles a case; nobody outside the office that keeps it knows that."""
        principal = known(self.request).principal
        if principal.role in OUTSIDE or principal.role is Role.COUNTY_REP:
            return queryset.none()
        match value:
            case "me":
                return queryset.filter(assignee_id=principal.user_id)
            case "none":
                return queryset.open().filter(assignee__isnull=True)
            case _:
                others = queryset.filter(assignee__isnull=False)
                return others.exclude(assignee_id=principal.user_id)


class ReportFilter(FileFilter):
    """By number, office, agency, county, type, state, severity, deadline and days."""

    standing = django_filters.ChoiceFilter(
        choices=STANDINGS, method="by_standing", label=_("Deadline")
    )
    owner = django_filters.ChoiceFilter(choices=FILERS, method="by_owner", label=_("By whom"))
    severity = django_filters.ChoiceFilter(
        field_name="type__severity", choices=Severity.choices, label=_("Severity")
    )
    state = django_filters.ChoiceFilter(choices=ReportState.choices, label=_("State"))
    is_late = YesNoFilter(label=_("filed late"))
    submitted_on__gte = django_filters.DateFilter(field_name="submitted_on", lookup_expr="gte")
    submitted_on__lte = django_filters.DateFilter(field_name="submitted_on", lookup_expr="lte")
    occurred_on__gte = django_filters.DateFilter(field_name="occurred_on", lookup_expr="gte")
    occurred_on__lte = django_filters.DateFilter(field_name="occurred_on", lookup_expr="lte")

    class Meta:
        model = ViolationReport
        fields: ClassVar[list[str]] = []

    def matches(self, text: str, key: str) -> Q:
        """Look into what was written, which begins with number, office and type."""
        return reports_holding(key)

    def by_standing(self, queryset: ReportQuerySet, name: str, value: str) -> ReportQuerySet:
        """Narrow to the reports that wait, or whose triage is late: none that was returned is."""
        if value == "open":
            return queryset.filter(state__in=[ReportState.SUBMITTED, ReportState.RETURNED])
        return queryset.filter(state=ReportState.SUBMITTED, triage_due_on__lt=today())

    def by_owner(self, queryset: ReportQuerySet, name: str, value: str) -> ReportQuerySet:
        """Narrow to the reports that the asker has filed."""
        return queryset.filter(reporter_id=known(self.request).principal.user_id)
