"""What people type about agencies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from agencies.models import Agency, AgencyUnit
from core.forms import PersianTextField
from core.identifiers import validate_landline
from territory.models import Division


class ServiceForm(forms.Form):
    """A service to offer."""

    code = forms.SlugField(label=_("code"), max_length=40, help_text=_("Latin, with hyphens."))
    title = PersianTextField(label=_("title"), max_length=160)


class UnitForm(forms.Form):
    """A local unit."""

    county = forms.ModelChoiceField(
        Division.objects.filter(level="county").order_by("name_key"), label=_("county")
    )
    name = PersianTextField(label=_("name"), max_length=160)


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
