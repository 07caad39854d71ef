"""What is asked when something is done to many cases at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from core.clock import today
from violations.facts.colleagues import colleagues_of

NOBODY = "none"


class AssignForm(forms.Form):
    """Into whose hands the cases go."""

    assignee = forms.ChoiceField(label=_("in whose hands"))

    def __init__(self, data: Any = None, *, actor: Principal) -> None:
        super().__init__(data)
        people = [(str(key), name) for key, name in colleagues_of(actor, today())]
        own = [(str(actor.user_id), _("mine"))]
        others = [person for person in people if person[0] != str(actor.user_id)]
        self.fields["assignee"] = forms.ChoiceField(
            label=_("in whose hands"), choices=[*own, *others, (NOBODY, _("nobody's"))]
        )

    def clean_assignee(self) -> int | None:
        """Return the person's key, None for nobody."""
        value: str = self.cleaned_data["assignee"]
        return None if value == NOBODY else int(value)
