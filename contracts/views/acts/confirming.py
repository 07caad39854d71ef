"""The list of imported contracts that an agency's manager confirms."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts import actions
from contracts.acts.contract import CONFIRM, DISOWN
from contracts.facts import mark_of
from contracts.forms import ConfirmForm, ReasonForm
from contracts.models import Contract
from contracts.views.acts.base import ContractAct
from core.clock import now, today
from core.persian import persian_digits
from core.web import ActionForm

MOST = 500
COLUMNS = (
    "pk", "number", "agency_number", "state", "signed_on", "starts_on", "ends_on", "office__code",
    "office__name", "source_import__file_name", "created_at",
)  # fmt: skip


class Confirm(ActionForm):
    """Imported contracts of the manager's agency that nobody has confirmed yet."""

    form_class = ConfirmForm
    template_name = "contracts/confirm.html"

    def setup_object(self) -> None:
        """There is no single contract; other roles are refused."""
        if not CONFIRM.is_for(self.actor):
            raise PermissionDenied
        self.object = None

    def waiting(self) -> QuerySet[Contract]:
        """Return the contracts that wait for a confirmation."""
        return Contract.objects.visible_to(self.actor).unanswered()

    def get_form_kwargs(self) -> dict[str, Any]:
        """Only what waits can be confirmed."""
        return {"contracts": self.waiting()}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the rows, the oldest first."""
        rows = [
            row
            | {
                "mark": mark_of(row["state"]),
                "url": reverse("contracts:contract", args=[row["number"]]),
            }
            for row in self.waiting().order_by("pk").values(*COLUMNS)[:MOST]
        ]
        crumbs = [
            {"label": _("Contracts"), "url": reverse("contracts:list")},
            {"label": CONFIRM.title},
        ]
        return super().get_context_data(rows=rows, crumbs=crumbs, title=CONFIRM.title, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> int:
        """Confirm the chosen ones, and note how many are left to somebody else."""
        keys = [contract.pk for contract in data["contracts"]]
        done = actions.confirm_imported(contract_ids=keys, actor=actor, on=today(), at=now())
        self.left = len(keys) - len(done)
        return len(done)

    def get_success_message(self, done: Any) -> str:
        """Say how many, and why some were left."""
        text = ngettext("{n} contract was confirmed.", "{n} contracts were confirmed.", int(done))
        said = text.format(n=persian_digits(done))
        if self.left:
            text = _(
                "{n} are left to another manager: you stood back from the office, or hold or run"
                " it."
            )
            said += " " + text.format(n=persian_digits(self.left))
        return said

    def get_success_url(self, done: Any) -> str:
        """Stay on the list while something waits."""
        name = "contracts:confirm" if self.waiting().exists() else "contracts:list"
        return reverse(name)


class Disown(ContractAct):
    """That an imported contract is not the agency's own."""

    act = DISOWN
    form_class = ReasonForm
    lost = gettext_lazy(
        "The contract is void from now on and stands in the way of no other. This cannot be taken"
        " back; the province is notified and can bring the contract again."
    )
    success_message = gettext_lazy("The contract is void: the agency called it not its own.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Call it not one's own."""
        return actions.disown_contract(actor=actor, **data, **self.when())
