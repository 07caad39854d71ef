"""Pages of the history: all of it, and the trail of one record."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView

from accounts.principal import may
from accounts.roles import ROLE_LABELS, Permission, Role
from audit import chain
from audit.facts import broken_among
from audit.models import AuditEvent, AuditQuerySet
from audit.panels import PANELS
from audit.trails import is_automatic
from audit.verbs import dated_sentence
from audit.withheld import for_reader
from audit.words import VIAS, label_of, lines_of, note_of, people_in
from core.clock import TEHRAN, today
from core.markup import format_html
from core.panels import drawn
from core.requests import known
from core.templatetags.ui.filters import author, jalali_near, latin
from core.web import Scoped
from lists import cells
from lists.chips import DayFilter
from lists.columns import Column, Row, Tab
from lists.listed import Listed, amount_of
from lists.quick import MINE
from lists.sorting import path, ranks, words
from lists.views.pages import ListPage

TRAIL_LIMIT = 500


class EventFilter(django_filters.FilterSet):
    """By day, role, way, stream, verb and record."""

    q = django_filters.CharFilter(method="of_record", label=gettext_lazy("name of the record"))
    since = DayFilter(method="from_day", label=gettext_lazy("from the day"))
    until = DayFilter(method="to_day", label=gettext_lazy("until the day"))
    owner = django_filters.ChoiceFilter(
        choices=(("me", gettext_lazy("done by me")),),
        method="by_owner",
        label=gettext_lazy("by whom"),
    )
    actor_role = django_filters.ChoiceFilter(
        choices=list(ROLE_LABELS.items()), label=gettext_lazy("role")
    )
    via = django_filters.ChoiceFilter(choices=VIAS, label=gettext_lazy("channel of the act"))
    verb = django_filters.CharFilter(lookup_expr="startswith", label=gettext_lazy("act"))
    stream = django_filters.CharFilter(label=gettext_lazy("stream"))

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = []

    def of_record(self, events: AuditQuerySet, _name: str, value: str) -> AuditQuerySet:
        """Find by the name of the record, its digits in whichever script."""
        return events.of_name(value)

    def by_owner(self, events: AuditQuerySet, _name: str, value: str) -> AuditQuerySet:
        """Leave what the asker has done."""
        return events.filter(actor_id=known(self.request).principal.user_id)

    def from_day(self, events: AuditQuerySet, _name: str, value: date) -> AuditQuerySet:
        """Leave what was done from the beginning of a day on."""
        return events.filter(at__gte=datetime.combine(value, time.min, TEHRAN))

    def to_day(self, events: AuditQuerySet, _name: str, value: date) -> AuditQuerySet:
        """Leave what was done until the end of a day."""
        end = datetime.combine(value + timedelta(days=1), time.min, TEHRAN)
        return events.filter(at__lt=end)


def shown(row: dict[str, Any], people: dict[int, str] | None = None) -> dict[str, Any]:
    """Return an event in people's words: its sentence, its record, its note, its changes."""
    return row | {
        "sentence": dated_sentence(row["verb"], row["actor_role"], row["changes"], row["at"]),
        "label": label_of(row["target_type"], row["target_label"]),
        "note": note_of(row["note"]),
        "lines": lines_of(row["target_type"], row["changes"], people),
        "is_automatic": is_automatic(row["actor_role"]),
    }


COLUMNS = (
    "id", "stream", "sequence", "at", "actor_name", "actor_role", "via", "client", "verb",
    "target_type", "target_id", "target_label", "changes", "note", "hash",
)  # fmt: skip


def _who(row: Row) -> Any:
    role = ROLE_LABELS.get(row["actor_role"], "")
    return cells.named(author(row["actor_name"]), row["client"] or role)


def _record(row: Row) -> Any:
    return format_html('<a href="{}">{}</a>', row["url"], row["label"])


def _by_people(events: QuerySet[Any]) -> QuerySet[Any]:
    return events.exclude(actor_role=Role.SYSTEM)


def _by_system(events: QuerySet[Any]) -> QuerySet[Any]:
    return events.filter(actor_role=Role.SYSTEM)


