"""REST: deadlines with their whole computation, the receipts of moved ones, the calendar's days."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import now, today
from core.rest import Scoped, needs, owner_of, validated
from core.rest.filters import YesNoFilter
from workdays import actions
from workdays.acts import EXTEND, RESUME, SUSPEND
from workdays.facts import Explanation, explain
from workdays.models import CLOCKS, CalendarDay, DeadlineMove, KeptDeadline
from workdays.rules import DayKind, Step, StepKind, Unit


class DeadlineFilter(django_filters.FilterSet):
    """By clock, record and due day."""

    clock = django_filters.CharFilter()
    record = django_filters.UUIDFilter(field_name="subject_id")
    due_on__lte = django_filters.DateFilter(field_name="due_on", lookup_expr="lte")
    due_on__gte = django_filters.DateFilter(field_name="due_on", lookup_expr="gte")

    class Meta:
        model = KeptDeadline
        fields: ClassVar[list[str]] = []


class DeadlineSerializer(serializers.Serializer[Any]):
    """A deadline of a record, as it was computed; `record` is the record's id."""

    id = serializers.UUIDField()
    clock = serializers.CharField()
    clock_label = serializers.CharField()
    record = serializers.UUIDField()
    record_label = serializers.CharField()
    starts_on = serializers.DateField()
    due_on = serializers.DateField()
    key = serializers.CharField()
    amount = serializers.IntegerField()
    unit = serializers.ChoiceField([unit.value for unit in Unit])
    provenance = serializers.CharField()
    calendar_version = serializers.CharField()


class StepSerializer(serializers.Serializer[Any]):
    """One day of a computation, and why it was or was not counted."""

    day = serializers.DateField()
    kind = serializers.ChoiceField([kind.value for kind in StepKind])
    number = serializers.IntegerField(allow_null=True)
    why = serializers.CharField()
    is_draft = serializers.BooleanField()


class MoveSerializer(serializers.Serializer[Any]):
    """The receipt of a moved deadline."""

    id = serializers.UUIDField()
    deadline = serializers.UUIDField()
    record_label = serializers.CharField()
    cause = serializers.CharField()
    old_on = serializers.DateField()
    new_on = serializers.DateField()
    old_version = serializers.CharField()
    new_version = serializers.CharField()
    why = serializers.CharField()
    moved_on = serializers.DateField()


class ExplainedSerializer(DeadlineSerializer):
    """A deadline with each day of its computation and the receipts of its moves."""

    is_certain = serializers.BooleanField()
    steps = StepSerializer(many=True)


class ExtendSerializer(serializers.Serializer[Any]):
    """By how much, in the deadline's own unit, and why."""

    days = serializers.IntegerField(min_value=1, max_value=3660)
    reason = serializers.CharField(max_length=500)


class ReasonSerializer(serializers.Serializer[Any]):
    """Why."""

    reason = serializers.CharField(max_length=500)


def _label(clock: str) -> str:
    kind = CLOCKS.get(clock)
    return str(kind.label) if kind else clock


def step_of(step: Step) -> dict[str, Any]:
    """Return a day of a computation as REST shows it."""
    why = step.off.title if step.off else ""
    if step.pause:
        why = step.pause.reason
    elif step.late:
        why = step.late.title
    return {
        "day": step.day,
        "kind": step.kind,
        "number": step.number,
        "why": why,
        "is_draft": bool(step.off and step.off.draft),
    }


