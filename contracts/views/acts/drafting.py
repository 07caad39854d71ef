"""Preparing, signing and renewing a contract."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies.models import Agency
from contracts import actions
from contracts.actions.articles import cures_of
from contracts.acts.contract import DRAFT, EDIT, RENEW, RETURN, SEND, SIGN, VOID, WRITE_TEXT
from contracts.acts.recusals import barred_from_drafting
from contracts.facts import checks_for_signature, quota_of, standing_against
from contracts.facts.acceptance import signature_text
from contracts.forms import (
    DraftForm,
    ReasonForm,
    RenewForm,
    SignForm,
    TermsForm,
    TextForm,
)
from contracts.models import Contract
from contracts.rules import Quota
from contracts.rules.articles import Article, reading_of, text_of
from contracts.views.acts.base import ContractAct, ContractStep
from core.clock import now, today
from core.jalali import short, year_end, year_of
from core.persian import display_safe, isolated, latin_digits
from offices.models import Office

TERM_NAMES = (
    "starts_on", "ends_on", "kind", "value", "notice_days", "retention_percent",
    "retention_reason", "agency_number",
)  # fmt: skip


class Draft(ContractAct):
    """A new draft of the actor's own agency; several agencies are chosen between by `?agency=`."""

    act = DRAFT
    form_class = DraftForm
    template_name = "contracts/draft.html"
    button = gettext_lazy("Keep the draft")
    success_message = gettext_lazy("The draft was made. Record the guarantee, then send it.")

    def setup_object(self) -> None:
        """Find the agency; there is no contract yet. Refuse a role that drafts none."""
        if not self.act.is_for(self.actor):
            raise PermissionDenied
        self.object = None
        self.agencies = list(Agency.objects.own(self.actor).order_by("position", "pk"))
        code = self.request.GET.get("agency", "")
        chosen = [agency for agency in self.agencies if agency.code == code]
        if not self.agencies:
            raise Http404
        self.agency = (chosen or self.agencies)[0]

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the agency's services; begin with today and the end of the Jalali year."""
        on, office = today(), self.office()
        is_barred = office is not None and bool(self.barred(office))
        initial = {
            "office": "" if is_barred else self.request.GET.get("office", ""),
            "starts_on": on,
            "ends_on": year_end(year_of(on)),
        }
        return {"agency": self.agency, "initial": initial, "barred": self.barred}

    def barred(self, office: Office) -> str:
        """Return why the actor drafts no contract of the agency with an office."""
        return barred_from_drafting(self.agency.pk, office, self.actor, today())

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the agency, and how many services the office may still be given."""
        office = self.office()
        return super().get_context_data(
            agency=self.agency,
            agencies=self.agencies,
            office=office,
            barred=self.barred(office) if office else "",
            quota=quota_of(office) if office else None,
            standing=standing_against(Contract(agency=self.agency, office=office), today())
            if office
            else [],
            signs_too=SIGN.is_for(self.actor),
            **context,
        )

    def office(self) -> Office | None:
        """Return the office that the address or the form names."""
        typed = self.request.POST.get("office") or self.request.GET.get("office", "")
        words = latin_digits(display_safe(typed)).split()
        return Office.objects.filter(code=words[0]).first() if words else None

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Draft it."""
        office, services = data.pop("office"), data.pop("services")
        return actions.draft_contract(
            agency_id=self.agency.pk,
            office_id=office.pk,
            service_ids=[service.pk for service in services],
            actor=actor,
            on=today(),
            at=now(),
            **data,
        )


