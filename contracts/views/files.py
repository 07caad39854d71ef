"""The file of one contract: countdown, life, terms, securities, proofs, and what can be done."""

from datetime import date, timedelta
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.roles import ROLE_LABELS, Role
from agencies.models import Service
from audit.models import AuditEvent
from audit.trails import is_automatic
from audit.verbs import dated_sentence
from contracts.acts.contract import (
    ACCEPT,
    ACCEPT_ADDENDUM,
    ACCEPT_END,
    CONTEST_ACCEPTANCE,
    DECLINE,
    DECLINE_ADDENDUM,
    DECLINE_END,
    RECORD_SETTLEMENT,
    STAND_BACK,
    WITHDRAW_ACCEPTANCE,
)
from contracts.acts.reasons import is_signed, is_signed_late
from contracts.facts import PANELS, checks_for_signature, mark_of, waiver_of
from contracts.facts.acceptance import acceptance_paper
from contracts.facts.agreement import answered_until
from contracts.facts.impact import Impact, impact_of
from contracts.facts.letters import TERMINATION
from contracts.facts.old_receipts import banner_of
from contracts.facts.paper_service import waiting_service
from contracts.facts.settlements import account_of
from contracts.facts.unopened import unopened_part
from contracts.models import Contract, ContractArticle
from contracts.states import BLOCKING, ContractState
from contracts.views.acts.links import contract_links, guarantee_links, settlement_links
from contracts.views.course import ENDING, clocks_of, life_of, renewal_of, signs_of
from contracts.views.shown import (
    addendum_rows,
    event_tone,
    services_party,
)
from contracts.views.texts import has_signed_text, paper_scans
from core.acts import is_open
from core.clock import today
from core.jalali import long
from core.panels import drawn
from core.persian import latin_digits, persian_digits
from core.web import RecordPage
from notices.facts import receipt_url
from offices.models import Office

SHOWN_EVENTS = 60
# What the account tells itself, entry by entry.
ACCOUNT_VERBS = "contract.settlement_"
# The other answers of an office, which stand beside its main one.
ANSWERS = {
    ACCEPT.name: {CONTEST_ACCEPTANCE.name, DECLINE.name},
    ACCEPT_END.name: {DECLINE_END.name},
    ACCEPT_ADDENDUM.name: {DECLINE_ADDENDUM.name},
}


