"""The list of offices and its type-ahead."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.principal import Principal
from accounts.roles import Role
from core.addresses import address
from core.clock import today
from core.markup import format_html
from core.panels import Column as Above
from core.panels import View
from core.persian import persian_digits
from core.svg.ribbon import days_left
from core.templatetags.ui.filters import jalali_short
from core.web import Scoped
from lists import cells
from lists.columns import Column, Row, Tab, Way
from lists.listed import Listed, amount_of
from lists.quick import OVERDUE
from lists.sorting import days, numbers, path, ranks, words
from offices.acts.offices import EDIT
from offices.facts import BUTTONS, COLUMNS, NOTES, TABS, VIEWS
from offices.facts.licences import is_without
from offices.facts.search import matching
from offices.forms.filters import RENEWAL, OfficeFilter
from offices.models import Licence, Office, OfficeKind
from offices.states import OfficeState
from territory.models import Division

MOST_OFFERED = 8

PRESETS: dict[str, tuple[Any, dict[str, Any]]] = {
    "expiring": (gettext_lazy("Licence ending soon"), {"licence": "expiring"}),
    "inactive": (
        gettext_lazy("Inactive or closed for a time"),
        {"state": ["inactive", "temporarily_closed"]},
    ),
}
STATE_TONES = {
    OfficeState.ACTIVE: ("pill", "ok"),
    OfficeState.SUSPENDED: ("stamp", "danger"),
    OfficeState.REVOKED: ("stamp", "danger"),
    OfficeState.CLOSED: ("stamp", "neutral"),
}


def office_mark(state: str, *, waits: bool = False) -> dict[str, Any]:
    """Return the mark of an office's state; not green where its licence does not let it work."""
    kind, tone = STATE_TONES.get(OfficeState(state), ("pill", "warn"))
    if waits:
        tone = "warn"
    return {"kind": kind, "tone": tone, "text": str(OfficeState(state).label)}


def _state(row: Row) -> Any:
    return cells.marked(office_mark(row["state"], waits=row["waits_for_state"]))


def _licence(row: Row) -> Any:
    if not row["licence"]:
        return format_html('<span class="t-danger">{}</span>', _("none"))
    until, note = jalali_short(row["licence"]["expires_on"]), ""
    if row["is_late"]:
        note = format_html('<br><span class="sub t-danger">{}</span>', _("expired"))
    elif row["is_near"]:
        note = format_html('<br><span class="sub t-warn">{}</span>', days_left(row["days"]))
    return format_html("{}{}", until, note)


def _licensed_until() -> Subquery:
    current = Licence.objects.current().filter(office=OuterRef("pk")).order_by("-expires_on")
    return Subquery(current.values("expires_on")[:1])


