"""The list of contracts, and the file of one."""

from datetime import timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission, Role
from agencies.models import Agency
from audit.models import AuditEvent
from audit.verbs import sentence
from contracts.facts import COLUMNS, PANELS, VIEWS, checks_for_signature
from contracts.facts.for_pages import covers_of
from contracts.facts.places import mark_of
from contracts.models import Contract, Waiver
from contracts.states import BLOCKING, ContractState
from core.clock import today
from core.jalali import MONTHS, add_months, month_end, month_start, parts
from core.panels import drawn
from core.persian import latin_digits
from core.web import Listing, RecordPage
from offices.facts.search import matching
from offices.models import Office
from workdays.facts import calendar_for, ribbon

SHOWN_EVENTS = 60
MONTHS_SHOWN = 12


class ContractFilter(django_filters.FilterSet):
    """By agency, state, end of term; `q` takes a number, or the office's code or name."""

    q = django_filters.CharFilter(method="search")
    agency = django_filters.ModelChoiceFilter(
        to_field_name="code",
        queryset=Agency.objects.order_by("position"),
        label=gettext_lazy("agency"),
    )
    state = django_filters.MultipleChoiceFilter(
        choices=ContractState.choices, label=gettext_lazy("state")
    )
    ending = django_filters.NumberFilter(
        method="by_ending", min_value=1, max_value=400, label=gettext_lazy("ending in days")
    )
    month = django_filters.CharFilter(method="by_month", label=gettext_lazy("ending in"))

    class Meta:
        model = Contract
        fields: ClassVar[list[str]] = []

    def search(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the contracts of this number, or of the offices that match."""
        text = latin_digits(value).strip()
        by_number = queryset.filter(number__startswith=text)
        if "-" in text:
            return by_number
        return queryset.filter(office__in=matching(Office.objects.all(), value))

    def by_ending(self, queryset: QuerySet[Contract], name: str, value: Any) -> QuerySet[Contract]:
        """Return the running contracts that end within so many days."""
        on = today()
        return queryset.filter(
            state__in=[ContractState.ACTIVE, ContractState.SUSPENDED],
            ends_on__range=(on, on + timedelta(days=int(value))),
        )

    def by_month(self, queryset: QuerySet[Contract], name: str, value: str) -> QuerySet[Contract]:
        """Return the running contracts that end in a Jalali month, counted from this one."""
        text = latin_digits(value)
        if not (text.isascii() and text.isdigit() and int(text) < MONTHS_SHOWN):
            return queryset.none()
        first = month_start(add_months(month_start(today()), int(text)))
        return queryset.filter(state__in=BLOCKING, ends_on__range=(first, month_end(first)))


class Contracts(Listing):
    """The contracts in scope, with a strip of the months in which they end."""

    queryset = Contract.objects.all()
    filterset_class = ContractFilter
    template_name = "contracts/list.html"
    columns = (
        "pk", "number", "state", "starts_on", "ends_on", "office__code", "office__name",
        "agency__short_name", "county__name",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "ends": ("ends_on", "id"),
        "new": ("-starts_on", "-id"),
        "number": ("number",),
    }
    PRESETS: ClassVar[dict[str, tuple[Any, tuple[str, ...]]]] = {
        "running": (gettext_lazy("Running"), BLOCKING),
        "signing": (
            gettext_lazy("Being prepared"),
            (ContractState.DRAFT, ContractState.PENDING_SIGNATURE),
        ),
        "stopped": (
            gettext_lazy("Suspended or under notice"),
            (ContractState.SUSPENDED, ContractState.TERMINATION_NOTICE),
        ),
        "ended": (
            gettext_lazy("Ended"),
            (
                ContractState.TERMINATED,
                ContractState.EXPIRED,
                ContractState.ENDED_MUTUAL,
                ContractState.SETTLED,
                ContractState.RENEWED,
            ),
        ),
        "all": (gettext_lazy("All"), ()),
    }

    def chosen(self) -> str:
        """Return the chosen preset; the running ones to begin with."""
        view = self.request.GET.get("view", "running")
        known = view in self.PRESETS or VIEWS.get(view) is not None
        return view if known else "running"

    def rows(self) -> QuerySet[Contract]:
        """Return the contracts of the chosen preset."""
        rows: QuerySet[Contract] = super().rows()
        chosen = self.chosen()
        preset = VIEWS.get(chosen)
        if preset is not None:
            return preset.narrow(rows, self.actor, today())
        if chosen in self.PRESETS:
            states = self.PRESETS[chosen][1]
            if self.request.GET.getlist("state") or not states:
                return rows
            return rows.filter(state__in=states)
        return rows

    def months(self) -> list[dict[str, Any]]:
        """Return the next twelve Jalali months with how many running contracts end in each."""
        on, counts = today(), [0] * MONTHS_SHOWN
        first = month_start(on)
        starts = [add_months(first, step) for step in range(MONTHS_SHOWN)]
        ends = (
            super()
            .rows()
            .filter(state__in=BLOCKING, ends_on__range=(on, month_end(starts[-1])))
            .values_list("ends_on", flat=True)[:5000]
        )
        for day in ends:
            counts[starts.index(month_start(day))] += 1
        most, base = max(counts) or 1, reverse("contracts:list")
        chosen = self.request.GET.get("month", "")
        return [
            {
                "label": MONTHS[parts(start)[1] - 1],
                "count": count,
                "share": round(100 * count / most),
                "url": f"{base}?month={step}",
                "current": chosen == str(step),
            }
            for step, (start, count) in enumerate(zip(starts, counts, strict=True))
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page; one query for guarantees and one for each column from above."""
        context, on = super().get_context_data(**kwargs), today()
        rows = context["rows"]
        keys = [row["pk"] for row in rows]
        covers = covers_of(keys, on)
        columns = list(COLUMNS)
        cells = [column.read(keys, self.actor, on) for column in columns]
        for row in rows:
            left = (row["ends_on"] - on).days
            running = row["state"] in BLOCKING
            row |= {
                "url": reverse("contracts:contract", args=[row["number"]]),
                "mark": mark_of(row["state"]),
                "left": left if running else None,
                "is_near": running and 0 <= left <= 60,
                "cover": covers[row["pk"]],
                "cells": [cell.get(row["pk"], "–") for cell in cells],
            }
        base, chosen = reverse("contracts:list"), self.chosen()
        tabs = [
            {"label": label, "url": f"{base}?view={name}", "current": name == chosen}
            for name, (label, _states) in self.PRESETS.items()
        ] + [
            {"label": view.title, "url": f"{base}?view={view.name}", "current": view.name == chosen}
            for view in VIEWS
        ]
        return context | {
            "tabs": tabs,
            "view": chosen,
            "columns": columns,
            "months": self.months(),
            "q": self.request.GET.get("q", ""),
            "may_draft": may(self.actor, Permission.CONTRACT_DRAFT),
            "may_confirm": may(self.actor, Permission.CONTRACT_CONFIRM_IMPORT),
            "sees_money": self.actor.role is not Role.ASSOCIATION,
        }


class ContractPage(RecordPage):
    """One contract: countdown, terms, guarantees, addenda, proofs, history, and its next steps."""

    queryset = Contract.objects.select_related(
        "agency", "office", "county", "ending_proof", "suspension_proof", "renewed_from"
    )
    slug_field = "number"
    slug_kwarg = "number"
    template_name = "contracts/contract.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the file as this role sees it."""
        contract, actor, on = self.object, self.actor, today()
        state = ContractState(contract.state)
        signs = state is ContractState.PENDING_SIGNATURE
        return super().get_context_data(
            actor=actor,
            on=on,
            crumbs=[
                {"label": _("Contracts"), "url": reverse("contracts:list")},
                {"label": contract.agency.short_name},
                {"label": _("contract"), "code": contract.number},
            ],
            marks=[mark_of(contract.state)],
            parties=[
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
            ],
            facts=[
                {"label": _("number"), "code": contract.number},
                {"label": _("from"), "date": contract.starts_on},
                {"label": _("to"), "date": contract.ends_on},
            ],
            days_left=(contract.ends_on - on).days if contract.state in BLOCKING else None,
            services=contract.contract_services.select_related("service").order_by("service__code"),
            guarantees=contract.guarantees.visible_to(actor).order_by("-expires_on"),
            addenda=contract.addenda.order_by("-number"),
            proofs=contract.proofs.order_by("-pk") if self.sees_inside() else [],
            checks=checks_for_signature(contract, on) if signs and actor.is_agency else [],
            waiver=Waiver.objects.filter(subject_id=contract.notice_id).first()
            if contract.notice_id
            else None,
            notice_ribbon=self.notice_ribbon(),
            renewals=contract.renewals.order_by("-pk"),
            acts=self.acts(),
            events=self.events(),
            main_panels=drawn(PANELS, "main", contract, actor, on),
            aside_panels=drawn(PANELS, "aside", contract, actor, on),
            banner_panels=drawn(PANELS, "banner", contract, actor, on),
            sees_money=actor.role is not Role.ASSOCIATION,
            is_own_office=contract.office.public_id in actor.office_ids,
            **kwargs,
        )

    def sees_inside(self) -> bool:
        """Tell whether the reader works for the agency or the province."""
        return bool(self.actor.is_agency or self.actor.is_province)

    def notice_ribbon(self) -> Any:
        """Return the window of a served termination notice, or None."""
        contract, on = self.object, today()
        if not contract.notice_served_on or not contract.notice_ends_on:
            return None
        calendar = calendar_for(
            contract.county.public_id,
            contract.notice_served_on,
            max(on, contract.notice_ends_on) + timedelta(days=30),
        )
        return ribbon(
            contract.notice_served_on,
            contract.notice_ends_on,
            on,
            calendar,
            done_on=contract.terminated_on,
            label=_("termination notice"),
        )

    def acts(self) -> list[dict[str, Any]]:
        """Return what this role can do with the contract in its state; the main one first."""
        contract, actor, on = self.object, self.actor, today()
        own = contract.agency.public_id in actor.agency_ids
        office = contract.office.public_id in actor.office_ids
        offered: list[tuple[bool, str, str, str, Permission]] = []
        match ContractState(contract.state):
            case ContractState.DRAFT:
                offered = [
                    (own, "send", _("Send for signature"), "primary", Permission.CONTRACT_DRAFT),
                    (own, "edit", _("Edit the draft"), "", Permission.CONTRACT_DRAFT),
                    (own, "guarantee", _("Record a guarantee"), "", Permission.CONTRACT_DRAFT),
                    (own, "void", _("Give the draft up"), "danger", Permission.CONTRACT_DRAFT),
                ]
            case ContractState.PENDING_SIGNATURE:
                offered = [
                    (own, "sign", _("Sign the contract"), "primary", Permission.CONTRACT_SIGN),
                    (own, "guarantee", _("Record a guarantee"), "", Permission.CONTRACT_DRAFT),
                    (own, "back", _("Back to the draft"), "", Permission.CONTRACT_DRAFT),
                    (own, "void", _("Give the draft up"), "danger", Permission.CONTRACT_DRAFT),
                ]
            case ContractState.ACTIVE:
                proposed = contract.mutual_end_on is not None
                waits = proposed and contract.mutual_end_accepted_on is None
                offered = [
                    (office and waits, "accept-end", _("Accept the end by agreement"), "primary",
                     Permission.CONTRACT_ACCEPT_END),
                    (office and waits, "decline-end", _("Decline the end by agreement"), "",
                     Permission.CONTRACT_ACCEPT_END),
                    (own, "renew", _("Begin the renewal"), "", Permission.CONTRACT_DRAFT),
                    (own, "addendum", _("Add an addendum"), "", Permission.CONTRACT_SIGN),
                    (own, "guarantee", _("Record a guarantee"), "", Permission.CONTRACT_DRAFT),
                    (own and not proposed, "propose-end", _("Propose to end by agreement"), "",
                     Permission.CONTRACT_SIGN),
                    (own, "urgent", _("Suspend urgently"), "danger", Permission.CONTRACT_SUSPEND),
                    (own, "suspend-document", _("Suspend on a document"), "danger",
                     Permission.CONTRACT_SUSPEND),
                    (own, "notice-document", _("Give notice on a document"), "danger",
                     Permission.CONTRACT_TERMINATE),
                ]  # fmt: skip
            case ContractState.SUSPENDED:
                offered = [
                    (own, "resume", _("End the suspension"), "primary",
                     Permission.CONTRACT_SUSPEND),
                    (own, "notice-document", _("Give notice on a document"), "danger",
                     Permission.CONTRACT_TERMINATE),
                ]  # fmt: skip
            case ContractState.TERMINATION_NOTICE:
                served = contract.notice_served_on is not None
                waived = bool(
                    contract.notice_id
                    and Waiver.objects.filter(subject_id=contract.notice_id).exists()
                )
                over = served and (waived or on > contract.notice_ends_on)
                offered = [
                    (office and not served, "acknowledge", _("I have received the notice"),
                     "primary", Permission.CONTRACT_ACKNOWLEDGE),
                    (office and served and not over, "waive", _("End the notice now"), "",
                     Permission.CONTRACT_WAIVE),
                    (own and over, "terminate", _("Terminate the contract"), "danger",
                     Permission.CONTRACT_TERMINATE),
                    (own and not served, "service", _("Record service"), "primary",
                     Permission.CONTRACT_SERVE),
                    (own, "withdraw", _("Withdraw the notice"), "", Permission.CONTRACT_TERMINATE),
                ]  # fmt: skip
            case ContractState.TERMINATED | ContractState.EXPIRED | ContractState.ENDED_MUTUAL:
                offered = [
                    (own, "settle", _("Settle the contract"), "primary",
                     Permission.CONTRACT_SETTLE)
                ]  # fmt: skip
            case _:
                offered = []
        base = contract.get_absolute_url()
        return [
            {
                "url": f"{base}/{name}",
                "label": label,
                "tone": tone,
                "is_post": name in {"send", "acknowledge", "accept-end"},
            }
            for holds, name, label, tone, permission in offered
            if holds and may(actor, permission)
        ]

    def events(self) -> list[dict[str, Any]]:
        """Return the contract's history, newest first; persons for those inside."""
        named = self.sees_inside()
        rows = AuditEvent.objects.about(self.object).order_by("-pk")[:SHOWN_EVENTS]
        return [
            {
                "title": sentence(event.verb),
                "who": event.actor_name if named else "",
                "at": event.at,
                "note": event.note if named else "",
            }
            for event in rows
        ]
