"""Forms that move a contract; each does one thing."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from agencies.models import Agency
from contracts import actions
from contracts.facts import checks_for_signature, waiver_text
from contracts.forms import (
    AddendumForm,
    ContractForm,
    DocumentForm,
    GuaranteeForm,
    MutualEndForm,
    ReasonForm,
    RenewForm,
    ServeForm,
    SettleForm,
    SignForm,
    SuspendForm,
    TerminateForm,
    WaiveForm,
)
from contracts.models import Contract
from core.clock import now, today
from core.errors import DomainError
from core.web import ActionForm, Scoped


class ContractAction(ActionForm):
    """A form about one contract, for those whose role may do it."""

    queryset = Contract.objects.select_related("agency", "office", "county")
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "contracts/form.html"
    title: Any = ""
    note: Any = ""
    tone = "primary"
    permission: Permission

    def setup_object(self) -> None:
        """Find the contract; a role that may not do this finds nothing here."""
        if not may(self.actor, self.permission):
            raise Http404
        super().setup_object()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's words."""
        words = {"title": self.title, "note": self.note, "tone": self.tone}
        return super().get_context_data(**words, **context)

    def when(self) -> dict[str, Any]:
        """Return the contract, the day and the moment of the act."""
        return {"contract_id": self.object.pk, "on": today(), "at": now()}


class Draft(ContractAction):
    """A new draft of the actor's own agency."""

    form_class = ContractForm
    template_name = "contracts/draft.html"
    title = gettext_lazy("New contract")
    success_message = gettext_lazy("The draft was made. Record the guarantee, then send it.")
    permission = Permission.CONTRACT_DRAFT

    def setup_object(self) -> None:
        """There is no contract yet."""
        if not may(self.actor, self.permission):
            raise Http404
        self.object = None

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the actor's own agencies and services."""
        return {
            "agencies": Agency.objects.own(self.actor),
            "initial": {"office": self.request.GET.get("office", "")},
        }

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Draft it."""
        return actions.draft_contract(
            agency_id=data["agency"].pk,
            office_id=data["office"].pk,
            service_ids=[service.pk for service in data["services"]],
            starts_on=data["starts_on"],
            ends_on=data["ends_on"],
            value=data["value"],
            notice_days=data["notice_days"],
            retention_percent=data["retention_percent"] or 0,
            retention_reason=data["retention_reason"],
            actor=actor,
            on=today(),
            at=now(),
        )


class Edit(ContractAction):
    """The terms of a draft."""

    form_class = ContractForm
    template_name = "contracts/draft.html"
    title = gettext_lazy("Edit the draft")
    success_message = gettext_lazy("The draft was changed.")
    permission = Permission.CONTRACT_DRAFT

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with what is stored."""
        contract = self.object
        names = (
            "starts_on", "ends_on", "value", "notice_days", "retention_percent",
            "retention_reason",
        )  # fmt: skip
        initial = {name: getattr(contract, name) for name in names}
        initial["services"] = list(contract.contract_services.values_list("service_id", flat=True))
        agencies = Agency.objects.filter(pk=contract.agency_id)
        return {"agencies": agencies, "is_new": False, "initial": initial}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Change it."""
        services = data.pop("services")
        data["retention_percent"] = data["retention_percent"] or 0
        return actions.change_draft(
            service_ids=[service.pk for service in services], **data, **self.when(), actor=actor
        )


class Guarantee(ContractAction):
    """A guarantee."""

    form_class = GuaranteeForm
    title = gettext_lazy("Record a guarantee")
    success_message = gettext_lazy("The guarantee was recorded.")
    permission = Permission.CONTRACT_DRAFT

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Record it."""
        return actions.add_guarantee(**data, **self.when(), actor=actor)

    def get_success_url(self, done: Any) -> str:
        """Return to the contract."""
        return str(self.object.get_absolute_url())


