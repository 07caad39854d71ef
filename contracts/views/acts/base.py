"""What the acts on contracts share: one form or one click, one action."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.principal import may
from accounts.roles import Permission
from audit.facts import last_change
from contracts.models import Contract
from contracts.rules import isolated
from core.clock import now, today
from core.edits import LastChange
from core.errors import DomainError
from core.persian import latin_digits
from core.web import ActionForm, Scoped


class ContractAction(ActionForm):
    """A form about one contract, for those whose role may do it."""

    queryset = Contract.objects.select_related("agency", "office", "county")
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "contracts/form.html"
    title: ClassVar[Any] = ""
    note: ClassVar[Any] = ""
    button: ClassVar[Any] = ""
    tone: ClassVar[str] = "primary"
    permissions: ClassVar[tuple[Permission, ...]] = ()
    only_in: ClassVar[str] = ""  # the one state in which the act can be done, if there is one

    def reason_against(self) -> str:
        """Return that the contract is not in the state which this act needs, if so."""
        if not self.only_in or self.object.state == self.only_in:
            return ""
        text = _("This cannot be done now: the contract is in the state “{state}”.")
        return text.format(state=self.object.get_state_display())

    def setup_object(self) -> None:
        """Find the contract; refuse a role that may not do this."""
        self.kwargs["number"] = latin_digits(str(self.kwargs["number"]))
        super().setup_object()
        if not any(may(self.actor, permission) for permission in self.permissions):
            raise PermissionDenied

    def last_change(self) -> LastChange | None:
        """Return who changed the contract last."""
        return last_change(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's words."""
        contract = self.object
        crumbs = [{"label": _("Contracts"), "url": reverse("contracts:list")}]
        if contract is not None:
            crumbs.append({"label": isolated(contract.number), "url": contract.get_absolute_url()})
        words = {
            "title": self.title,
            "note": self.note,
            "button": self.button or self.title,
            "tone": self.tone,
            "crumbs": [*crumbs, {"label": self.title}],
        }
        return super().get_context_data(**words, **context)

    def when(self) -> dict[str, Any]:
        """Return the contract, the day and the moment of the act."""
        return {"contract_id": self.object.pk, "on": today(), "at": now()}

    def get_success_url(self, done: Any) -> str:
        """Return to the contract that the act has left behind."""
        target = done if isinstance(done, Contract) else self.object
        return str(target.get_absolute_url())


class ContractStep(Scoped):
    """A step without a form."""

    queryset = Contract.objects.all()
    slug_field = "number"
    slug_kwarg = "number"
    permission: ClassVar[Permission]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Take the step, or say why not; refuse a role that may not do this."""
        contract = self.get_record()
        if not may(self.actor, self.permission):
            raise PermissionDenied
        when = {"contract_id": contract.pk, "actor": self.actor, "on": today(), "at": now()}
        try:
            messages.success(request, self.step(when))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(contract)

    def step(self, when: dict[str, Any]) -> str:
        """Call the one action; return the toast."""
        raise NotImplementedError