class ContractPage(RecordPage):
    """One contract, as each role sees it."""

    queryset = Contract.objects.select_related(
        "agency", "office__place", "office__county", "county", "ending_proof", "suspension_proof",
        "renewed_from",
    )  # fmt: skip
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "contracts/contract.html"

    def get_record(self) -> Contract:
        """Return the contract of this number, in any digits, or 404."""
        self.kwargs["number"] = latin_digits(str(self.kwargs["number"]))
        found: Contract = super().get_record()
        return found

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the file as this role sees it."""
        contract, actor, on = self.object, self.actor, today()
        self.addenda = list(contract.addenda.select_related("scan").order_by("-number"))
        self.guarantees = list(
            contract.guarantees.all()
            .visible_to(actor)
            .prefetch_related("calls__proof")
            .order_by("-expires_on", "-pk")
        )
        self.waiver = waiver_of(contract)
        seen = ContractArticle.objects.visible_to(actor).filter(contract=contract)
        self.articles = list(seen.order_by("number"))
        services = self.services()
        signs = contract.state in {ContractState.DRAFT, ContractState.PENDING_SIGNATURE}
        return super().get_context_data(
            actor=actor,
            on=on,
            **self.letterhead(services),
            **clocks_of(contract, self.waiver, on),
            life=life_of(contract, self.addenda, on),
            signs=signs_of(contract, self.guarantees, actor, on),
            **(renewal_of(contract, actor, on) if self.sees_papers() else {"steps": []}),
            services=services,
            signer=self.signer(),
            manager=self.manager(),
            **self.account(on),
            sees_inside=self.sees_inside(),
            sees_papers=self.sees_papers(),
            guarantees=guarantee_links(contract, self.guarantees, actor, on),
            articles=self.articles,
            has_pdf=has_signed_text(contract, self.articles),
            **paper_scans(contract, actor),
            is_signed_late=is_signed_late(contract),
            is_untold=is_signed(contract) and not self.articles,
            addenda=[addendum_rows(addendum) for addendum in self.addenda],
            proofs=contract.proofs.order_by("-pk") if self.sees_papers() else [],
            checks=checks_for_signature(contract, on) if signs and self.sees_inside() else [],
            impact=self.impact(on),
            waiver=self.waiver,
            receipt_url=receipt_url(contract.notice_id, TERMINATION.name, actor)
            if contract.notice_id and contract.notice_served_on
            else "",
            **(banner_of(waiting_service(contract), actor) if self.sees_inside() else {}),
            **unopened_part(contract, actor),
            **self.offers(on),
            events=self.events(),
            main_panels=drawn(PANELS, "main", contract, actor, on),
            aside_panels=drawn(PANELS, "aside", contract, actor, on),
            banner_panels=drawn(PANELS, "banner", contract, actor, on),
            sees_money=actor.role is not Role.ASSOCIATION,
            **self.acceptance(),
            is_own_office=contract.office.public_id in actor.office_ids,
            **kwargs,
        )

    def offers(self, on: date) -> dict[str, Any]:
        """Return what may be done now; what waits for the office itself stands before the rest."""
        links = contract_links(self.object, self.actor, on)
        recusal = next((link for link in links if link.name == STAND_BACK.name), None)
        found = [link for link in links if link is not recusal]
        is_own = self.object.office.public_id in self.actor.office_ids
        first = found[0] if is_own and found and found[0].is_main else None
        answers = ANSWERS.get(first.name, set()) if first else set()
        return {
            "recusal": recusal,
            "main_offer": first,
            "other_answers": [each for each in found if each.name in answers],
            "offers": [each for each in found if each != first and each.name not in answers],
            **self.agreement(on),
        }

    def agreement(self, on: date) -> dict[str, Any]:
        """Return until when the office answers a proposed end, or takes its acceptance back."""
        accepted_on = self.object.mutual_end_accepted_on
        if accepted_on is None and self.object.mutual_end_on is not None:
            is_running = self.object.state in BLOCKING
            return {"is_running": is_running, "answer_until": answered_until(self.object)}
        if accepted_on is None or not is_open(WITHDRAW_ACCEPTANCE, self.object, self.actor, on):
            return {"is_running": self.object.state in BLOCKING, "reconsider_until": None}
        return {"is_running": True, "reconsider_until": self.object.reconsider_until}

    def acceptance(self) -> dict[str, Any]:
        """Return the paper on which the office is said to have accepted, and contested ones."""
        if not self.sees_papers():
            return {"paper": None, "contests": []}
        contests = self.object.contests.select_related("scan").order_by("-pk")
        return {"paper": acceptance_paper(self.object), "contests": list(contests)}

    def account(self, on: date) -> dict[str, Any]:
        """Return the account with what may be done to its entries, and whether one may be added."""
        may_record = is_open(RECORD_SETTLEMENT, self.object, self.actor, on)
        account = account_of(self.object, self.actor, on, may_be_empty=may_record)
        lines = account.lines if account else ()
        entries = settlement_links(self.object, lines, self.actor, on)
        return {
            "account": account,
            "entries": entries,
            "may_record": may_record,
            "has_entry_acts": any(links for _line, links in entries),
        }

    def impact(self, on: date) -> Impact | None:
        """Return what the people lose with the proposed end by agreement, from the day after it."""
        contract: Contract = self.object
        last = contract.mutual_end_on
        if last is None or contract.state not in BLOCKING:
            return None
        return impact_of(contract, max(on, last + timedelta(days=1)))

    def sees_inside(self) -> bool:
        """Tell whether the reader works for the agency or the province."""
        return bool(self.actor.is_agency or self.actor.is_province)

    def sees_papers(self) -> bool:
        """Tell whether the reader may read what a suspension or termination rests on."""
        return self.sees_inside() or self.actor.role is Role.OPERATOR

    def services(self) -> list[Service]:
        """Return the services under the contract."""
        rows = self.object.contract_services.select_related("service")
        return [row.service for row in rows.order_by("service__code")]

    def signer(self) -> str:
        """Return who signed for the agency, for those inside; the office reads the role."""
        if self.object.signed_by is None or not self.sees_inside():
            return ""
        signed = AuditEvent.objects.about(self.object).filter(verb="contract.signed")
        return signed.values_list("actor_name", flat=True).first() or ""

    def manager(self) -> str:
        """Return who runs the office, for those who may see the names of its people."""
        office = self.object.office
        seen = Office.objects.contacts_for(self.actor).filter(pk=office.pk)
        return office.manager_name if seen.exists() else ""

    def letterhead(self, services: list[Service]) -> dict[str, Any]:
        """Return the head of the file: where one is, what it is, number, date, enclosures."""
        contract = self.object
        address = reverse("contracts:list")
        return {
            "crumbs": [
                {"label": _("Contracts"), "url": address},
                {
                    "label": contract.agency.short_name,
                    "url": f"{address}?agency={contract.agency.code}",
                },
                {"label": contract.number, "code": True},
            ],
            "marks": self._marks(),
            "parties": [
                {
                    "icon": "agency",
                    "text": contract.agency.name,
                    "url": contract.agency.get_absolute_url(),
                },
                {
                    "icon": "office",
                    "text": contract.office.name,
                    "code": contract.office.code,
                    "url": contract.office.get_absolute_url(),
                },
                {"icon": "place", "text": contract.county.name},
                *services_party(services),
            ],
            "facts": [
                {"label": _("number"), "code": contract.number},
                {"label": _("date"), "date": contract.signed_on or contract.starts_on},
                {"label": _("enclosures"), "text": self._enclosures()},
            ],
        }

    def _marks(self) -> list[dict[str, Any]]:
        """Return the state of the contract, and what else its head says of it."""
        contract, on = self.object, today()
        marks = [mark_of(contract.state)]
        if contract.state == ContractState.ACTIVE and contract.ends_on - on <= ENDING:
            marks.append({"kind": "pill", "tone": "warn", "text": _("ending")})
        if contract.state == ContractState.ACTIVE and contract.in_force_from > on:
            text = _("begins {day}").format(day=long(contract.in_force_from))
            marks.append({"kind": "pill", "tone": "info", "text": text})
        if contract.is_unanswered:
            marks.append(
                {"kind": "pill", "tone": "warn", "text": _("not confirmed by the agency yet")}
            )
        return marks

    def _enclosures(self) -> str:
        """Return how many addenda and guarantees lie in the file, as the reader may know."""
        parts = []
        if self.addenda:
            n = len(self.addenda)
            said = ngettext("{n} addendum", "{n} addenda", n)
            parts.append(said.format(n=persian_digits(n)))
        if self.guarantees and self.actor.role is not Role.ASSOCIATION:
            n = len(self.guarantees)
            said = ngettext("{n} guarantee", "{n} guarantees", n)
            parts.append(said.format(n=persian_digits(n)))
        return _(", ").join(parts) or "–"

    def events(self) -> list[dict[str, Any]]:
        """
        Return the history, newest first: persons for those inside, roles for the office.

        The entries of the account are told there, each with who recorded it. A reason that several
        steps share stands at the first of them.
        """
        rows = list(
            AuditEvent.objects.about(self.object)
            .exclude(verb__startswith=ACCOUNT_VERBS)
            .order_by("-pk")[:SHOWN_EVENTS]
        )
        first = {event.note: event.pk for event in rows}
        return [
            {
                "title": dated_sentence(event.verb, event.actor_role, event.changes, event.at),
                "who": event.actor_name
                if self.sees_inside()
                else str(ROLE_LABELS[Role(event.actor_role)]),
                "at": event.at,
                "note": persian_digits(event.note)
                if self.sees_papers() and first[event.note] == event.pk
                else "",
                "tone": event_tone(event.verb),
                "is_automatic": is_automatic(event.actor_role, event_tone(event.verb)),
            }
            for event in rows
        ]
