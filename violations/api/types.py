"""REST: the violation types with their sanction matrix."""

from collections.abc import Sequence
from datetime import date
from typing import Any, ClassVar

import django_filters
from rest_framework import serializers

from core.clock import today
from core.rest import Scoped
from core.rest.filters import CodesFilter
from core.spelling import spelled
from violations.models import SanctionRule, ViolationType
from violations.states import SanctionKind, Severity

# A type may belong to both tracks; a case never does.
TRACKS = dict(ViolationType._meta.get_field("track").flatchoices)


class TypeFilter(django_filters.FilterSet):
    """By code, track, severity; `on` gives the types as they stood on a day, today unless said."""

    q = django_filters.CharFilter(method="search")
    code = django_filters.CharFilter()
    code__in = CodesFilter(field_name="code", lookup_expr="in")
    track = django_filters.ChoiceFilter(
        choices=[("licence", "licence"), ("contract", "contract"), ("both", "both")]
    )
    severity = django_filters.ChoiceFilter(choices=Severity.choices)
    on = django_filters.DateFilter(method="as_of")

    class Meta:
        model = ViolationType
        fields: ClassVar[list[str]] = []

    def as_of(self, queryset: Any, name: str, value: date) -> Any:
        """Return the types as they stood on a day."""
        return queryset.in_force(value)

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Return the types whose title holds the text."""
        return queryset.filter(title__iregex=spelled(value))

    @property
    def qs(self) -> Any:
        """Return today's types when no day was asked for."""
        found: Any = super().qs
        return found if self.form.cleaned_data.get("on") else found.in_force(today())


class CellSerializer(serializers.Serializer[Any]):
    """What the matrix proposes at an occurrence."""

    occurrence = serializers.IntegerField()
    sanction = serializers.ChoiceField(SanctionKind.choices)
    sanction_label = serializers.CharField()
    days = serializers.IntegerField(allow_null=True)
    extra = serializers.CharField()
    legal_reference = serializers.CharField()
    provenance = serializers.CharField()


class TypeSerializer(serializers.Serializer[Any]):
    """A violation type as it stands from `valid_from` to `valid_to`, both included."""

    id = serializers.UUIDField()
    code = serializers.CharField()
    title = serializers.CharField()
    track = serializers.CharField()
    track_label = serializers.CharField()
    severity = serializers.ChoiceField(Severity.choices)
    severity_label = serializers.CharField()
    points = serializers.IntegerField()
    cure_days = serializers.IntegerField(allow_null=True)
    explanation = serializers.CharField()
    legal_reference = serializers.CharField()
    provenance = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    sanctions = CellSerializer(many=True)


class TypeViewSet(Scoped):
    """Violation types; public to every caller."""

    queryset = ViolationType.objects.all()
    is_followed = True
    serializer_class = TypeSerializer
    filterset_class = TypeFilter
    orders: ClassVar[dict[str, Any]] = {"code": ("code", "id"), "-code": ("-code", "-id")}
    columns = (
        "pk", "public_id", "code", "title", "track", "severity", "points", "cure_days",
        "explanation", "legal_reference", "provenance", "valid_from", "valid_to",
    )  # fmt: skip

    def prepare(self, rows: Sequence[dict[str, Any]]) -> None:
        """Read the matrix of these types in one query."""
        self.cells = self._cells(*[row["pk"] for row in rows])

    def _cells(self, *keys: int) -> dict[int, list[dict[str, Any]]]:
        rules = SanctionRule.objects.visible_to(self.actor).filter(type_id__in=keys)
        rules = rules.order_by("type_id", "occurrence")
        cells: dict[int, list[dict[str, Any]]] = {}
        for cell in rules.values(
            "type_id", "occurrence", "sanction", "days", "extra", "legal_reference", "provenance"
        ):
            shaped: dict[str, Any] = dict(cell)
            shaped["sanction_label"] = str(SanctionKind(cell["sanction"]).label)
            cells.setdefault(shaped.pop("type_id"), []).append(shaped)
        return cells

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a type."""
        kept = {name: value for name, value in row.items() if name not in {"pk", "id", "public_id"}}
        return {
            "id": row["public_id"],
            **kept,
            "track_label": str(TRACKS[row["track"]]),
            "severity_label": str(Severity(row["severity"]).label),
            "sanctions": self.cells.get(row["pk"], []),
        }
