"""REST: the numbers of the desk and of the lists."""

from typing import Any

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.viewsets import ViewSet

from accounts.principal import Principal
from core.clock import today
from core.errors import Invalid
from core.periods import MONTH, MONTHS, THIS_MONTH, YEAR
from core.requests import known
from core.rest import CALENDAR, jalali, wants_jalali
from dashboard.facts.scope import SCOPED_DESK, Scope, scope_of
from dashboard.facts.stats import Stats, stats

PERIODS = (MONTHS, THIS_MONTH, MONTH, YEAR)
PARAMETERS = frozenset({"period", "county"})


class TileSerializer(serializers.Serializer[Any]):
    """One number of the desk; `late` of them are past their deadline, null where none is told."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field of the answer
    count = serializers.IntegerField()
    late = serializers.IntegerField(allow_null=True)


class TabCountSerializer(serializers.Serializer[Any]):
    """What stands behind a tab of a list; with more than 1,000 `count` is 1,000, not exact."""

    list = serializers.CharField()
    list_label = serializers.CharField()
    tab = serializers.CharField()
    tab_label = serializers.CharField()
    count = serializers.IntegerField()
    count_is_exact = serializers.BooleanField()


class BinSerializer(serializers.Serializer[Any]):
    """A part of the period, both days included; a county's counts cases opened, not reports."""

    label = serializers.CharField(  # type: ignore[assignment] # a field of the answer
        help_text="A Jalali month, or days of a month."
    )
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    filed = serializers.IntegerField(allow_null=True)
    opened = serializers.IntegerField(allow_null=True)
    decided = serializers.IntegerField()
    proven = serializers.IntegerField()


class StageSerializer(serializers.Serializer[Any]):
    """Open cases at one stage, and for how many days the oldest has been there."""

    code = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment] # a field of the answer
    count = serializers.IntegerField()
    oldest_days = serializers.IntegerField()


class StandingSerializer(serializers.Serializer[Any]):
    """
    What an agency did with its duties that were due in the period; the worst comes first.

    `median_days` counts the working days from a duty's first day to the answer; `is_few`: too few
    duties to be ranked. `place` is the rank in `/agency-comparison`.
    """

    agency_code = serializers.CharField()
    agency_name = serializers.CharField()
    due = serializers.IntegerField()
    in_time = serializers.IntegerField()
    late = serializers.IntegerField()
    ignored = serializers.IntegerField()
    median_days = serializers.IntegerField(allow_null=True)
    is_few = serializers.BooleanField()
    place = serializers.IntegerField(
        allow_null=True, help_text="The rank, 1 is the best; null with too few duties."
    )


class CountyCountSerializer(serializers.Serializer[Any]):
    """A county's offices and open cases; with few offices the rate says nothing."""

    county = serializers.UUIDField()
    county_code = serializers.CharField()
    county_name = serializers.CharField()
    offices = serializers.IntegerField()
    open_cases = serializers.IntegerField()
    open_for_ten = serializers.FloatField(allow_null=True)
    is_few = serializers.BooleanField()


@extend_schema_serializer(many=False)
class StatsSerializer(serializers.Serializer[Any]):
    """The numbers as of a day; a part that the role's desk does not have is empty."""

    as_of = serializers.DateField()
    period = serializers.ChoiceField(PERIODS)
    period_label = serializers.CharField()
    first_on = serializers.DateField()
    last_on = serializers.DateField()
    county = serializers.UUIDField(allow_null=True)
    tiles = TileSerializer(many=True)
    counts = TabCountSerializer(many=True)
    trend = BinSerializer(many=True)
    stages = StageSerializer(many=True)
    agencies = StandingSerializer(many=True)
    counties = CountyCountSerializer(many=True)


class StatsViewSet(ViewSet):
    """The numbers that the caller's desk and lists show, counted in the caller's scope."""

    @extend_schema(
        responses=StatsSerializer,
        parameters=[
            OpenApiParameter(
                "period", str, enum=PERIODS,
                description="The last whole month, twelve months, or the present Jalali year.",
            ),
            OpenApiParameter("county", {"type": "string", "format": "uuid"}),
            CALENDAR,
        ],
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """
        Answer the numbers of today.

        They are those of the pages: `tiles` are the desk's, `counts` stand behind the tabs of the
        lists. `period` and `county` are for desks that have them; each number says what is, not
        what was when the page was opened last.
        """
        is_jalali = wants_jalali(request, PARAMETERS)
        principal: Principal = known(request).principal
        scope = _scope(request, principal)
        told = _told(stats(principal, scope, today()), scope)
        return Response(jalali(told) if is_jalali else told)


def _scope(request: Request, principal: Principal) -> Scope:
    """
    Return what is asked for.

    Raises:
        Invalid: there is no such period or county, or the role's numbers have none to choose.
    """
    asked = request.query_params
    scope = scope_of(asked, today())
    faults = {}
    if principal.role not in SCOPED_DESK:
        texts = [_("The numbers of this role have no choice of period and county.")]
        faults = {name: texts for name in PARAMETERS if name in asked}
    if "period" in asked and asked["period"] not in PERIODS:
        faults["period"] = [_("Choose one of: {choices}").format(choices=", ".join(PERIODS))]
    if "county" in asked and scope.county is None:
        faults.setdefault("county", [_("There is no such county.")])
    if faults:
        raise Invalid(fields=faults)
    return scope


def _told(found: Stats, scope: Scope) -> dict[str, Any]:
    """Return the public form of the numbers."""
    return {
        "as_of": today(),
        "period": scope.name,
        "period_label": scope.span.label,
        "first_on": scope.span.first,
        "last_on": scope.span.last,
        "county": scope.county and str(scope.county.public_id),
        "tiles": [
            {"code": one.code, "label": one.label, "count": one.count, "late": one.late}
            for one in found.tiles
        ],
        "counts": [
            {
                "list": one.listed, "list_label": one.listed_label, "tab": one.tab,
                "tab_label": one.label, "count": one.count, "count_is_exact": one.is_exact,
            }
            for one in found.counts
        ],
        "trend": [
            {
                "label": one.span.label, "first_on": one.span.first,
                "last_on": one.span.last, "filed": one.filed, "opened": one.opened,
                "decided": one.decided, "proven": one.proven,
            }
            for one in found.trend
        ],
        "stages": [
            {
                "code": code, "label": stage.label, "count": stage.count,
                "oldest_days": stage.oldest,
            }
            for code, stage in found.stages
        ],
        "agencies": [
            {
                "agency_code": row.code, "agency_name": row.name, "due": row.total,
                "in_time": row.in_time, "late": row.late, "ignored": row.unacted,
                "median_days": row.median, "is_few": row.is_few,
                "place": found.ranks.get(row.code),
            }
            for row in found.agencies
        ],
        "counties": [
            {
                "county": str(county.public_id), "county_code": county.code,
                "county_name": county.name, "offices": row.offices, "open_cases": row.open,
                "open_for_ten": row.rate, "is_few": row.is_few,
            }
            for county, row in found.counties
        ],
    }  # fmt: skip


routes: list[tuple[str, Any]] = [("stats", StatsViewSet)]