class OfficeList(Listed):
    """The register, by presets and filters, with what the floors above know of each office."""

    name = "offices"
    route = "offices:list"
    title = gettext_lazy("Offices")
    search_label = gettext_lazy("code, name, operator or address")
    none_found = gettext_lazy("No office matches these filters")
    key = "code"
    queryset = Office.objects.all()
    filterset_class = OfficeFilter
    choice_models: ClassVar[dict[str, Any]] = {"county": (Division,)}
    chip_names = ("county", "kind", "state", "licence", "rank")
    quick_sets: ClassVar[dict[str, Any]] = {OVERDUE: {"licence": "expired"}}
    quick_labels: ClassVar[dict[str, Any]] = {OVERDUE: gettext_lazy("Expired licence")}
    chip_labels: ClassVar[dict[str, str]] = {"county": "name"}
    has_menus = True
    shares: ClassVar[dict[str, Q]] = {
        "urban": Q(kind=OfficeKind.URBAN),
        "rural": Q(kind=OfficeKind.RURAL_ICT),
    }
    values = (
        "pk", "code", "name", "kind", "state", "rank", "manager_name", "county__name",
        "place__name", "is_member", "public_id", "county_id", "county__public_id",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {
        "code": ("code",),
        "-code": ("-code",),
        "county": ("county_id", "code"),
        "-county": ("-county_id", "-code"),
        "state": ("state", "code"),
        "-state": ("-state", "-code"),
    }
    order_titles: ClassVar[dict[str, Any]] = {
        "code": gettext_lazy("By code"),
        "county": gettext_lazy("By county"),
        "state": gettext_lazy("By state"),
    }
    columns = (
        Column(
            "code", gettext_lazy("office code"), lambda row: cells.number_link(row, "code"),
            cells.text("code"), order="code", is_locked=True,
        ),
        Column(
            "name", gettext_lazy("name and operator"),
            lambda row: cells.named(row["name"], row["manager_name"] or row["kind_label"]),
            cells.text("name"), is_locked=True, css="cell-main", by=words("name"),
        ),
        Column(
            "county", gettext_lazy("county"), cells.value("county__name"),
            cells.text("county__name"), order="county", css="cell-bare",
        ),
        Column("state", gettext_lazy("state"), _state, cells.text("state_label"), order="state",
               css="cell-end"),
        Column(
            "licence", gettext_lazy("licence until"), _licence,
            lambda row: row["licence"]["expires_on"] if row["licence"] else None,
            by=days(_licensed_until()),
        ),
        Column(
            "place", gettext_lazy("city or village"), cells.value("place__name"),
            cells.text("place__name"), is_shown=False, by=words("place__name"),
        ),
        Column(
            "kind", gettext_lazy("kind"), cells.text("kind_label"), cells.text("kind_label"),
            is_shown=False, by=path("kind"),
        ),
        Column(
            "manager", gettext_lazy("operator"), cells.value("manager_name"),
            cells.text("manager_name"), is_shown=False, by=words("manager_name"),
        ),
        Column(
            "rank", gettext_lazy("rank"), lambda row: persian_digits(row["rank"] or "–"),
            cells.text("rank"), is_shown=False, css="num", by=numbers("rank"),
        ),
        Column(
            "member", gettext_lazy("member of the association"),
            lambda row: _("yes") if row["is_member"] else "–", cells.text("is_member"),
            is_shown=False, by=ranks("is_member", (False, True)),
        ),
    )  # fmt: skip

    def counted(self, number: str) -> str:
        """Return how many offices there are, in words."""
        return ngettext("{number} office", "{number} offices", amount_of(number)).format(
            number=number
        )

    def upper(self) -> Iterable[Above]:
        """Return the columns of the floors above."""
        return COLUMNS

    def tabs(self) -> Sequence[Tab]:
        """Return the presets and the views of the floors above; some begin with their own."""
        tabs = [Tab("all", gettext_lazy("All"))]
        if self.actor.role in {Role.COUNTY_REP, Role.OPERATOR}:
            place = 0 if self.actor.role is Role.COUNTY_REP else 1
            tabs.insert(place, Tab("mine", gettext_lazy("Mine"), self.mine))
        elif self.actor.role is Role.ASSOCIATION:
            tabs.insert(0, Tab("mine", gettext_lazy("Members"), self.mine))
        tabs += [
            Tab(name, label, parameters=parameters) for name, (label, parameters) in PRESETS.items()
        ]
        above = [view for view in VIEWS if view.sees(self.actor)]
        return tabs + [Tab(view.name, view.title, self.narrowed(view)) for view in above]

    def narrowed(self, view: View) -> Callable[[Any], Any]:
        """Return what a view of a floor above leaves of some rows."""
        return lambda rows: view.narrow(rows, self.actor, self.on)

    def mine(self, rows: QuerySet[Office]) -> QuerySet[Office]:
        """Return the offices of the representative's counties, the members, the operator's own."""
        if self.actor.role is Role.COUNTY_REP:
            return rows.filter(county__public_id__in=self.actor.county_ids)
        if self.actor.role is Role.ASSOCIATION:
            return rows.filter(is_member=True)
        return rows.filter(public_id__in=self.actor.office_ids)

    def ways(self, row: Row) -> Sequence[Way]:
        """Return the pages of an office that the person has, and what may be begun for it."""
        return ways_from(office_of(row), self.actor)

    def tell(self, rows: Sequence[Row]) -> None:
        """Add licence, labels and address; a manager's name only for those who may see it."""
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
        for row in rows:
            licence = licences.get(row["pk"])
            row["licence"] = licence
            row["days"] = (licence["expires_on"] - self.on).days if licence else None
            row["is_near"] = licence is not None and 0 <= row["days"] <= RENEWAL.days
            row["is_late"] = licence is not None and row["days"] < 0
            row["waits_for_state"] = row["state"] == OfficeState.ACTIVE and (
                licence is None or is_without(licence["state"], licence["expires_on"], self.on)
            )
            row["state_label"] = OfficeState(row["state"]).label
            row["kind_label"] = OfficeKind(row["kind"]).label
            row["url"] = address("offices:office", row["code"])
            row["manager_name"] = row["manager_name"] if row["pk"] in contacts else ""


def office_of(row: Row) -> Office:
    """Return a row as the record that the parts of the floors above ask for."""
    county = Division(pk=row["county_id"], public_id=row["county__public_id"])
    return Office(
        pk=row["pk"], public_id=row["public_id"], code=row["code"], name=row["name"],
        kind=row["kind"], state=row["state"], is_member=row["is_member"], county=county,
    )  # fmt: skip


def ways_from(office: Office, actor: Principal) -> list[Way]:
    """Return the ways from an office: its page, those of the floors above, what they offer."""
    base = office.get_absolute_url()
    ways = [Way(_("Office file"), base)]
    ways += [Way(tab.title, f"{base}/{tab.name}") for tab in TABS if tab.sees(office, actor)]
    ways.append(Way(_("History"), f"{base}/history"))
    offered = [(button, button.url(office, actor)) for button in BUTTONS]
    ways += [Way(button.title, url) for button, url in offered if url]
    if EDIT.is_for(actor):
        ways.append(Way(_("Edit"), f"{base}/edit"))
    return ways


class Suggest(Scoped):
    """
    Offices for a type-ahead: at most eight, with what the floors above say of each.

    What stands against an office blocks its row; with `all=1` it is only told, and a row is blocked
    with whose office the actor drafts no contract.
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
        blocked = against
        if self.request.GET.get("all") == "1":
            blocked = next((note for note in said if note.get("undraftable")), None)
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
            "reason": str((blocked or {}).get("undraftable") or (against or {}).get("reason", "")),
        }
