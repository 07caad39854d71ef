"""The list of offices and its type-ahead."""

from datetime import timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission, Role
from core.clock import today
from core.persian import group
from core.requests import known
from core.web import Listing, Scoped
from offices.facts import COLUMNS, NOTES, VIEWS
from offices.facts.search import matching
from offices.models import Licence, Office, OfficeKind
from offices.models.offices import OfficeQuerySet
from offices.states import LicenceState, OfficeState
from territory.models import Division

MOST_OFFERED = 8
MOST_COUNTED = 1000
RENEWAL = timedelta(days=90)


class OfficeFilter(django_filters.FilterSet):
    """By county, kind, state, rank, licence and membership; `q` searches code and names."""

    q = django_filters.CharFilter(method="search", label=gettext_lazy("search"))
    county = django_filters.ModelMultipleChoiceFilter(
        field_name="county__public_id",
        to_field_name="public_id",
        queryset=Division.objects.filter(level="county").order_by("name_key"),
        label=gettext_lazy("county"),
    )
    kind = django_filters.ChoiceFilter(choices=OfficeKind.choices, label=gettext_lazy("kind"))
    state = django_filters.MultipleChoiceFilter(
        choices=OfficeState.choices, label=gettext_lazy("state")
    )
    rank = django_filters.NumberFilter(min_value=1, max_value=3, label=gettext_lazy("rank"))
    is_member = django_filters.BooleanFilter(label=gettext_lazy("member of the association"))
    licence = django_filters.ChoiceFilter(
        choices=[
            ("expiring", gettext_lazy("ending in 90 days")),
            ("expired", gettext_lazy("expired")),
            ("suspended", gettext_lazy("suspended")),
            ("none", gettext_lazy("without licence")),
        ],
        method="by_licence",
        label=gettext_lazy("licence"),
    )

    class Meta:
        model = Office
        fields: ClassVar[list[str]] = []

    def search(self, queryset: OfficeQuerySet, name: str, value: str) -> OfficeQuerySet:
        """Return the offices that match what was typed."""
        return matching(queryset, value, known(self.request).principal)

    def by_licence(self, queryset: QuerySet[Office], name: str, value: str) -> QuerySet[Office]:
        """Return the offices by where their current licence stands today."""
        on = today()
        current = Licence.objects.current().filter(office=OuterRef("pk"))
        match value:
            case "expiring":
                current = current.filter(expires_on__range=(on, on + RENEWAL))
            case "expired":
                current = current.filter(expires_on__lt=on)
            case "suspended":
                current = current.filter(state=LicenceState.SUSPENDED)
            case _:
                return queryset.filter(~Exists(current))
        return queryset.filter(Exists(current))


PRESETS: dict[str, tuple[Any, dict[str, Any]]] = {
    "expiring": (gettext_lazy("Licence ending soon"), {"licence": "expiring"}),
    "inactive": (
        gettext_lazy("Inactive or closed for a time"),
        {"state": ["inactive", "temporarily_closed"]},
    ),
}


