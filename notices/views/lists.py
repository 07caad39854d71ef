"""The list of the letters."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy, ngettext

from core.addresses import address
from core.markup import format_html
from core.persian import persian_digits
from lists import cells
from lists.columns import Column, Row, Tab
from lists.listed import Listed, amount_of
from lists.sorting import days, path, text, words
from lists.views.pages import ListPage
from notices.facts.letters import LETTER_KINDS, first_proofs, first_served_on, how_far_served
from notices.forms import LetterFilter
from notices.models import Letter
from notices.states import Channel


def _is_served(row: Row) -> bool:
    return bool(row["proof"] and row["proof"]["is_proof"])


def _mark(row: Row) -> dict[str, Any]:
    if _is_served(row):
        return {"kind": "stamp", "tone": "ok", "text": gettext_lazy("served")}
    if row["proof"]:
        return {"kind": "pill", "tone": "warn", "text": gettext_lazy("waits for confirmation")}
    return {"kind": "pill", "tone": "warn", "text": gettext_lazy("not served yet")}


def _service(row: Row) -> Any:
    way = Channel(row["proof"]["channel"] if row["proof"] else row["channel"]).label
    return format_html('{} <span class="sub">{}</span>', cells.marked(_mark(row)), way)


def _addressee(row: Row) -> Any:
    return format_html("<bdi>{}</bdi>", persian_digits(row["addressee"]))


class LetterList(Listed):
    """The letters in scope, newest first, with what proves the arrival of each."""

    name = "letters"
    route = "notices:letters"
    title = gettext_lazy("Official letters")
    search_label = gettext_lazy("number, addressee, office or case")
    none_found = gettext_lazy("No letter matches these filters")
    queryset = Letter.objects.all()
    filterset_class = LetterFilter
    chip_names = ("kind", "service", "channel", "since", "until")
    values = (
        "pk", "public_id", "number", "title", "issued_on", "addressee", "record", "kind", "channel",
    )  # fmt: skip
    orders: ClassVar[dict[str, Any]] = {"new": ("-id",), "old": ("id",)}
    order_titles: ClassVar[dict[str, Any]] = {
        "new": gettext_lazy("Newest first"),
        "old": gettext_lazy("Oldest first"),
    }
    columns = (
        Column(
            "number", gettext_lazy("number"), lambda row: cells.number_link(row, "number"),
            cells.text("number"), is_locked=True, css="nowrap", by=path("number"),
        ),
        Column(
            "title", gettext_lazy("subject"),
            lambda row: cells.named(row["title"], row["kind_label"]),
            cells.text("title"), is_locked=True, css="cell-main cell-subject", by=words("title"),
        ),
        Column("addressee", gettext_lazy("addressee"), _addressee, cells.text("addressee"),
               css="cell-wide", by=words("addressee")),
        Column("issued", gettext_lazy("date"), cells.day("issued_on"), cells.text("issued_on"),
               css="cell-bare", by=path("issued_on"), greatest_first=True),
        Column("service", gettext_lazy("service"), _service, lambda row: _mark(row)["text"],
               css="cell-end", by=text(how_far_served())),
        Column(
            "served", gettext_lazy("served on"),
            lambda row: cells.day("proven_on")(row["proof"]) if _is_served(row) else cells.NOTHING,
            lambda row: row["proof"]["proven_on"] if _is_served(row) else None, is_shown=False,
            by=days(first_served_on()),
        ),
        Column("kind", gettext_lazy("kind of letter"), cells.value("kind_label"),
               cells.text("kind_label"), is_shown=False, by=path("kind")),
        Column("channel", gettext_lazy("way of service"), cells.value("channel_label"),
               cells.text("channel_label"), is_shown=False, by=path("channel")),
        Column("record", gettext_lazy("record"), lambda row: persian_digits(row["record"] or "–"),
               cells.text("record"), is_shown=False, by=path("record")),
    )  # fmt: skip
    views = (
        Tab("all", gettext_lazy("All")),
        Tab("open", gettext_lazy("Not served yet"), parameters={"service": "open"}),
    )

    def counted(self, number: str) -> str:
        """Return how many letters there are, in words."""
        return ngettext("{number} letter", "{number} letters", amount_of(number)).format(
            number=number
        )

    def tabs(self) -> Sequence[Tab]:
        """Return all, and those that have not reached their addressee."""
        return self.views

    def address_of(self, row: Row) -> str:
        """Return the sheet of a letter."""
        return address("notices:preview", row["public_id"])

    def tell(self, rows: Sequence[Row]) -> None:
        """Add the address, the kind, the way and the first proof of arrival; one query."""
        titles = {kind.name: kind.title for kind in LETTER_KINDS}
        proofs = first_proofs([row["pk"] for row in rows])
        for row in rows:
            row["url"] = self.address_of(row)
            row["kind_label"] = titles.get(row["kind"], row["kind"])
            row["channel_label"] = Channel(row["channel"]).label
            row["proof"] = proofs.get(row["pk"])


class Letters(ListPage):
    """The page of the letters."""

    listed_class = LetterList
    template_name = "notices/letters.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add whether the reader sees how the house writes."""
        reads = self.actor.is_province or self.actor.is_agency
        return super().get_context_data(reads_templates=reads, **kwargs)
