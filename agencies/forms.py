"""What people type about agencies."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from agencies.models import SERVICE_CODE, SERVICE_CODE_CURE, Agency, AgencyKind, AgencyUnit
from core.forms import PersianTextField
from core.identifiers import validate_landline
from core.persian import SortKey, display_safe
from core.rest.filters import YesNoFilter
from territory.models import Division


class AgencyFilter(django_filters.FilterSet):
    """By kind and whether it is active; `q` searches names."""

    q = django_filters.CharFilter(method="search", label=_("search"))
    kind = django_filters.ChoiceFilter(choices=AgencyKind.choices, label=_("kind"))
    is_active = YesNoFilter(label=_("active"))

    class Meta:
        model = Agency
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Agency], name: str, value: str) -> QuerySet[Agency]:
        """Return the agencies whose name, short name or code holds what was typed."""
        named = Q(pk__in=Agency.objects.called(value).values("pk"))
        return queryset.filter(named | Q(code__icontains=display_safe(value)))


class ServiceForm(forms.Form):
    """A service to offer."""

    code = forms.RegexField(
        SERVICE_CODE,
        label=_("code"),
        max_length=40,
        help_text=_("Latin, with hyphens."),
        error_messages={"invalid": SERVICE_CODE_CURE},
    )
    title = PersianTextField(label=_("title"), max_length=160)


class UnitForm(forms.Form):
    """A local unit."""

    county = forms.ModelChoiceField(
        Division.objects.filter(level="county").order_by(SortKey("name")), label=_("county")
    )
    name = PersianTextField(label=_("name"), max_length=160)


class SeatForm(forms.Form):
    """The county of the agency's seat."""

    county = forms.ModelChoiceField(
        Division.objects.none(),
        label=_("county of the seat"),
        help_text=_("Deadlines of the agency that begin later are counted in its working days."),
    )
    reason = PersianTextField(label=_("reason"), max_length=400)

    def __init__(self, *args: Any, counties: QuerySet[Division], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        county: Any = self.fields["county"]
        county.queryset = counties.order_by(SortKey("name"))


class StaffForm(forms.Form):
    """A contact person."""

    full_name = PersianTextField(label=_("full name"), max_length=120)
    position = PersianTextField(label=_("position"), max_length=120)
    phone = forms.CharField(
        label=_("phone"), max_length=20, required=False, validators=[validate_landline]
    )
    unit = forms.ModelChoiceField(AgencyUnit.objects.none(), label=_("unit"), required=False)

    def __init__(self, *args: Any, agency: Agency, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit: Any = self.fields["unit"]
        unit.queryset = agency.units.order_by("name")
