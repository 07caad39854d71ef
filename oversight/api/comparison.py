"""REST: the fair comparison of agencies."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from core.clock import today
from core.requests import known
from core.rest import CALENDAR, jalali, wants_jalali
from oversight.facts.comparison import comparison


class ComparedSerializer(serializers.Serializer[Any]):
    """
    One agency: counts of duties that were due, shares from 0 to 1, and its place or none.

    Outside the caller's own agency no count from 1 to 4 is told, nor what would tell it: null.
    """

    agency_code = serializers.CharField()
    agency_name = serializers.CharField()
    due = serializers.IntegerField(allow_null=True)
    in_time = serializers.IntegerField(allow_null=True)
    late = serializers.IntegerField(allow_null=True)
    ignored = serializers.IntegerField(allow_null=True)
    closed_without_action = serializers.IntegerField(allow_null=True)
    share = serializers.FloatField(allow_null=True)
    interval_low = serializers.FloatField(allow_null=True)
    interval_high = serializers.FloatField(allow_null=True)
    pulled_share = serializers.FloatField(allow_null=True)
    place = serializers.IntegerField(
        allow_null=True, help_text="The rank, 1 is the best; null with too few duties."
    )


@extend_schema_serializer(many=False)
class ComparisonSerializer(serializers.Serializer[Any]):
    """The comparison as of a day, with the numbers by which it was made."""

    as_of = serializers.DateField()
    counted_from = serializers.DateField()
    least = serializers.IntegerField()
    weight = serializers.IntegerField()
    normal_quantile = serializers.FloatField()
    provenance = serializers.CharField()
    results = ComparedSerializer(many=True)


class ComparisonViewSet(ViewSet):
    """The agencies by the share of duties acted on in time; counts only."""

    @extend_schema(responses=ComparisonSerializer, parameters=[CALENDAR])
    def list(self, request: Request) -> Response:
        """Answer all agencies, the best first; those with too few duties last, without place."""
        is_jalali = wants_jalali(request)
        found = comparison(known(request).principal, today())
        if found is None:
            return Response(status=204)
        told = {
            "as_of": found.on,
            "counted_from": found.first,
            "least": found.rule.least,
            "weight": found.rule.weight,
            "normal_quantile": found.rule.z_thousandths / 1000,
            "provenance": found.rule.provenance,
            "results": [
                {
                    "agency_code": row.code,
                    "agency_name": row.name,
                    "due": row.told.due,
                    "in_time": row.told.in_time,
                    "late": row.told.late,
                    "ignored": row.told.ignored,
                    "closed_without_action": row.closed,
                    "share": row.told.share,
                    "interval_low": row.told.low,
                    "interval_high": row.told.high,
                    "pulled_share": row.told.pulled,
                    "place": row.compared.place,
                }
                for row in found.rows
            ],
        }
        return Response(jalali(told) if is_jalali else told)