class Offices(Listing):
    """The register, by presets and filters, with what the floors above know of each office."""

    queryset = Office.objects.all()
    filterset_class = OfficeFilter
    template_name = "offices/list.html"
    columns = (
        "pk", "code", "name", "kind", "state", "rank", "manager_name", "county__name",
        "place__name",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "code": ("code",),
        "-code": ("-code",),
        "county": ("county_id", "code"),
    }

    def rows(self) -> QuerySet[Office]:
        """Return the offices of the chosen view; a county representative begins in his county."""
        rows: QuerySet[Office] = super().rows()
        view = VIEWS.get(self.request.GET.get("view", ""))
        if view is not None:
            rows = view.narrow(rows, self.actor, today())
        if self.request.GET.get("view") == "mine" or (
            self.actor.role is Role.COUNTY_REP and "view" not in self.request.GET
        ):
            rows = self.mine(rows)
        return rows

    def mine(self, rows: QuerySet[Office]) -> QuerySet[Office]:
        """Return the offices of the representative's counties, or the operator's own."""
        if self.actor.role is Role.COUNTY_REP:
            return rows.filter(county__public_id__in=self.actor.county_ids)
        if self.actor.role is Role.OPERATOR:
            return rows.filter(public_id__in=self.actor.office_ids)
        return rows

    def tabs(self) -> list[dict[str, Any]]:
        """Return the presets and the views of the floors above."""
        chosen, base = self.request.GET.get("view", ""), reverse("offices:list")
        rows = super().rows()
        tabs = [self.tab(_("All"), f"{base}?view=all", rows, chosen in {"", "all"})]
        if self.actor.role in {Role.COUNTY_REP, Role.OPERATOR}:
            begins = not chosen and self.actor.role is Role.COUNTY_REP
            mine = self.mine(rows)
            tabs[0]["current"] = chosen == "all" or not (chosen or begins)
            is_current = chosen == "mine" or begins
            tabs.insert(0, self.tab(_("Mine"), f"{base}?view=mine", mine, is_current))
        for name, (label, parameters) in PRESETS.items():
            query = urlencode(parameters, doseq=True)
            found = self.filterset_class(QueryDict(query), queryset=rows, request=self.request).qs
            tabs.append(self.tab(label, f"{base}?view={name}&{query}", found, chosen == name))
        for view in VIEWS:
            found = view.narrow(rows, self.actor, today())
            tabs.append(
                self.tab(view.title, f"{base}?view={view.name}", found, chosen == view.name)
            )
        return tabs

    def tab(self, label: Any, url: str, rows: QuerySet[Office], is_current: bool) -> dict[str, Any]:
        """Return a tab with how many offices stand behind it, counted to a thousand."""
        count = rows.order_by()[: MOST_COUNTED + 1].count()
        shown = f"+{group(MOST_COUNTED)}" if count > MOST_COUNTED else group(count)
        return {"label": label, "url": url, "current": is_current, "count": shown}

    def chips(self, filterset: OfficeFilter) -> list[dict[str, Any]]:
        """Return a chip for each filter: set ones with a way out, others with their choices."""
        chips: list[dict[str, Any]] = []
        for name in ("county", "kind", "state", "licence", "rank"):
            field: Any = filterset.form.fields[name]
            values = self.request.GET.getlist(name)
            choices = (
                [(str(d.public_id), d.name) for d in field.queryset]
                if name == "county"
                else [("1", "۱"), ("2", "۲"), ("3", "۳")]
                if name == "rank"
                else [(str(v), str(label)) for v, label in field.choices if v]
            )
            label = str(filterset.filters[name].label)
            if values:
                shown = "، ".join(text for value, text in choices if value in values)
                chips.append(
                    {
                        "label": label,
                        "value": shown or "؟",
                        "remove_url": f"?{self.query_without(name, 'cursor')}",
                    }
                )
                continue
            base = self.query_without(name, "cursor")
            chips.append(
                {
                    "label": label,
                    "options": [
                        {"label": text, "url": f"?{base}&{name}={value}".replace("?&", "?")}
                        for value, text in choices
                    ],
                }
            )
        return chips

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page with one query for each column of the floors above."""
        context = super().get_context_data(**kwargs)
        rows, on = context["rows"], today()
        keys = [row["pk"] for row in rows]
        licences = {
            licence["office"]: licence
            for licence in Licence.objects.visible_to(self.actor)
            .current()
            .filter(office__in=keys)
            .values("office", "expires_on", "state")
        }
        contacts = set(
            Office.objects.contacts_for(self.actor).filter(pk__in=keys).values_list("pk", flat=True)
        )
        columns = list(COLUMNS)
        cells = [column.read(keys, self.actor, on) for column in columns]
        for row in rows:
            licence = licences.get(row["pk"])
            row["licence"] = licence
            row["days"] = (licence["expires_on"] - on).days if licence else None
            row["is_near"] = licence is not None and 0 <= row["days"] <= RENEWAL.days
            row["is_late"] = licence is not None and row["days"] < 0
            row["state_label"] = OfficeState(row["state"]).label
            row["kind_label"] = OfficeKind(row["kind"]).label
            row["url"] = reverse("offices:office", args=[row["code"]])
            row["manager_name"] = row["manager_name"] if row["pk"] in contacts else ""
            row["cells"] = [cell.get(row["pk"], "–") for cell in cells]
        heads = [column.head(self.actor, on) if column.head else column.title for column in columns]
        chips = self.chips(context["filterset"])
        return context | {
            "columns": [
                {"title": c.title, "head": h, "css": c.css}
                for c, h in zip(columns, heads, strict=True)
            ],
            "tabs": self.tabs(),
            "chips": chips,
            **self.ways_out(chips),
            "q": self.request.GET.get("q", ""),
            "view": self.request.GET.get("view", ""),
            "may_edit": may(self.actor, Permission.OFFICE_EDIT),
            "may_import": may(self.actor, Permission.OFFICE_IMPORT),
            "total": self.total(),
        }

    def ways_out(self, chips: list[dict[str, Any]]) -> dict[str, Any]:
        """Return how to undo the last filter or all of them, when there are any."""
        chosen = [chip for chip in chips if chip.get("value")]
        every = (
            f"?{self.query_without('county', 'kind', 'state', 'licence', 'rank', 'q', 'cursor')}"
        )
        if not chosen:
            return {"clear_url": every if self.request.GET.get("q") else ""}
        last = chosen[-1]
        label = _("Remove «{filter}»").format(filter=f"{last['label']}: {last['value']}")
        lift = {"url": last["remove_url"], "label": label, "rest": every}
        return {"clear_url": every, "lift": lift}

    def total(self) -> tuple[int, bool]:
        """Return how many offices match, and whether that is exact; capped at a thousand."""
        filterset = self.filterset_class(
            self.request.GET, queryset=self.rows(), request=self.request
        )
        if not filterset.is_valid():
            return 0, True
        found = filterset.qs.order_by()[: MOST_COUNTED + 1].count()
        return min(found, MOST_COUNTED), found <= MOST_COUNTED


class Suggest(Scoped):
    """
    Offices for a type-ahead: at most eight, with what the floors above say of each.

    What stands against an office blocks its row; with `all=1` it is only told.
    """

    def get(self, request: HttpRequest) -> JsonResponse:
        """Answer the rows; fewer than two letters give none."""
        text = request.GET.get("q", "").strip()[:80]
        if len(text) < 2:
            return JsonResponse([], safe=False)
        rows = list(
            matching(Office.objects.visible_to(self.actor), text, self.actor)
            .filter(~Q(state__in=[OfficeState.REVOKED, OfficeState.CLOSED]))
            .order_by("code")
            .values("pk", "code", "name", "county__name")[:MOST_OFFERED]
        )
        keys = [row["pk"] for row in rows]
        notes = [note.read(keys, self.actor, today()) for note in NOTES]
        return JsonResponse([self.offer(dict(row), notes) for row in rows], safe=False)

    def offer(self, row: dict[str, Any], notes: list[Any]) -> dict[str, Any]:
        """Return one row of the type-ahead."""
        said = [note[row["pk"]] for note in notes if row["pk"] in note]
        against = next((note for note in said if note.get("blocked")), None)
        blocked = None if self.request.GET.get("all") == "1" else against
        texts = list(filter(None, (str(note.get("text", "")) for note in said)))
        return {
            "value": row["code"],
            "label": row["name"],
            "code": row["code"],
            "place": row["county__name"],
            "notes": texts,
            "marks": [
                {"text": str(note.get("text", "")), "tone": str(note.get("tone", ""))}
                for note in said
                if note.get("text")
            ],
            "hint": " · ".join(filter(None, [row["county__name"], *texts])),
            "tone": str(said[0].get("tone", "")) if said else "",
            "blocked": blocked is not None,
            "reason": str(against.get("reason", "")) if against else "",
        }
