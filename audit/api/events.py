"""REST: the history, as far as the caller reads it."""

from collections.abc import Sequence
from typing import Any, ClassVar

import django_filters
from django.http import Http404
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import ROLE_LABELS
from audit.models import AuditEvent, AuditQuerySet
from audit.verbs import sentence
from audit.withheld import for_reader
from audit.words import VIAS, label_of, people_in, told_changes
from core.crypto import number_of, opaque_id
from core.persian import bare
from core.requests import known
from core.rest import Scoped
from core.rest.filters import CodesFilter, MomentFilter, StatesFilter, YesNoFilter

PURPOSE = "audit-event"  # of the key by which ids of events are made
ROLES = list(ROLE_LABELS.items())
_WAYS = dict(VIAS)


class EventFilter(django_filters.FilterSet):
    """By moment, actor's role, way, program, act, record and stream."""

    q = django_filters.CharFilter(method="by_record")
    at__gte = MomentFilter(field_name="at", lookup_expr="gte")
    at__lte = MomentFilter(field_name="at", lookup_expr="lte")
    is_mine = YesNoFilter(method="by_owner")
    actor_role = django_filters.ChoiceFilter(choices=ROLES)
    actor_role__in = StatesFilter(field_name="actor_role", lookup_expr="in", choices=ROLES)
    via = django_filters.ChoiceFilter(choices=VIAS)
    client = django_filters.CharFilter()
    verb = django_filters.CharFilter()
    verb__in = CodesFilter(field_name="verb", lookup_expr="in")
    target_type = django_filters.CharFilter()
    target = django_filters.CharFilter(field_name="target_id")
    stream = django_filters.CharFilter()
    sequence__gte = django_filters.NumberFilter(
        field_name="sequence", lookup_expr="gte", min_value=0, max_value=2**63 - 1
    )
    sequence__lte = django_filters.NumberFilter(
        field_name="sequence", lookup_expr="lte", min_value=0, max_value=2**63 - 1
    )

    class Meta:
        model = AuditEvent
        fields: ClassVar[list[str]] = []

    def by_record(self, events: AuditQuerySet, _name: str, value: str) -> AuditQuerySet:
        """Find by the name of the record, as the page of the history does."""
        return events.of_name(value)

    def by_owner(self, events: AuditQuerySet, _name: str, value: bool) -> AuditQuerySet:
        """Leave what the caller did, or what others did."""
        own = {"actor_id": known(self.request).principal.user_id}
        return events.filter(**own) if value else events.exclude(**own)


class ChangedSerializer(serializers.Serializer[Any]):
    """One field that an act changed; `before` and `after` are null for nothing."""

    field = serializers.CharField()
    field_label = serializers.CharField()
    before = serializers.JSONField()
    after = serializers.JSONField()


class EventSerializer(serializers.Serializer[Any]):
    """One act, sealed: `hash` holds it and the one before it in its stream."""

    id = serializers.UUIDField()
    stream = serializers.CharField()
    sequence = serializers.IntegerField()
    at = serializers.DateTimeField()
    actor_name = serializers.CharField()
    actor_role = serializers.CharField()
    actor_role_label = serializers.CharField()
    via = serializers.ChoiceField(VIAS)
    via_label = serializers.CharField()
    client = serializers.CharField(allow_blank=True)
    verb = serializers.CharField()
    verb_label = serializers.CharField()
    target_type = serializers.CharField()
    target = serializers.CharField()
    target_label = serializers.CharField()
    changes = ChangedSerializer(many=True)
    note = serializers.CharField(allow_blank=True)
    request_id = serializers.CharField(allow_blank=True)
    hash = serializers.CharField()


class EventViewSet(Scoped):
    """
    The history, which is only ever added to.

    `/changes` does not follow it: a copy follows each stream by its numbers.
    """

    queryset = AuditEvent.objects.all()
    http_method_names = ["get", "head"]
    lookup_field = "pk"
    serializer_class = EventSerializer
    filterset_class = EventFilter
    orders: ClassVar[dict[str, Any]] = {
        "-at": ("-at", "-id"), "at": ("at", "id"), "sequence": ("stream", "sequence"),
    }  # fmt: skip
    columns = (
        "id", "stream", "sequence", "at", "actor_name", "actor_role", "via", "client", "verb",
        "target_type", "target_id", "target_label", "changes", "note", "request_id", "hash",
    )  # fmt: skip

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._people: dict[int, str] = {}

    def list(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """
        Answer one page of what the caller may read of the history.

        All of it for those who read the audit, to others what they did in their role; the
        platform's admins read no note and no changes of cases, contracts and reviews. In a
        `stream` the `sequence` has no gaps: with `sequence__gte` and `ordering=sequence` it is
        followed without missing an event.
        """
        return super().list(request, *args, **kwargs)

    def addressed(self) -> int:
        """Return the number of the event that the address names, or 404."""
        number = number_of(super().addressed(), PURPOSE)
        if number is None:
            raise Http404
        return number

    def prepare(self, rows: Sequence[dict[str, Any]]) -> None:
        """Leave out what the caller may not see; read the names of people in the changes."""
        for row in rows:
            row.update(for_reader(row, known(self.request).principal))
        self._people = people_in(rows)

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of an event."""
        told = {name: row[name] for name in self.columns if name not in {"id", "target_id"}}
        return told | {
            "id": opaque_id(row["id"], PURPOSE),
            "actor_role_label": str(ROLE_LABELS.get(row["actor_role"], "")),
            "via_label": str(_WAYS.get(row["via"], "")),
            "verb_label": sentence(row["verb"], row["actor_role"]),
            "target": row["target_id"],
            "target_label": bare(label_of(row["target_type"], row["target_label"])),
            "changes": told_changes(row["target_type"], row["changes"], self._people),
        }
