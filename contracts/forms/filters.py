"""How lists of contracts are narrowed, over REST and in pages."""

from typing import ClassVar

import django_filters
from django.db.models import Q, QuerySet

from contracts.models import Contract
from contracts.states import ContractState
from core.persian import latin_digits, loose_key


def search_contracts(contracts: QuerySet[Contract], text: str) -> QuerySet[Contract]:
    """Return the contracts whose number, office or agency holds what was typed."""
    key, number = loose_key(text), latin_digits(text).strip()
    if not key:
        return contracts
    return contracts.filter(
        Q(number__startswith=number)
        | Q(agency_number__startswith=number)
        | Q(office__search_key__contains=key)
        | Q(agency__short_name__icontains=text.strip())
    )


class ContractFilter(django_filters.FilterSet):
    """By number, agency, office, county, state, origin and days; `q` searches."""

    number = django_filters.CharFilter()
    agency_code = django_filters.CharFilter(field_name="agency__code")
    office_code = django_filters.CharFilter(field_name="office__code")
    county = django_filters.UUIDFilter(field_name="county__public_id")
    state = django_filters.ChoiceFilter(choices=ContractState.choices)
    state__in = django_filters.BaseInFilter(field_name="state", lookup_expr="in")
    kind = django_filters.CharFilter()
    origin = django_filters.CharFilter()
    starts_on__gte = django_filters.DateFilter(field_name="starts_on", lookup_expr="gte")
    starts_on__lte = django_filters.DateFilter(field_name="starts_on", lookup_expr="lte")
    ends_on__gte = django_filters.DateFilter(field_name="ends_on", lookup_expr="gte")
    ends_on__lte = django_filters.DateFilter(field_name="ends_on", lookup_expr="lte")
    suspended_until__lte = django_filters.DateFilter(
        field_name="suspended_until", lookup_expr="lte"
    )
    confirmed_on__isnull = django_filters.BooleanFilter(
        field_name="confirmed_on", lookup_expr="isnull"
    )
    updated_at__gte = django_filters.IsoDateTimeFilter(field_name="updated_at", lookup_expr="gte")
    q = django_filters.CharFilter(method="search")

    class Meta:
        model = Contract
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the contracts whose number, office or agency holds what was typed."""
        return search_contracts(queryset, value)