class EventList(Listed):
    """
    Everything that was done, newest first; it opens with what people did.

    What the system does by the clock, such as the file of each letter, has a view of its own.
    """

    name = "history"
    route = "audit:list"
    title = gettext_lazy("History")
    search_label = gettext_lazy("number or name of the record")
    none_found = gettext_lazy("No event matches")
    key = "id"
    queryset = AuditEvent.objects.all()
    filterset_class = EventFilter
    chip_names = ("since", "until", "actor_role", "via")
    quick_sets: ClassVar[dict[str, Any]] = {MINE: {"owner": "me"}}
    quick_labels: ClassVar[dict[str, Any]] = {MINE: gettext_lazy("done by me")}
    values = COLUMNS
    orders: ClassVar[dict[str, Any]] = {
        "new": ("-at", "-id"),
        "old": ("at", "id"),
        "-old": ("-at", "-id"),
    }
    order_titles: ClassVar[dict[str, Any]] = {
        "new": gettext_lazy("Newest first"),
        "old": gettext_lazy("Oldest first"),
    }
    views = (
        Tab("people", gettext_lazy("Done by people"), _by_people, is_counted=False),
        Tab("system", gettext_lazy("Done by the system"), _by_system, is_counted=False),
        Tab("all", gettext_lazy("All"), is_counted=False),
    )
    columns = (
        Column("at", gettext_lazy("when"), lambda row: jalali_near(row["at"]), cells.text("at"),
               is_locked=True, css="nowrap", order="old", greatest_first=True),
        Column("who", gettext_lazy("who"), _who, cells.text("actor_name"), is_locked=True,
               css="cell-main", by=words("actor_name")),
        Column("what", gettext_lazy("what"), cells.text("sentence"), cells.text("sentence"),
               by=path("verb")),
        Column("on", gettext_lazy("on"), _record, cells.text("label"),
               by=words("target_label")),
        Column(
            "why", gettext_lazy("why"), lambda row: Truncator(row["note"]).chars(80) or "–",
            cells.text("note"),
        ),
        Column(
            "role", gettext_lazy("role"), lambda row: ROLE_LABELS.get(row["actor_role"], "–"),
            lambda row: ROLE_LABELS.get(row["actor_role"], ""), is_shown=False,
            by=ranks("actor_role", ROLE_LABELS),
        ),
        Column("via", gettext_lazy("channel of the act"), cells.text("via_label"),
               cells.text("via_label"), is_shown=False, by=ranks("via", dict(VIAS))),
        Column(
            "seal", gettext_lazy("seal"), lambda row: latin(row["hash"][:12]),
            cells.text("hash"), is_shown=False,
        ),
    )  # fmt: skip

    def is_open(self) -> bool:
        """Tell whether the role reads the history."""
        return may(self.actor, Permission.AUDIT_READ)

    def tabs(self) -> Sequence[Tab]:
        """Return what people did, what the system did, and both."""
        return self.views

    def counted(self, number: str) -> str:
        """Return how many events there are, in words."""
        return ngettext("{number} event", "{number} events", amount_of(number)).format(
            number=number
        )

    def tell(self, rows: Sequence[Row]) -> None:
        """Add the sentence, the changes and the address of the trail."""
        vias = dict(VIAS)
        for row in rows:
            row.update(shown(for_reader(row, self.actor)))
            row["url"] = reverse("audit:record", args=[row["target_type"], row["target_id"]])
            row["via_label"] = vias.get(row["via"], row["via"])


class Events(ListPage):
    """The page of everything that was done."""

    listed_class = EventList
    template_name = "audit/events.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the list with what the floors above know of the history as a whole."""
        proofs = drawn(PANELS, "banner", None, self.actor, today())
        return super().get_context_data(proofs=proofs, **kwargs)


class Trail(Scoped, TemplateView):
    """The history of one record, oldest first, with what changed and the seals."""

    template_name = "audit/trail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the events that the reader may see; none is 404."""
        events = (
            AuditEvent.objects.visible_to(self.actor)
            .filter(target_type=self.kwargs["type"], target_id=self.kwargs["id"])
            .order_by("id")
            .values(*{*COLUMNS, *chain.COLUMNS})[:TRAIL_LIMIT]
        )
        people = people_in(events)
        reads_all = may(self.actor, Permission.AUDIT_READ)
        broken = broken_among(list(events)) if reads_all else []
        rows = [shown(for_reader(row, self.actor), people) for row in events]
        if not rows:
            raise Http404
        label = rows[-1]["label"]
        crumbs = [{"label": _("History"), "url": reverse("audit:list")}] if reads_all else []
        return super().get_context_data(
            rows=rows,
            broken=broken,
            is_verified=reads_all,
            label=label,
            crumbs=[*crumbs, {"label": label}],
            **kwargs,
        )
