"""REST: versions of the policy, and runs of the flagging on demand."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from core.clock import now, today
from core.rest import Scoped, needs, validated
from oversight import actions
from oversight.acts.policies import RUN
from oversight.models import PolicyVersion
from oversight.states import PolicyState


class PolicyFilter(django_filters.FilterSet):
    """By state and day of effect."""

    state = django_filters.ChoiceFilter(choices=PolicyState.choices)
    valid_from__gte = django_filters.DateFilter(field_name="valid_from", lookup_expr="gte")
    valid_from__lte = django_filters.DateFilter(field_name="valid_from", lookup_expr="lte")

    class Meta:
        model = PolicyVersion
        fields: ClassVar[list[str]] = []


class RunArguments(serializers.Serializer[Any]):
    """A run of the flagging on demand."""

    as_of = serializers.DateField(required=False)
    mode = serializers.ChoiceField(
        [("full", "full"), ("incremental", "incremental")], default="full"
    )
    dry = serializers.BooleanField(default=True)


class RunSerializer(serializers.Serializer[Any]):
    """A run and its counts."""

    id = serializers.UUIDField()
    job = serializers.CharField()
    as_of = serializers.DateField()
    mode = serializers.CharField()
    is_dry = serializers.BooleanField()
    state = serializers.CharField()
    counts = serializers.DictField()


class PolicySerializer(serializers.Serializer[Any]):
    """A policy version with its rules."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(PolicyState.choices)
    state_label = serializers.CharField()
    valid_from = serializers.DateField()
    rules = serializers.ListField(child=serializers.DictField(), required=False)


class PolicyViewSet(Scoped):
    """Policy versions; a detail carries its rules. `POST run` flags on demand, dry by default."""

    queryset = PolicyVersion.objects.all()
    is_followed = True
    foreign: ClassVar[frozenset[str]] = frozenset({"run"})
    serializer_class = PolicySerializer
    filterset_class = PolicyFilter
    orders: ClassVar[dict[str, Any]] = {"-number": ("-number",), "number": ("number",)}
    columns = ("id", "public_id", "number", "title", "state", "valid_from")

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a version."""
        return {
            "id": row["public_id"],
            "number": row["number"],
            "title": row["title"],
            "state": row["state"],
            "state_label": str(PolicyState(row["state"]).label),
            "valid_from": row["valid_from"],
        }

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one version with its rules."""
        row = self.get_row()
        rules = PolicyVersion.objects.get(pk=row["id"]).rules.order_by("code")
        return Response(
            self.told(row)
            | {
                "rules": list(
                    rules.values("code", "is_enabled", "parameters", "provenance", "citation")
                )
            }
        )

    @needs(*RUN.permissions)
    @extend_schema(request=RunArguments, responses=RunSerializer)
    @action(detail=False, methods=["post"])
    def run(self, request: Request) -> Response:
        """Flag on demand; a dry run only counts."""
        data = validated(RunArguments, request)
        run = actions.flag_termination_review(
            as_of=data.get("as_of") or today(),
            mode=data["mode"],
            dry=data["dry"],
            actor=self.actor,
            at=now(),
        )
        return Response(
            {
                "id": run.public_id,
                "job": run.job,
                "as_of": run.as_of,
                "mode": run.mode,
                "is_dry": run.is_dry,
                "state": run.state,
                "counts": run.counts,
            }
        )