class Edit(ContractAct):
    """The terms of a draft."""

    act = EDIT
    form_class = TermsForm
    is_edit = True
    template_name = "contracts/draft.html"
    button = gettext_lazy("Keep the draft")
    success_message = gettext_lazy("The draft was changed.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Begin with what is stored."""
        contract = self.object
        initial = {name: getattr(contract, name) for name in TERM_NAMES}
        initial["services"] = list(contract.contract_services.values_list("service_id", flat=True))
        return {"agency": contract.agency, "initial": initial}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the parties."""
        quota: Quota = quota_of(self.object.office)
        return super().get_context_data(
            agency=self.object.agency, office=self.object.office, quota=quota, **context
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Change it."""
        services = data.pop("services")
        return actions.change_draft(
            service_ids=[service.pk for service in services], actor=actor, **data, **self.when()
        )


class Send(ContractStep):
    """The draft is put before the manager."""

    act = SEND

    def perform(self, record: Contract) -> str:
        """Send it."""
        contract = actions.send_for_signature(**self.when(record))
        if not contract.articles.exists():
            return _("The contract waits for signature, without a text.")
        return _("The contract waits for signature.")


class Sign(ContractAct):
    """The signature; what must hold is shown."""

    act = SIGN
    form_class = SignForm
    template_name = "contracts/sign.html"
    lead = gettext_lazy("After the signature the text stays; an addendum changes the terms.")

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show the conditions."""
        return super().get_context_data(
            checks=checks_for_signature(self.object, today()),
            standing=standing_against(self.object, today()),
            article_count=self.object.articles.count(),
            text="" if self.against else signature_text(self.object, today()),
            **context,
        )

    def get_success_message(self, done: Contract) -> str:
        """Say from which day it is in force."""
        text = _("The contract is signed; it is in force from {day}.")
        return text.format(day=isolated(short(done.in_force_from)))

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Sign it; the action writes the declaration."""
        data.pop("agreed")
        return actions.sign_contract(actor=actor, **data, **self.when())


class Void(ContractAct):
    """The end of a draft."""

    act = VOID
    form_class = ReasonForm
    lost = gettext_lazy("The number stays used; a new contract gets another one.")
    success_message = gettext_lazy("The draft was given up.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Give it up."""
        return actions.void_contract(actor=actor, **data, **self.when())


class Return(ContractAct):
    """Back to the draft."""

    act = RETURN
    form_class = ReasonForm
    success_message = gettext_lazy("The contract is a draft again.")

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Take it back."""
        return actions.return_to_draft(actor=actor, **data, **self.when())


class Renew(ContractAct):
    """The contract that follows."""

    act = RENEW
    form_class = RenewForm
    lead = gettext_lazy("Parties, services and terms are taken over; it is signed like any other.")
    success_message = gettext_lazy("The renewal was drafted.")

    def get_initial(self) -> dict[str, Any]:
        """Propose the end of the Jalali year in which the new term begins."""
        following = year_of(self.object.ends_on)
        last = year_end(following)
        return {"ends_on": last if last > self.object.ends_on else year_end(following + 1)}

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Draft it."""
        return actions.renew_contract(actor=actor, **data, **self.when())


class WriteText(ContractAct):
    """The text of the contract, article by article."""

    act = WRITE_TEXT
    form_class = TextForm
    template_name = "contracts/text.html"
    title = gettext_lazy("Text of the contract")
    lead = gettext_lazy("A draft's text can be written anew; what is signed stays as it is.")
    button = gettext_lazy("Keep the text")
    success_message = gettext_lazy("The text was kept, article by article.")

    def get_initial(self) -> dict[str, Any]:
        """Begin with the text that a draft has."""
        rows = self.object.articles.order_by("number")
        return {"text": text_of([Article(row.number, row.title, row.text) for row in rows])}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keep the text, or show how it is read without keeping anything."""
        if "preview" not in request.POST:
            return super().post(request, *args, **kwargs)
        self.setup_object()
        form = self.get_form(request.POST)
        if form.is_valid():
            for cure in cures_of(reading_of(display_safe(form.cleaned_data["text"]))):
                form.add_error("text", cure)
        return self.show(form, status=200 if form.is_valid() else 422)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Show beside what was sent the articles as which it was read."""
        text = display_safe(str(context["form"]["text"].value() or ""))
        return super().get_context_data(
            read=reading_of(text) if text.strip() else None,
            **context,
        )

    def perform(self, data: dict[str, Any], actor: Any) -> Contract:
        """Keep it."""
        return actions.write_articles(actor=actor, **data, **self.when())