class Sign(ContractAction):
    """The signature; what must hold is shown."""

    form_class = SignForm
    template_name = "contracts/sign.html"
    title = gettext_lazy("Sign the contract")
    success_message = gettext_lazy("The contract was signed.")
    permission = Permission.CONTRACT_SIGN

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the conditions."""
        checks = checks_for_signature(self.object, today())
        return super().get_context_data(checks=checks, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Sign it."""
        return actions.sign_contract(**data, **self.when(), actor=actor)


class Void(ContractAction):
    """The end of a draft."""

    form_class = ReasonForm
    title = gettext_lazy("Give the draft up")
    success_message = gettext_lazy("The draft was given up.")
    permission = Permission.CONTRACT_DRAFT
    tone = "danger"

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Give it up."""
        return actions.void_contract(**data, **self.when(), actor=actor)


class Back(ContractAction):
    """Back to the draft."""

    form_class = ReasonForm
    title = gettext_lazy("Back to the draft")
    success_message = gettext_lazy("The contract is a draft again.")
    permission = Permission.CONTRACT_DRAFT

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Take it back."""
        return actions.return_to_draft(**data, **self.when(), actor=actor)


class Urgent(ContractAction):
    """An urgent suspension, at most ten days."""

    form_class = SuspendForm
    title = gettext_lazy("Suspend urgently")
    note = gettext_lazy("At most ten days; it lapses by itself.")
    success_message = gettext_lazy("The contract was suspended.")
    permission = Permission.CONTRACT_SUSPEND
    needs_factor = True
    tone = "danger"

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Suspend it."""
        return actions.urgent_suspend(**data, **self.when(), actor=actor)


class SuspendOnDocument(ContractAction):
    """A suspension on a document of the committee or regulator."""

    form_class = DocumentForm
    title = gettext_lazy("Suspend on a document")
    success_message = gettext_lazy("The contract was suspended.")
    permission = Permission.CONTRACT_SUSPEND
    needs_factor = True
    tone = "danger"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Ask until when."""
        return super().get_form_kwargs() | {"suspends": True}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Suspend it."""
        return actions.suspend_by_document(**data, **self.when(), actor=actor)


class NoticeOnDocument(ContractAction):
    """A termination notice on a document of the committee or regulator."""

    form_class = DocumentForm
    title = gettext_lazy("Give notice on a document")
    success_message = gettext_lazy("The termination notice was issued; it is to be served.")
    permission = Permission.CONTRACT_TERMINATE
    needs_factor = True
    tone = "danger"

    def get_form_kwargs(self) -> dict[str, Any]:
        """A notice has its own days."""
        return super().get_form_kwargs() | {"suspends": False}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Give notice."""
        return actions.issue_notice_by_document(**data, **self.when(), actor=actor)


class Resume(ContractAction):
    """The end of a suspension."""

    form_class = ReasonForm
    title = gettext_lazy("End the suspension")
    success_message = gettext_lazy("The contract is in force again.")
    permission = Permission.CONTRACT_SUSPEND
    needs_factor = True

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """End it."""
        return actions.resume_contract(**data, **self.when(), actor=actor)


