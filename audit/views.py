"""Pages of the history: all of it, and the trail of one record."""

from typing import Any, ClassVar

import django_filters
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from accounts.principal import may
from accounts.roles import Permission
from audit.models import AuditEvent
from audit.verbs import sentence
from core.web import Listing, Scoped

TRAIL_LIMIT = 500


class EventFilter(django_filters.FilterSet):
    """By stream, verb, actor and target."""

    verb = django_filters.CharFilter(lookup_expr="startswith", label=gettext_lazy("act"))
    stream = django_filters.CharFilter(label=gettext_lazy("stream"))
    q = django_filters.CharFilter(field_name="target_label", lookup_expr="icontains")

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = []


def shown(row: dict[str, Any]) -> dict[str, Any]:
    """Return an event with its sentence and its changes as lines."""
    changes = [
        {"field": name, "before": pair[0], "after": pair[1]}
        if isinstance(pair, list) and len(pair) == 2
        else {"field": name, "before": None, "after": pair}
        for name, pair in row["changes"].items()
    ]
    return row | {"sentence": sentence(row["verb"]), "lines": changes}


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
        rows = [shown(row) for row in events]
        if not rows:
            raise Http404
        crumbs = (
            [{"label": _("History"), "url": reverse("audit:list")}]
            if may(self.actor, Permission.AUDIT_READ)
            else []
        )
        return super().get_context_data(
            rows=rows,
            label=rows[-1]["target_label"],
            crumbs=[*crumbs, {"label": rows[-1]["target_label"]}],
            **kwargs,
        )
