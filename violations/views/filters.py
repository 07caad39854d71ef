"""What the lists are narrowed by; every filter is an address."""

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.persian import latin_digits, loose_key
from core.requests import known
from offices.models import Office
from territory.models import Division
from violations.models.cases import CaseQuerySet
from violations.states import CaseState, ReportState, Severity, Track

DIGITS_OF_A_CODE = 3
STANDINGS = (("open", _("open")), ("late", _("past a deadline")))


class FileFilter(django_filters.FilterSet):
    """What both lists are narrowed by; every filter is an address."""

    q = django_filters.CharFilter(method="search")
    county = django_filters.CharFilter(method="by_county")
    type = django_filters.CharFilter(field_name="type__code")
    agency = django_filters.CharFilter(field_name="agency__code")

    def by_county(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Narrow to the county of this key; an unreadable one finds nothing."""
        counties = Division.objects.filter(level="county", pk=int(value)) if value.isdigit() else []
        return queryset.filter(county__in=counties)

    def search(self, queryset: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Find by number, office code or name, or the type's title."""
        text = latin_digits(value).strip()
        key = loose_key(value)
        if not key:
            return queryset
        return queryset.filter(self.matches(text, key))

    def matches(self, text: str, key: str) -> Q:
        """Return the condition of the search."""
        offices = Office.objects.holding(key, known(self.request).principal)
        found = Q(office__in=offices) | Q(type__title__icontains=text)
        if len(key) >= DIGITS_OF_A_CODE:
            found |= Q(number__contains=text)
        return found


class CaseFilter(FileFilter):
    standing = django_filters.ChoiceFilter(choices=STANDINGS, method="by_standing")
    severity = django_filters.ChoiceFilter(choices=Severity.choices)
    state = django_filters.ChoiceFilter(choices=CaseState.choices)
    track = django_filters.ChoiceFilter(choices=Track.choices)

    def by_standing(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        """Narrow to the cases that are open, or whose present step is late."""
        return queryset.open() if value == "open" else queryset.overdue(today())


class ReportFilter(FileFilter):
    severity = django_filters.ChoiceFilter(field_name="type__severity", choices=Severity.choices)
    state = django_filters.ChoiceFilter(choices=ReportState.choices)

    def matches(self, text: str, key: str) -> Q:
        """Also look into what was written."""
        return super().matches(text, key) | Q(search_key__contains=key)
