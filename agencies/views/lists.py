"""The list of agencies."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from agencies.facts import COLUMNS, VIEWS
from agencies.forms import AgencyFilter
from agencies.models import Agency, AgencyKind
from core.addresses import address
from core.markup import format_html
from core.panels import Column as Above
from core.panels import View
from core.templatetags.ui.filters import latin
from core.templatetags.ui.marks import pill
from lists import cells
from lists.columns import Column, Row, Tab
from lists.listed import Listed, amount_of
from lists.quick import LABELS, MINE
from lists.sorting import path, ranks, words
from lists.views.pages import ListPage


def _name(row: Row) -> Any:
    link = format_html('<a href="{}">{}</a>', row["url"], row["short_name"])
    return cells.named(link, row["name"])


def _state(row: Row) -> Any:
    return pill("ok", _("active")) if row["is_active"] else pill("neutral", _("not active"))


class AgencyList(Listed):
    """All agencies, with what the floors above know of each."""

    name = "agencies"
    route = "agencies:list"
    title = gettext_lazy("Agencies")
    search_label = gettext_lazy("name or code")
    none_found = gettext_lazy("No agency matches these filters")
    key = "code"
    queryset = Agency.objects.all()
    filterset_class = AgencyFilter
    chip_names = ("kind", "is_active")
    values = ("pk", "code", "name", "short_name", "letter", "kind", "is_active", "public_id")
    orders: ClassVar[dict[str, Any]] = {
        "position": ("position", "id"),
        "name": ("short_name", "id"),
        "-name": ("-short_name", "-id"),
    }
    columns = (
        Column("name", gettext_lazy("agency"), _name, cells.text("short_name"), order="name",
               is_locked=True, css="cell-main"),
        Column("full", gettext_lazy("full name"), cells.text("name"), cells.text("name"),
               is_shown=False, by=words("name")),
        Column("code", gettext_lazy("code"), lambda row: latin(row["code"]), cells.text("code"),
               is_shown=False, by=path("code")),
        Column("kind", gettext_lazy("kind"), cells.text("kind_label"), cells.text("kind_label"),
               is_shown=False, by=path("kind")),
        Column(
            "state", gettext_lazy("state"), _state,
            lambda row: _("active") if row["is_active"] else _("not active"),
            greatest_first=True, by=ranks("is_active", (False, True)),
        ),
    )  # fmt: skip

    def called(self, row: Row) -> str:
        """Return the short name of an agency; its code is for programs."""
        return str(row["short_name"])

    def counted(self, number: str) -> str:
        """Return how many agencies there are, in words."""
        return ngettext("{number} agency", "{number} agencies", amount_of(number)).format(
            number=number
        )

    def upper(self) -> Iterable[Above]:
        """Return the columns of the floors above."""
        return COLUMNS

    def tabs(self) -> Sequence[Tab]:
        """Return all, an agency's own, and the views of the floors above."""
        tabs = [Tab("all", gettext_lazy("All"))]
        if self.actor.is_agency:
            tabs.append(Tab(MINE, gettext_lazy("Own agency"), self.own))
        if self.actor.is_agency or self.actor.is_province:  # who knows what agencies owe
            tabs += [Tab(view.name, view.title, self.narrowed(view)) for view in VIEWS]
        return tabs

    def own(self, rows: QuerySet[Agency]) -> QuerySet[Agency]:
        """Return the reader's own agencies."""
        return rows.filter(public_id__in=self.actor.agency_ids)

    def narrowed(self, view: View) -> Callable[[Any], Any]:
        """Return what a view of a floor above leaves of some rows."""
        return lambda rows: view.narrow(rows, self.actor, self.on)

    def quicks_shown(self) -> Mapping[str, Mapping[str, str]]:
        """Return those that are tabs here: an agency's own, and what is overdue."""
        return {tab.name: {self.tab_key: tab.name} for tab in self.tabs() if tab.name in LABELS}

    def tell(self, rows: Sequence[Row]) -> None:
        """Add the address, and which one is the reader's own."""
        for row in rows:
            row["url"] = address("agencies:agency", row["code"])
            row["kind_label"] = AgencyKind(row["kind"]).label
            row["is_own"] = row["public_id"] in self.actor.agency_ids


class Agencies(ListPage):
    """The page of all agencies."""

    listed_class = AgencyList
    template_name = "agencies/list.html"