class Service(ContractAction):
    """Service of the termination notice on paper."""

    form_class = ServeForm
    title = gettext_lazy("Record service")
    success_message = gettext_lazy("Service was recorded; the notice runs.")
    permission = Permission.CONTRACT_SERVE

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Record it."""
        return actions.serve_termination_notice(**data, **self.when(), actor=actor)


class Waive(ContractAction):
    """The office need not wait; the sentence shown is kept."""

    form_class = WaiveForm
    title = gettext_lazy("End the notice now")
    success_message = gettext_lazy("The notice was ended by your declaration.")
    permission = Permission.CONTRACT_WAIVE
    needs_factor = True

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the sentence that will be kept."""
        return super().get_context_data(text=waiver_text(self.object), **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Keep the declaration."""
        actions.waive_termination_notice(text=waiver_text(self.object), **self.when(), actor=actor)
        return self.object


class Withdraw(ContractAction):
    """The notice is taken back."""

    form_class = ReasonForm
    title = gettext_lazy("Withdraw the notice")
    success_message = gettext_lazy("The notice was withdrawn.")
    permission = Permission.CONTRACT_TERMINATE
    needs_factor = True

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Take it back."""
        return actions.withdraw_termination_notice(**data, **self.when(), actor=actor)


class Terminate(ContractAction):
    """The end; the office's code is typed and the second factor is fresh."""

    form_class = TerminateForm
    title = gettext_lazy("Terminate the contract")
    note = gettext_lazy("There is no way back; a correction is a new decision.")
    success_message = gettext_lazy("The contract was terminated.")
    permission = Permission.CONTRACT_TERMINATE
    needs_factor = True
    tone = "danger"

    def get_form_kwargs(self) -> dict[str, Any]:
        """Tell the form whose code is to be typed."""
        return super().get_form_kwargs() | {"contract": self.object}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """End it."""
        return actions.terminate_contract(reason=data["reason"], **self.when(), actor=actor)


class ProposeEnd(ContractAction):
    """A proposal to end by agreement."""

    form_class = MutualEndForm
    title = gettext_lazy("Propose to end by agreement")
    success_message = gettext_lazy("The proposal is before the office.")
    permission = Permission.CONTRACT_SIGN

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Propose it."""
        return actions.propose_mutual_end(**data, **self.when(), actor=actor)


class DeclineEnd(ContractAction):
    """The proposal is declined."""

    form_class = ReasonForm
    title = gettext_lazy("Decline the end by agreement")
    success_message = gettext_lazy("The proposal was declined.")
    permission = Permission.CONTRACT_ACCEPT_END

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Decline it."""
        return actions.decline_mutual_end(**data, **self.when(), actor=actor)


class Settle(ContractAction):
    """The books are closed."""

    form_class = SettleForm
    title = gettext_lazy("Settle the contract")
    success_message = gettext_lazy("The contract was settled.")
    permission = Permission.CONTRACT_SETTLE

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Close them."""
        return actions.settle_contract(**data, **self.when(), actor=actor)


class Renew(ContractAction):
    """The contract that follows."""

    form_class = RenewForm
    title = gettext_lazy("Begin the renewal")
    success_message = gettext_lazy("The renewal was drafted.")
    permission = Permission.CONTRACT_DRAFT

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Draft it."""
        return actions.renew_contract(**data, **self.when(), actor=actor)


class Addendum(ContractAction):
    """A change of the terms."""

    form_class = AddendumForm
    title = gettext_lazy("Add an addendum")
    success_message = gettext_lazy("The addendum was added.")
    permission = Permission.CONTRACT_SIGN

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Add it."""
        return actions.add_addendum(**data, **self.when(), actor=actor)

    def get_success_url(self, done: Any) -> str:
        """Return to the contract."""
        return str(self.object.get_absolute_url())


class ContractStep(Scoped):
    """A step without a form."""

    queryset = Contract.objects.all()
    slug_field = "number"
    slug_kwarg = "number"

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        """Take the step, or say why not."""
        contract = self.get_record()
        when = {"contract_id": contract.pk, "actor": self.actor, "on": today(), "at": now()}
        try:
            messages.success(request, self.step(when))
        except DomainError as error:
            messages.error(request, error.message)
        return redirect(contract)

    def step(self, when: dict[str, Any]) -> str:
        """Call the one action; return the toast."""
        raise Http404


class Send(ContractStep):
    """The draft is put before the manager."""

    def step(self, when: dict[str, Any]) -> str:
        """Send it."""
        actions.send_for_signature(**when)
        return _("The contract waits for signature.")


class Acknowledge(ContractStep):
    """The office has received the termination notice."""

    def step(self, when: dict[str, Any]) -> str:
        """Keep the receipt."""
        actions.acknowledge_termination_notice(**when)
        return _("You have received the notice; its days run from tomorrow.")


class AcceptEnd(ContractStep):
    """The office accepts the end by agreement."""

    def step(self, when: dict[str, Any]) -> str:
        """Accept it."""
        actions.accept_mutual_end(**when)
        return _("The end by agreement was accepted.")
