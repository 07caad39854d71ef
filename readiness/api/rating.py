"""REST: rating periods, and the association's points until the last day."""

from typing import Any, ClassVar

import django_filters
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from audit.bulk import ANSWERS, NotedBulk
from core.clock import now, today
from core.errors import Invalid
from core.rest import Scoped, needs, validated
from core.rest.bulk import bulk_of
from core.rest.filters import CodeFilter, CodesFilter, RecordFilter
from readiness import actions
from readiness.acts import GIVE_SCORE, OPEN
from readiness.models import RatingPeriod, RatingScore
from readiness.models.rating import MOST_POINTS


class PeriodFilter(django_filters.FilterSet):
    """By year, half and the association's last day."""

    year = django_filters.NumberFilter(min_value=1300, max_value=1500)
    half = django_filters.NumberFilter(min_value=1, max_value=2)
    association_due_on__gte = django_filters.DateFilter(
        field_name="association_due_on", lookup_expr="gte"
    )

    class Meta:
        model = RatingPeriod
        fields: ClassVar[list[str]] = []


class PeriodSerializer(serializers.Serializer[Any]):
    """Half a Jalali year; the association gives its points on these days, both included."""

    id = serializers.UUIDField()
    year = serializers.IntegerField()
    half = serializers.IntegerField()
    opens_on = serializers.DateField()
    association_due_on = serializers.DateField()


class PeriodArguments(serializers.Serializer[Any]):
    """What a new period needs: the half of a Jalali year, and the days for the points."""

    year = serializers.IntegerField(min_value=1300, max_value=1500)
    half = serializers.IntegerField(min_value=1, max_value=2)
    opens_on = serializers.DateField()
    association_due_on = serializers.DateField()


class PeriodViewSet(Scoped):
    """Rating periods; public to every caller."""

    queryset = RatingPeriod.objects.all()
    is_followed = True
    serializer_class = PeriodSerializer
    filterset_class = PeriodFilter
    orders: ClassVar[dict[str, Any]] = {"-year": ("-year", "-half"), "year": ("year", "half")}
    columns = ("public_id", "year", "half", "opens_on", "association_due_on")

    @needs(*OPEN.permissions)
    @extend_schema(request=PeriodArguments, responses={201: PeriodSerializer})
    def create(self, request: Request) -> Response:
        """Open a rating period."""
        data = validated(PeriodArguments, request)
        return self.answer(actions.open_period(**data, actor=self.actor, at=now()), 201)


class ScoreFilter(django_filters.FilterSet):
    """By period and office."""

    period = django_filters.UUIDFilter(field_name="period__public_id")
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    office_code__in = CodesFilter(field_name="office__code", lookup_expr="in")

    class Meta:
        model = RatingScore
        fields: ClassVar[list[str]] = []


class ScoreSerializer(serializers.Serializer[Any]):
    """The association's points for an office in a period."""

    id = serializers.UUIDField()
    period = serializers.UUIDField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    points = serializers.IntegerField()
    given_on = serializers.DateField()
    given_by_name = serializers.CharField()


class ScoreArguments(serializers.Serializer[Any]):
    """Points for a member in a period; given anew, the last count."""

    period = serializers.UUIDField()
    office_code = serializers.CharField(max_length=20)
    points = serializers.IntegerField(min_value=0, max_value=MOST_POINTS)


class ScoreViewSet(NotedBulk):
    """Points of the offices for which the caller answers; of members for the association."""

    queryset = RatingScore.objects.all()
    is_followed = True
    what = "score"
    item_class = ScoreArguments
    naming = "office_code"
    done = 200
    serializer_class = ScoreSerializer
    filterset_class = ScoreFilter
    expands: ClassVar[dict[str, str]] = {"office": "offices", "period": "rating-periods"}
    orders: ClassVar[dict[str, Any]] = {
        "-given_on": ("-given_on", "-id"), "given_on": ("given_on", "id"),
    }  # fmt: skip
    columns = (
        "public_id", "period__public_id", "office__public_id", "office__code", "points",
        "given_on", "given_by_name",
    )  # fmt: skip

    @needs(*GIVE_SCORE.permissions, once=True)
    @extend_schema(request=bulk_of(ScoreArguments), responses=ANSWERS)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """Give up to 1,000 members their points; each until the last day of its period."""
        return self.make_many(request)

    def make_one(self, data: dict[str, Any]) -> RatingScore:
        """Give one member its points."""
        known = RatingPeriod.objects.visible_to(self.actor).filter(public_id=data.pop("period"))
        period_id = known.values_list("pk", flat=True).first()
        if period_id is None:
            raise Invalid(fields={"period": [_("There is no such rating period.")]})
        return actions.give_score(
            period_id=period_id, **data, actor=self.actor, on=today(), at=now()
        )
