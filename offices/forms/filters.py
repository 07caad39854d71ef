"""How the register is narrowed: one set of filters for pages and files."""

from datetime import timedelta
from typing import ClassVar

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from core.clock import today
from core.persian import SortKey
from core.requests import known
from core.rest.filters import MomentFilter, StatesFilter, YesNoFilter
from offices.facts.search import matching
from offices.models import Licence, Office, OfficeKind
from offices.models.offices import OfficeQuerySet
from offices.states import LicenceState, OfficeState
from territory.models import Division

RENEWAL = timedelta(days=90)
RANKS = [(str(rank), str(rank)) for rank in (1, 2, 3)]


class OfficeFilter(django_filters.FilterSet):
    """By code, county, kind, state, rank, licence, membership and change; `q` searches names."""

    q = django_filters.CharFilter(method="search", label=_("search"))
    code = django_filters.CharFilter(label=_("office code"))
    code__in = django_filters.BaseInFilter(field_name="code", lookup_expr="in")
    county = django_filters.ModelMultipleChoiceFilter(
        field_name="county__public_id",
        to_field_name="public_id",
        queryset=Division.objects.filter(level="county").order_by(SortKey("name")),
        label=_("county"),
    )
    kind = django_filters.ChoiceFilter(choices=OfficeKind.choices, label=_("kind"))
    state = django_filters.MultipleChoiceFilter(choices=OfficeState.choices, label=_("state"))
    state__in = StatesFilter(
        field_name="state", lookup_expr="in", choices=OfficeState.choices, label=_("state")
    )
    rank = django_filters.ChoiceFilter(choices=RANKS, label=_("rank"))
    rank__isnull = YesNoFilter(field_name="rank", lookup_expr="isnull", label=_("not ranked yet"))
    is_member = YesNoFilter(label=_("member of the association"))
    licence = django_filters.ChoiceFilter(
        choices=[
            ("expiring", _("ending in 90 days")),
            ("expired", _("expired")),
            ("suspended", _("suspended")),
            ("none", _("without licence")),
        ],
        method="by_licence",
        label=_("licence"),
    )
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = Office
        fields: ClassVar[list[str]] = []

    def search(self, queryset: OfficeQuerySet, name: str, value: str) -> OfficeQuerySet:
        """Return the offices that match what was typed."""
        return matching(queryset, value, known(self.request).principal)

    def by_licence(self, queryset: QuerySet[Office], name: str, value: str) -> QuerySet[Office]:
        """Return the offices by where their current licence stands today."""
        on = today()
        current = Licence.objects.current().filter(office=OuterRef("pk"))
        match value:
            case "expiring":
                current = current.filter(expires_on__range=(on, on + RENEWAL))
            case "expired":
                current = current.filter(expires_on__lt=on)
            case "suspended":
                current = current.filter(state=LicenceState.SUSPENDED)
            case _:
                return queryset.filter(~Exists(current))
        return queryset.filter(Exists(current))
