"""REST: administrative divisions: provinces, counties, districts, cities, villages."""

from typing import Any, ClassVar

import django_filters
from rest_framework import serializers

from core.rest import Scoped
from core.rest.filters import CodeFilter, StatesFilter, YesNoFilter
from territory.models import Division
from territory.rules import Level


class DivisionFilter(django_filters.FilterSet):
    """By level, name, code, what they lie in, and whether they still exist."""

    level = django_filters.ChoiceFilter(choices=Level.choices)
    level__in = StatesFilter(field_name="level", lookup_expr="in", choices=Level.choices)
    name = django_filters.CharFilter()
    code = CodeFilter()
    parent = django_filters.UUIDFilter(field_name="parent__public_id")
    valid_to__isnull = YesNoFilter(field_name="valid_to", lookup_expr="isnull")

    class Meta:
        model = Division
        fields: ClassVar[list[str]] = []


class DivisionSerializer(serializers.Serializer[Any]):
    """A division; it exists on both its first and its last day, where these are known."""

    id = serializers.UUIDField()
    level = serializers.ChoiceField(Level.choices)
    level_label = serializers.CharField()
    name = serializers.CharField()
    code = serializers.CharField(allow_null=True)
    parent = serializers.UUIDField(  # type: ignore[assignment] # a field of the answer
        allow_null=True
    )
    parent_name = serializers.CharField(allow_null=True)
    formerly_in = serializers.UUIDField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)
    population = serializers.IntegerField(allow_null=True)


class DivisionViewSet(Scoped):
    """Where offices lie; public to every caller."""

    queryset = Division.objects.all()
    is_followed = True
    serializer_class = DivisionSerializer
    filterset_class = DivisionFilter
    expands: ClassVar[dict[str, str]] = {"parent": "divisions"}
    orders: ClassVar[dict[str, Any]] = {"name": ("name", "id"), "-name": ("-name", "-id")}
    columns = (
        "public_id", "level", "name", "code", "parent__public_id", "parent__name",
        "formerly_in__public_id", "valid_from", "valid_to", "latitude", "longitude", "population",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a division."""
        told = ("level", "name", "code", "valid_from", "valid_to", "population")
        return {name: row[name] for name in told} | {
            "id": row["public_id"],
            "level_label": str(Level(row["level"]).label),
            "parent": row["parent__public_id"],
            "parent_name": row["parent__name"],
            "formerly_in": row["formerly_in__public_id"],
            "latitude": None if row["latitude"] is None else float(row["latitude"]),
            "longitude": None if row["longitude"] is None else float(row["longitude"]),
        }


routes: list[tuple[str, Any]] = [("divisions", DivisionViewSet)]
