"""REST: the offices' staff."""

from typing import Any, ClassVar

import django_filters
from rest_framework import serializers

from core.rest import Scoped
from core.rest.filters import CodeFilter, CodesFilter, RecordFilter, YesNoFilter
from offices.models import OfficeStaff


class StaffFilter(django_filters.FilterSet):
    """By office."""

    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    office_code__in = CodesFilter(field_name="office__code", lookup_expr="in")
    ends_on__isnull = YesNoFilter(field_name="ends_on", lookup_expr="isnull")

    class Meta:
        model = OfficeStaff
        fields: ClassVar[list[str]] = []


class StaffSerializer(serializers.Serializer[Any]):
    """A person who works in an office."""

    id = serializers.UUIDField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    full_name = serializers.CharField()
    position = serializers.CharField()
    is_insured = serializers.BooleanField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class StaffViewSet(Scoped):
    """Staff of the offices whose address book the caller sees; members' for the association."""

    queryset = OfficeStaff.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = {"office": "offices"}
    serializer_class = StaffSerializer
    filterset_class = StaffFilter
    orders: ClassVar[dict[str, Any]] = {"name": ("full_name", "id")}
    columns = (
        "public_id", "office__public_id", "office__code", "full_name", "position", "is_insured",
        "starts_on", "ends_on",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a person."""
        return {
            "id": row["public_id"],
            "office": row["office__public_id"],
            "office_code": row["office__code"],
            "full_name": row["full_name"],
            "position": row["position"],
            "is_insured": row["is_insured"],
            "starts_on": row["starts_on"],
            "ends_on": row["ends_on"],
        }
