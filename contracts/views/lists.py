"""The list of contracts, with the months in which they end."""

from datetime import timedelta
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission, Role
from contracts.facts import COLUMNS, VIEWS, Month, Standing, mark_of, months_ahead, standings
from contracts.forms.filters import ContractListFilter
from contracts.models import Contract
from contracts.rules import STAGE_LABELS, Cover, Stage
from contracts.states import BLOCKING, ENDED, ContractState
from core.clock import today
from core.jalali import month_name
from core.persian import persian_digits
from core.web import Listing
from workdays.facts import Ribbon, calendar_for, ribbon
from workdays.rules import Calendar

MOST_COUNTED = 1000
# A contract that ends within these days shows its working days one by one.
RIBBON_SPAN = timedelta(days=30)
TALLEST = 44
# The filters that chips and strip set; a search keeps them.
CHOSEN = ("ends", "agency", "stage", "guarantee", "state")
STAGE_TONES = {
    Stage.NOT_DUE: "",
    Stage.NOT_BEGUN: "warn",
    Stage.DRAFTED: "info",
    Stage.SIGNING: "info",
    Stage.SIGNED: "ok",
    Stage.STOPPED: "neutral",
}
COVER_TONES = {
    Cover.HELD: "",
    Cover.ENDING: "warn",
    Cover.PAST: "danger",
    Cover.NONE: "danger",
    Cover.RELEASED: "",
}


class Contracts(Listing):
    """The contracts in scope, with a strip of the months in which they end."""

    queryset = Contract.objects.all()
    filterset_class = ContractListFilter
    template_name = "contracts/list.html"
    columns = (
        "pk", "number", "state", "starts_on", "ends_on", "office_id", "office__code",
        "office__name", "agency__short_name", "agency__requires_guarantee",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "ends": ("ends_on", "id"),
        "-ends": ("-ends_on", "-id"),
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
        "ended": (gettext_lazy("Ended"), ENDED),
        "all": (gettext_lazy("All"), ()),
    }

    def chosen(self) -> str:
        """Return the chosen preset; the running ones to begin with."""
        view = self.request.GET.get("view", "running")
        known = view in self.PRESETS or VIEWS.get(view) is not None
        return view if known else "running"

    def rows(self) -> QuerySet[Contract]:
        """Return the contracts of the chosen preset; a chosen state or month asks for its own."""
        rows: QuerySet[Contract] = super().rows()
        view = VIEWS.get(self.chosen())
        if view is not None:
            return view.narrow(rows, self.actor, today())
        states = self.PRESETS[self.chosen()][1]
        is_chosen = self.request.GET.get("state") or self.request.GET.get("ends")
        return rows if is_chosen or not states else rows.filter(state__in=states)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page; a fixed number of queries, and one for each column from above."""
        context, on = super().get_context_data(**kwargs), today()
        self.tell(context["rows"])
        visible = self.queryset.all().visible_to(self.actor)
        return context | {
            "tabs": self.tabs(),
            "view": self.chosen(),
            "chips": self.chips(context["filterset"]),
            "months": self.strip(months_ahead(visible, on)),
            "heads": [column.title for column in COLUMNS],
            "kept": [(name, self.request.GET[name]) for name in CHOSEN if name in self.request.GET],
            "q": self.request.GET.get("q", ""),
            "total": self.total(context["filterset"]),
            "may_draft": may(self.actor, Permission.CONTRACT_DRAFT),
            "may_import": may(self.actor, Permission.CONTRACT_IMPORT),
            "unconfirmed": self.unconfirmed(),
            "sees_money": self.actor.role is not Role.ASSOCIATION,
            "sees_agency": not self.actor.is_agency,
            "sees_office": self.actor.role is not Role.OPERATOR,
        }

    def tell(self, rows: list[dict[str, Any]]) -> None:
        """Add to each row what the page says of it."""
        on = today()
        found = standings(rows, on)
        calendar = self.calendar(rows)
        keys = [row["pk"] for row in rows]
        cells = [column.read(keys, self.actor, on) for column in COLUMNS]
        for row in rows:
            left = (row["ends_on"] - on).days
            is_running = row["state"] in BLOCKING
            row |= {
                "url": reverse("contracts:contract", args=[row["number"]]),
                "ribbon": _ribbon(row, calendar) if is_running else None,
                "left": left if is_running else None,
                "is_late": is_running and left < 0,
                "is_near": is_running and 0 <= left <= RIBBON_SPAN.days,
                "mark": _mark(row, found[row["pk"]]),
                "cover": _cover(found[row["pk"]]),
                "advice": found[row["pk"]].advice,
                "cells": [cell.get(row["pk"], "–") for cell in cells],
            }

    def calendar(self, rows: list[dict[str, Any]]) -> Calendar | None:
        """Return the province's calendar for the rows that end soon or have ended lately."""
        on = today()
        days = [row["ends_on"] for row in rows if abs(row["ends_on"] - on) <= RIBBON_SPAN]
        if not days:
            return None
        return calendar_for(None, min(*days, on) - 2 * RIBBON_SPAN, max(*days, on) + RIBBON_SPAN)

    def strip(self, months: Any) -> list[dict[str, Any]]:
        """Return the columns of the strip, their parts as heights."""
        most = max((month.total for month in months), default=0) or 1
        chosen = self.request.GET.get("ends", "")
        return [
            {
                "month": month,
                "parts": _heights(month, most),
                "url": self.address(ends="" if month.key == chosen else month.key),
                "current": month.key == chosen,
            }
            for month in months
        ]

    def address(self, **values: str) -> str:
        """Return this list's address with some parameters set, empty ones left out."""
        query = self.query_without("cursor", *values)
        more = "&".join(f"{name}={value}" for name, value in values.items() if value)
        return "?" + "&".join(filter(None, (query, more)))

    def tabs(self) -> list[dict[str, Any]]:
        """Return the presets and the views of the floors above."""
        base, chosen = reverse("contracts:list"), self.chosen()
        named = [(name, label) for name, (label, _states) in self.PRESETS.items()]
        named += [(view.name, view.title) for view in VIEWS]
        return [
            {"label": label, "url": f"{base}?view={name}", "current": name == chosen}
            for name, label in named
        ]

    def chips(self, filterset: Any) -> list[dict[str, Any]]:
        """Return a chip for each filter: set ones with a way out, others with their choices."""
        names = list(CHOSEN)
        if self.actor.is_agency:
            names.remove("agency")
        if self.actor.role is Role.ASSOCIATION:
            names.remove("guarantee")
        chips: list[dict[str, Any]] = []
        for name in names:
            label = str(filterset.filters[name].label)
            value = self.request.GET.get(name, "")
            if value:
                shown = self.shown(filterset, name, value)
                chips.append(
                    {"label": label, "value": shown, "remove_url": self.address(**{name: ""})}
                )
            elif name != "ends":
                options = [
                    {"label": text, "url": self.address(**{name: key})}
                    for key, text in self.choices(filterset, name)
                ]
                chips.append({"label": label, "options": options})
        return chips

    def choices(self, filterset: Any, name: str) -> list[tuple[str, str]]:
        """Return the choices of a filter as (value, label)."""
        field = filterset.form.fields[name]
        if name == "agency":
            rows = field.queryset.filter(is_active=True).values_list("code", "short_name")
            return [(code, text) for code, text in rows]
        return [(str(value), str(label)) for value, label in field.choices if value]

    def shown(self, filterset: Any, name: str, value: str) -> str:
        """Return a chosen value in words."""
        if name == "ends":
            return _month_words(value)
        return dict(self.choices(filterset, name)).get(value, value)

    def total(self, filterset: Any) -> tuple[int, bool]:
        """Return how many contracts match, and whether that is exact; capped at a thousand."""
        if not filterset.is_valid():
            return 0, True
        found = filterset.qs.order_by()[: MOST_COUNTED + 1].count()
        return min(found, MOST_COUNTED), found <= MOST_COUNTED

    def unconfirmed(self) -> int:
        """Return how many imported contracts wait for the manager's confirmation."""
        if not may(self.actor, Permission.CONTRACT_CONFIRM_IMPORT):
            return 0
        rows = self.queryset.all().visible_to(self.actor)
        return int(rows.filter(origin="import", confirmed_on__isnull=True).count())


