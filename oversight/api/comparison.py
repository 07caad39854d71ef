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
    """One agency: counts of duties that were due, shares from 0 to 1, and its place or none."""

    agency_code = serializers.CharField()
    agency_name = serializers.CharField()
    due = serializers.IntegerField()
    in_time = serializers.IntegerField()
    late = serializers.IntegerField()
    ignored = serializers.IntegerField()
    share = serializers.FloatField(allow_null=True)
    interval_low = serializers.FloatField()
    interval_high = serializers.FloatField()
    pulled_share = serializers.FloatField()
    place = serializers.IntegerField(allow_null=True)


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
                    "due": row.compared.tally.due,
                    "in_time": row.compared.tally.in_time,
                    "late": row.compared.tally.late,
                    "ignored": row.compared.tally.ignored,
                    "share": row.compared.share,
                    "interval_low": row.compared.low,
                    "interval_high": row.compared.high,
                    "pulled_share": row.compared.pulled,
                    "place": row.compared.place,
                }
                for row in found.rows
            ],
        }
        return Response(jalali(told) if is_jalali else told)
