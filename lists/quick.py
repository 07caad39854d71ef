"""The three questions that a list answers with one click: what is mine, nobody's, overdue."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy, pgettext_lazy

from lists.columns import Words

if TYPE_CHECKING:
    from lists.listed import Listed

MINE, UNASSIGNED, OVERDUE = "mine", "unassigned", "overdue"
LABELS: Mapping[str, Words] = {
    MINE: pgettext_lazy("quick filter", "Mine"),
    UNASSIGNED: gettext_lazy("Unassigned"),
    OVERDUE: gettext_lazy("Overdue"),
}


@dataclass(frozen=True)
class Quick:
    """One of them: whether it is set, and the address that sets or lifts it."""

    name: str
    label: str
    url: str
    is_set: bool


def quick_of(listed: "Listed", name: str, wanted: Mapping[str, str]) -> Quick:
    """Return a quick filter, which sets the list's own parameters: `wanted`, name to value."""
    is_set = all(
        listed.tab.name == value if key == listed.tab_key else listed.query.getlist(key) == [value]
        for key, value in wanted.items()
    )
    if is_set:
        url = listed.here(listed.query_without("cursor", "saved", *wanted))
    else:
        url = f"?{listed.query_with(saved='', **wanted)}"
    return Quick(name, str(listed.quick_labels.get(name, LABELS[name])), url, is_set)