def _ribbon(row: dict[str, Any], calendar: Calendar | None) -> Ribbon | None:
    on = today()
    if calendar is None or abs(row["ends_on"] - on) > RIBBON_SPAN:
        return None
    start = max(row["starts_on"], row["ends_on"] - RIBBON_SPAN)
    return ribbon(start, row["ends_on"], on, calendar, label=_("end of the contract"))


def _mark(row: dict[str, Any], standing: Standing) -> dict[str, str] | None:
    """Return the stage of renewal of an active contract, the state of every other."""
    if row["state"] != ContractState.ACTIVE:
        return mark_of(row["state"])
    if standing.stage is Stage.NOT_DUE:
        return None
    is_late = standing.stage is Stage.NOT_BEGUN and row["ends_on"] < today()
    tone = "danger" if is_late else STAGE_TONES[standing.stage]
    return {"kind": "pill", "tone": tone, "text": str(STAGE_LABELS[standing.stage])}


def _cover(standing: Standing) -> dict[str, Any]:
    words = {
        Cover.HELD: _("guarantee in force"),
        Cover.ENDING: "",
        Cover.PAST: _("run out"),
        Cover.NONE: _("none"),
        Cover.RELEASED: _("released"),
    }
    return {
        "tone": COVER_TONES[standing.cover],
        "text": words[standing.cover],
        "until": standing.covered_until if standing.cover is Cover.ENDING else None,
    }


def _heights(month: Month, most: int) -> list[dict[str, Any]]:
    """Return the parts of a column from the bottom: how high, how far up, in which colour."""
    parts, above = [], 0.0
    for number, tone in (
        (month.under_way, "f-primary"),
        (month.not_begun, "f-warn"),
        (month.unsecured, "f-danger"),
    ):
        height = round(TALLEST * number / most, 1)
        above += height
        if number:
            parts.append({"height": f"{height:g}", "y": f"{TALLEST - above:g}", "css": tone})
    return parts


def _month_words(key: str) -> str:
    if key == "past":
        return _("past")
    year, _dash, month = key.partition("-")
    if not (month.isascii() and month.isdigit() and 1 <= int(month) <= 12):
        return "؟"
    return persian_digits(f"{month_name(int(month))} {year}")
