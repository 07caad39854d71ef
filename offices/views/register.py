"""The page of the register: its list as a table, or its counties on a map."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from core.clock import today
from core.persian import group
from lists.asked import PLACES
from lists.columns import Tab
from lists.facts import MOST_COUNTED, Saved
from lists.tabs import TabShown
from lists.views.pages import ListPage
from offices.acts.imports import START
from offices.acts.offices import REGISTER
from offices.facts.renewals import READERS
from offices.facts.spread import SORTS, fewest, holds_all, spread_map, spread_of
from offices.views.lists import OfficeList
from territory.facts import outlines

MAP = "map"


class Layout(NamedTuple):
    """A way to lay the list out: as a table or on a map."""

    label: str
    url: str
    current: bool
    icon: str


class Offices(ListPage):
    """The page of the register."""

    listed_class = OfficeList
    template_name = "offices/list.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page with what the role may do here."""
        context = super().get_context_data(
            may_edit=REGISTER.is_for(self.actor),
            may_import=START.is_for(self.actor),
            sees_renewals=self.actor.role in READERS,
            **kwargs,
        )
        context |= {"kinds": self.kinds(**context["shares"]), "layouts": self.layouts()}
        return context | (self.spread() if self.is_map and context["rows"] else {})

    @property
    def is_map(self) -> bool:
        """Tell whether the counties are asked for on a map, in the place of the offices."""
        return self.request.GET.get("layout") == MAP

    def layouts(self) -> tuple[Layout, ...]:
        """Return the ways to lay the list out."""
        listed = self.listed
        table = listed.here(listed.query_without("layout", "by", *PLACES))
        on_map = f"?{listed.query_with(layout=MAP)}"
        return (
            Layout(_("Table"), table, not self.is_map, "table"),
            Layout(_("Map"), on_map, self.is_map, "map"),
        )

    def spread(self) -> dict[str, Any]:
        """Return the counties of the offices that match, on a map and in a table; one query."""
        listed, asked = self.listed, self.request.GET.get("by", "")
        rows = spread_of(
            listed.found(), listed.base(), asked,
            lambda county: f"?{listed.query_with(layout='', by='', county=county)}",
            today(),
        )  # fmt: skip
        return {
            "is_map": True,
            "spread": rows,
            "map": spread_map(rows),
            "holds_all": holds_all(rows),
            "by": asked if asked in SORTS else SORTS[0],
            "sorts_of_map": {name: f"?{listed.query_with(by=name)}" for name in SORTS},
            "found": sum(row.found for row in rows),
            "offices": sum(row.offices for row in rows),
            "fewest": fewest(),
            "outlines": outlines(),
        }

    def tabs(
        self, tabs: Sequence[Tab], views: Sequence[Saved], counts: Sequence[int]
    ) -> tuple[TabShown, ...]:
        """Return the tabs and saved views; from the map they lead to the map."""
        shown = super().tabs(tabs, views, counts)
        if not self.is_map:
            return shown
        return tuple(replace(tab, url=f"{tab.url}&layout={MAP}") for tab in shown)

    def kinds(self, urban: int, rural: int) -> str:
        """Return in words how many are urban and rural; nothing where a count came to its end."""
        if not urban or not rural or max(urban, rural) > MOST_COUNTED:
            return ""
        return _("{urban} urban, {rural} rural").format(urban=group(urban), rural=group(rural))
