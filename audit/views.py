"""Pages of the history: all of it, and the trail of one record."""

import functools
import operator
from typing import Any, ClassVar

import django_filters
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.principal import may
from accounts.roles import Permission
from audit.models import AuditEvent, AuditQuerySet
from audit.verbs import sentence
from audit.words import label_of, lines_of, note_of, people_in
from core.persian import latin_digits
from core.web import Listing, Scoped

TRAIL_LIMIT = 500


class EventFilter(django_filters.FilterSet):
    """By stream, verb, actor and target."""

    verb = django_filters.CharFilter(lookup_expr="startswith", label=gettext_lazy("act"))
    stream = django_filters.CharFilter(label=gettext_lazy("stream"))
    q = django_filters.CharFilter(method="of_record")

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = []

    def of_record(self, events: AuditQuerySet, _name: str, value: str) -> AuditQuerySet:
        """Find by the name of the record, its digits in whichever script."""
        texts = {value.strip(), latin_digits(value.strip())}
        return events.filter(
            functools.reduce(operator.or_, (Q(target_label__icontains=text) for text in texts))
        )


def shown(row: dict[str, Any], people: dict[int, str] | None = None) -> dict[str, Any]:
    """Return an event in people's words: its sentence, its record, its note, its changes."""
    return row | {
        "sentence": sentence(row["verb"]),
        "label": label_of(row["target_type"], row["target_label"]),
        "note": note_of(row["note"]),
        "lines": lines_of(row["target_type"], row["changes"], people),
    }


COLUMNS = (
    "id", "stream", "sequence", "at", "actor_name", "actor_role", "via", "client", "verb",
    "target_type", "target_id", "target_label", "changes", "note", "hash",
)  # fmt: skip


class Events(Listing):
    """Everything that was done, newest first."""

    queryset = AuditEvent.objects.all()
    filterset_class = EventFilter
    template_name = "audit/events.html"
    columns = COLUMNS
    orders: ClassVar[dict[str, Any]] = {"new": ("-id",)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the page, for those who read the audit."""
        if not may(self.actor, Permission.AUDIT_READ):
            raise Http404
        return super().get_context_data(q=self.request.GET.get("q", ""), **kwargs)

    def present(self, row: dict[str, Any]) -> dict[str, Any]:
        """Add the sentence, the changes and the address of the trail."""
        url = reverse("audit:record", args=[row["target_type"], row["target_id"]])
        return shown(row) | {"url": url}


class Trail(Scoped, TemplateView):
    """The history of one record, oldest first, with what changed and the seals."""

    template_name = "audit/trail.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the events that the reader may see; none is 404."""
        events = (
            AuditEvent.objects.visible_to(self.actor)
            .filter(target_type=self.kwargs["type"], target_id=self.kwargs["id"])
            .order_by("id")
            .values(*COLUMNS)[:TRAIL_LIMIT]
        )
        people = people_in(events)
        rows = [shown(row, people) for row in events]
        if not rows:
            raise Http404
        label = rows[-1]["label"]
        crumbs = (
            [{"label": _("History"), "url": reverse("audit:list")}]
            if may(self.actor, Permission.AUDIT_READ)
            else []
        )
        return super().get_context_data(
            rows=rows,
            label=label,
            crumbs=[*crumbs, {"label": label}],
            **kwargs,
        )
