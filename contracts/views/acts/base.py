"""What the pages of acts on contracts share: one form or one click, one action."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from audit.facts import last_change
from contracts.models import Contract
from contracts.rules import isolated
from core.clock import now, today
from core.edits import LastChange
from core.web import ActPage, ActStep


class ContractAct(ActPage):
    """The page of an act on a contract, or on a part of it."""

    queryset = Contract.objects.select_related("agency", "office", "county")
    rehearses = True
    template_name = "contracts/form.html"

    def last_change(self) -> LastChange | None:
        """Return who changed the contract last."""
        return last_change(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return also where the page is, and where it leads back to."""
        contract, found = self.object, super().get_context_data(**context)
        back = reverse("contracts:list")
        crumbs = [{"label": _("Contracts"), "url": back}]
        if contract is not None:
            back = contract.get_absolute_url()
            crumbs.append({"label": isolated(contract.number), "url": back})
        return found | {"back": back, "crumbs": [*crumbs, {"label": found["title"]}]}

    def when(self) -> dict[str, Any]:
        """Return the contract, the day and the moment of the act."""
        return {"contract_id": self.object.pk, "on": today(), "at": now()}

    def get_success_url(self, done: Any) -> str:
        """Return to the contract that the act has left behind."""
        target = done if isinstance(done, Contract) else self.object
        return str(target.get_absolute_url())


class PartAct(ContractAct):
    """The page of an act on a part of a contract: `parts` are all of its kind."""

    part: Any

    def parts(self) -> Any:
        """Return the parts of the contract among which the address names one."""
        raise NotImplementedError

    def find_parts(self) -> None:
        """Find the part, or 404; a role that does this to no part is refused first."""
        if not self.act.is_for(self.actor):
            raise PermissionDenied
        seen = self.parts().visible_to(self.actor)
        self.part = seen.filter(public_id=self.kwargs["public_id"]).first()
        if self.part is None:
            raise Http404

    def acted_on(self) -> Any:
        """Return the part."""
        return self.part


class ContractStep(ActStep):
    """An act on a contract by one click."""

    queryset = Contract.objects.all()

    def when(self, contract: Contract) -> dict[str, Any]:
        """Return the contract, the actor, the day and the moment of the act."""
        return {"contract_id": contract.pk, "actor": self.actor, "on": today(), "at": now()}
