"""What people type about their lists."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import PersianTextField
from lists.columns import FORMATS
from lists.models.views import LONGEST_QUERY


class SaveViewForm(forms.Form):
    """A name for the filters that are set, and whether colleagues may use them too."""

    title = PersianTextField(label=_("name of the view"), max_length=40)
    is_shared = forms.BooleanField(label=_("share with colleagues"), required=False)
    query = forms.CharField(max_length=LONGEST_QUERY, required=False, widget=forms.HiddenInput)


class ColumnsForm(forms.Form):
    """The columns in their order, those that are shown, and perhaps one to move."""

    def __init__(self, data: Any, *, names: list[str]) -> None:
        super().__init__(data)
        self.asked, self.names = data, names

    def chosen(self) -> list[str]:
        """Return the columns to show, in order, after a move up or down; none to begin anew."""
        if "reset" in self.data:
            return []
        asked = [name for name in self.asked.getlist("order") if name in self.names]
        order = list(dict.fromkeys([*asked, *self.names]))
        shown = set(self.asked.getlist("shown"))
        for key, by in (("up", -1), ("down", 1)):
            name = self.data.get(key, "")
            if name in order:
                at = order.index(name)
                order.insert(max(0, at + by), order.pop(at))
        return [name for name in order if name in shown]


class ExportForm(forms.Form):
    """Which kind of file, of which rows."""

    format = forms.ChoiceField(choices=[(name, name) for name in FORMATS])
    query = forms.CharField(max_length=2000, required=False)
    every = forms.BooleanField(required=False)
    bar = forms.BooleanField(required=False)  # from the bar of chosen rows


class ChoiceForm(forms.Form):
    """Which rows an act is for, and whether it is confirmed."""

    query = forms.CharField(max_length=2000, required=False)
    every = forms.BooleanField(required=False)
    confirm = forms.BooleanField(required=False)
