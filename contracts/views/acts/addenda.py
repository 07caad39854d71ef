"""Changing the terms of a signed contract."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts import actions
from contracts.acts.contract import AMEND
from contracts.forms import AddendumForm
from contracts.models import Contract
from contracts.views.acts.base import ContractAct
from contracts.views.shown import term_value
from core.clock import today


class Addendum(ContractAct):
    """A change of the terms."""

    act = AMEND
    form_class = AddendumForm
    lead = gettext_lazy("What you leave empty stays as it is. Before and after are both kept.")
    success_message = gettext_lazy("The addendum was added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the services that the contract has not yet."""
        return super().get_form_kwargs() | {"contract": self.object}

    def get_form(self, data: Any = None, files: Any = None) -> Any:
        """Return the form; beside each term stands what holds now."""
        form = super().get_form(data, files)
        contract: Contract = self.object
        standing = {
            "ends_on": contract.ends_on.isoformat(),
            "value": contract.value,
            "notice_days": contract.notice_days,
            "retention_percent": contract.retention_percent,
        }
        for name, value in standing.items():
            if value is not None:
                form.fields[name].help_text = _("now: {value}").format(
                    value=term_value(name, value)
                )
        return form

    def get_initial(self) -> dict[str, Any]:
        """An addendum holds from today unless said otherwise."""
        return {"effective_on": today()}

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Add it."""
        added = data.pop("services", None) or ()
        return actions.add_addendum(
            added_service_ids=[service.pk for service in added], actor=actor, **data, **self.when()
        )