class DeadlineViewSet(Scoped):
    """Deadlines of the records that the caller sees."""

    queryset = KeptDeadline.objects.all()
    is_followed = True
    serializer_class = DeadlineSerializer
    filterset_class = DeadlineFilter
    orders: ClassVar[dict[str, Any]] = {
        "due_on": ("due_on", "id"), "-due_on": ("-due_on", "-id"),
    }  # fmt: skip
    columns = (
        "public_id", "clock", "subject_id", "subject_label", "starts_on", "due_on", "key",
        "amount", "unit", "provenance", "calendar_version",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a deadline."""
        kept = dict(row)
        kept.pop("id", None)
        return {
            "id": kept.pop("public_id"),
            "clock_label": _label(kept["clock"]),
            "record": kept.pop("subject_id"),
            "record_label": kept.pop("subject_label"),
            **kept,
        }

    def _told(self, kept: KeptDeadline) -> Response:
        told: Explanation = explain(kept)
        row = {name: getattr(kept, name) for name in self.columns}
        return Response(
            self.shape(row)
            | {"is_certain": told.is_certain, "steps": [step_of(step) for step in told.steps]}
        )

    @extend_schema(responses=ExplainedSerializer)
    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one deadline with each day of its computation."""
        return self._told(self.get_record())

    def _act(self, act: Any, data: dict[str, Any]) -> Response:
        record = self.get_record()
        return self._told(
            act(deadline_id=record.public_id, actor=self.actor, on=today(), at=now(), **data)
        )

    @extend_schema(request=ExtendSerializer, responses=ExplainedSerializer)
    @action(detail=True, methods=["post"])
    @needs(*EXTEND.permissions, of=owner_of(EXTEND))
    def extend(self, request: Request, public_id: str) -> Response:
        """Make a running deadline longer."""
        return self._act(actions.extend_deadline, validated(ExtendSerializer, request))

    @extend_schema(request=ReasonSerializer, responses=ExplainedSerializer)
    @action(detail=True, methods=["post"])
    @needs(*SUSPEND.permissions, of=owner_of(SUSPEND))
    def suspend(self, request: Request, public_id: str) -> Response:
        """Let a running deadline stand still."""
        return self._act(actions.suspend_deadline, validated(ReasonSerializer, request))

    @extend_schema(request=ReasonSerializer, responses=ExplainedSerializer)
    @action(detail=True, methods=["post"])
    @needs(*RESUME.permissions, of=owner_of(RESUME))
    def resume(self, request: Request, public_id: str) -> Response:
        """Let a suspended deadline go on."""
        return self._act(actions.resume_deadline, validated(ReasonSerializer, request))


class MoveFilter(django_filters.FilterSet):
    """By deadline, cause and day."""

    deadline = django_filters.UUIDFilter(field_name="deadline__public_id")
    cause = django_filters.CharFilter()
    moved_on__gte = django_filters.DateFilter(field_name="moved_on", lookup_expr="gte")

    class Meta:
        model = DeadlineMove
        fields: ClassVar[list[str]] = []


class MoveViewSet(Scoped):
    """Receipts of moved deadlines of the records that the caller sees."""

    queryset = DeadlineMove.objects.all()
    is_followed = True
    serializer_class = MoveSerializer
    filterset_class = MoveFilter
    orders: ClassVar[dict[str, Any]] = {"-moved_on": ("-moved_on", "-id")}
    columns = (
        "public_id", "deadline__public_id", "deadline__subject_label", "cause", "old_on", "new_on",
        "old_version", "new_version", "why", "moved_on",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a receipt."""
        kept = dict(row)
        kept.pop("id", None)
        return {
            "id": kept.pop("public_id"),
            "deadline": kept.pop("deadline__public_id"),
            "record_label": kept.pop("deadline__subject_label"),
            **kept,
        }


class DayFilter(django_filters.FilterSet):
    """By day, kind and whether it is confirmed."""

    date__gte = django_filters.DateFilter(field_name="date", lookup_expr="gte")
    date__lte = django_filters.DateFilter(field_name="date", lookup_expr="lte")
    kind = django_filters.ChoiceFilter(choices=[(kind.value, kind.value) for kind in DayKind])
    draft = YesNoFilter()

    class Meta:
        model = CalendarDay
        fields: ClassVar[list[str]] = []


class DaySerializer(serializers.Serializer[Any]):
    """A day that differs from the weekly rule; an empty county is the whole province."""

    id = serializers.UUIDField()
    date = serializers.DateField()
    kind = serializers.ChoiceField([kind.value for kind in DayKind])
    title = serializers.CharField()
    county = serializers.UUIDField(allow_null=True)
    exempt = serializers.ListField(child=serializers.CharField())
    late_minutes = serializers.IntegerField(allow_null=True)
    announced_at = serializers.DateTimeField(allow_null=True)
    draft = serializers.BooleanField()
    confirmed_on = serializers.DateField(allow_null=True)
    withdrawn_on = serializers.DateField(
        allow_null=True, help_text="Since when the day, entered by mistake, counts no more."
    )
    announcement = serializers.CharField()


class DayViewSet(Scoped):
    """Holidays, closures, late openings and working exceptions; public to every caller."""

    queryset = CalendarDay.objects.all()
    is_followed = True
    serializer_class = DaySerializer
    filterset_class = DayFilter
    orders: ClassVar[dict[str, Any]] = {"date": ("date", "id"), "-date": ("-date", "-id")}
    columns = (
        "public_id", "date", "kind", "title", "county__public_id", "exempt", "late_minutes",
        "announced_at", "draft", "confirmed_on", "withdrawn_on", "source",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a day."""
        kept = dict(row)
        kept.pop("id", None)
        return {
            "id": kept.pop("public_id"),
            "county": kept.pop("county__public_id"),
            "announcement": kept.pop("source"),
            **kept,
        }


routes = [
    ("deadlines", DeadlineViewSet),
    ("deadline-moves", MoveViewSet),
    ("calendar-days", DayViewSet),
]
