"""Tabs as a page shows them, and the way from an empty one to one that has rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.utils.translation import gettext as _

from core.persian import group, persian_digits
from lists.columns import Tab


@dataclass(frozen=True)
class TabShown:
    """A tab or a saved view as the page shows it; an empty count is not shown."""

    label: str
    url: str
    current: bool
    count: str
    icon: str = ""
    note: str = ""


class Elsewhere(NamedTuple):
    """Where rows are, while the tab that is open has none: in words, and the way there."""

    text: str
    url: str
    act: str


def elsewhere(tabs: Sequence[TabShown]) -> Elsewhere | None:
    """Return the first other tab that has rows."""
    found = next((tab for tab in tabs if not tab.current and tab.count not in {"", group(0)}), None)
    if found is None:
        return None
    shown = persian_digits(found.count)
    text = _("The view «{tab}» holds {n}.").format(tab=found.label, n=shown)
    return Elsewhere(text, found.url, _("See «{tab}»").format(tab=found.label))


def tab_query(key: str, tab: Tab) -> str:
    """Return the query of a tab: its name, and the filters that it sets."""
    parts = [f"{key}={tab.name}"]
    for name, value in tab.parameters.items():
        parts += [f"{name}={one}" for one in ([value] if isinstance(value, str) else value)]
    return "&".join(parts)
