"""REST: flags, termination reviews and policies."""

from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.roles import Permission
from core.clock import now, today
from core.errors import Invalid
from core.rest import Scoped, needs, validated
from oversight import actions
from oversight.facts.pages import waiver_text
from oversight.models import Flag, PolicyVersion, TerminationReview
from oversight.states import FlagScope, PolicyState, ReviewOutcome, ReviewState, RuleCode


class FlagFilter(django_filters.FilterSet):
    """By rule, scope, office, contract, agency, day, and whether it still matters."""

    code = django_filters.ChoiceFilter(choices=RuleCode.choices)
    scope = django_filters.ChoiceFilter(choices=FlagScope.choices)
    office = django_filters.UUIDFilter(field_name="office__public_id")
    contract = django_filters.UUIDFilter(field_name="contract__public_id")
    agency = django_filters.UUIDFilter(field_name="agency__public_id")
    as_of__gte = django_filters.DateFilter(field_name="as_of", lookup_expr="gte")
    as_of__lte = django_filters.DateFilter(field_name="as_of", lookup_expr="lte")
    is_open = django_filters.BooleanFilter(field_name="end", lookup_expr="isnull")
    is_watch = django_filters.BooleanFilter()

    class Meta:
        model = Flag
        fields: ClassVar[list[str]] = []


class FlagSerializer(serializers.Serializer[Any]):
    """A flag: immutable, explained in one sentence."""

    id = serializers.UUIDField()
    code = serializers.ChoiceField(RuleCode.choices)
    code_label = serializers.CharField()
    policy_version = serializers.IntegerField()
    scope = serializers.ChoiceField(FlagScope.choices)
    office_code = serializers.CharField(allow_null=True)
    contract_number = serializers.CharField(allow_null=True)
    agency_code = serializers.CharField(allow_null=True)
    as_of = serializers.DateField()
    sentence = serializers.CharField()
    is_watch = serializers.BooleanField()
    fingerprint = serializers.CharField()
    ended_on = serializers.DateField(allow_null=True)
    ended_how = serializers.CharField(allow_null=True)


class FlagViewSet(Scoped):
    """Flags in scope."""

    queryset = Flag.objects.all()
    serializer_class = FlagSerializer
    filterset_class = FlagFilter
    orders: ClassVar[dict[str, Any]] = {"-as_of": ("-as_of", "-id"), "as_of": ("as_of", "id")}
    columns = (
        "public_id", "code", "version__number", "scope", "office__code", "contract__number",
        "agency__code", "as_of", "sentence", "is_watch", "fingerprint", "end__on", "end__kind",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a flag."""
        return {
            "id": row["public_id"],
            "code": row["code"],
            "code_label": str(RuleCode(row["code"]).label),
            "policy_version": row["version__number"],
            "scope": row["scope"],
            "office_code": row["office__code"],
            "contract_number": row["contract__number"],
            "agency_code": row["agency__code"],
            "as_of": row["as_of"],
            "sentence": row["sentence"],
            "is_watch": row["is_watch"],
            "fingerprint": row["fingerprint"],
            "ended_on": row["end__on"],
            "ended_how": row["end__kind"],
        }


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


class ReviewFilter(django_filters.FilterSet):
    """By state, number, office, contract, agency and deadline."""

    state = django_filters.ChoiceFilter(choices=ReviewState.choices)
    number = django_filters.CharFilter()
    office = django_filters.UUIDFilter(field_name="office__public_id")
    office_code = django_filters.CharFilter(field_name="office__code")
    contract = django_filters.UUIDFilter(field_name="contract__public_id")
    contract_number = django_filters.CharFilter(field_name="contract__number")
    agency = django_filters.UUIDFilter(field_name="agency__public_id")
    decision_due_on__lte = django_filters.DateFilter(
        field_name="decision_due_on", lookup_expr="lte"
    )

    class Meta:
        model = TerminationReview
        fields: ClassVar[list[str]] = []


class ReviewSerializer(serializers.Serializer[Any]):
    """A termination review; the agency of the contract decides it."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(ReviewState.choices)
    state_label = serializers.CharField()
    office_code = serializers.CharField()
    contract_number = serializers.CharField()
    contract = serializers.UUIDField()
    agency_code = serializers.CharField()
    opened_on = serializers.DateField()
    served_on = serializers.DateField(allow_null=True)
    hearing_due_on = serializers.DateField(allow_null=True)
    heard_on = serializers.DateField(allow_null=True)
    decision_due_on = serializers.DateField()
    escalated_on = serializers.DateField(allow_null=True)
    outcome = serializers.CharField()
    decided_on = serializers.DateField(allow_null=True)
    closed_on = serializers.DateField(allow_null=True)
    version = serializers.IntegerField()


class TextArguments(serializers.Serializer[Any]):
    """A text of a person."""

    text = serializers.CharField(min_length=10, max_length=8000)


class WaiveArguments(serializers.Serializer[Any]):
    """The office's declaration, with the person's current code."""

    agreed = serializers.BooleanField()
    one_time_code = serializers.CharField(max_length=16)


class DecideArguments(serializers.Serializer[Any]):
    """The agency's decision, with the person's current code."""

    outcome = serializers.ChoiceField(ReviewOutcome.choices)
    reasons = serializers.CharField(min_length=100, max_length=8000)
    suspension_days = serializers.IntegerField(
        min_value=1, max_value=60, required=False, allow_null=True, default=None
    )
    plan = serializers.CharField(max_length=2000, required=False, default="")
    plan_due_on = serializers.DateField(required=False, allow_null=True, default=None)
    one_time_code = serializers.CharField(max_length=16)


class ReviewServiceArguments(serializers.Serializer[Any]):
    """Service on paper, with its receipt."""

    served_on = serializers.DateField()
    proof = serializers.CharField(min_length=3, max_length=240)


class ReviewViewSet(Scoped):
    """Termination reviews in scope."""

    queryset = TerminationReview.objects.all()
    serializer_class = ReviewSerializer
    filterset_class = ReviewFilter
    orders: ClassVar[dict[str, Any]] = {
        "-opened_on": ("-opened_on", "-id"),
        "decision_due_on": ("decision_due_on", "id"),
    }
    columns = (
        "public_id", "number", "state", "office__code", "contract__number",
        "contract__public_id", "agency__code", "opened_on", "served_on", "hearing_due_on",
        "heard_on", "decision_due_on", "escalated_on", "outcome", "decided_on", "closed_on",
        "version",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a review."""
        renamed = {
            "public_id": "id",
            "office__code": "office_code",
            "contract__number": "contract_number",
            "contract__public_id": "contract",
            "agency__code": "agency_code",
        }
        shaped = {renamed.get(name, name): row[name] for name in self.columns}
        return shaped | {"state_label": str(ReviewState(row["state"]).label)}

    def answer(self, review: TerminationReview) -> Response:
        """Return the review after an action."""
        row = TerminationReview.objects.filter(pk=review.pk).values(*self.columns).get()
        return Response(self.shape(row))

    def key(self) -> int:
        """Return the key of the review that the address names, or 404."""
        return int(self.get_record().pk)

    @needs(Permission.REVIEW_HEAR)
    @extend_schema(request=None, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request: Request, public_id: str) -> Response:
        """The office has received the notice; its window runs."""
        return self.answer(
            actions.acknowledge_review(review_id=self.key(), actor=self.actor, on=today(), at=now())
        )

    @needs(Permission.REVIEW_SERVE)
    @extend_schema(request=ReviewServiceArguments, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def service(self, request: Request, public_id: str) -> Response:
        """Record service on paper, with its receipt."""
        key, data = self.key(), validated(ReviewServiceArguments, request)
        return self.answer(
            actions.record_review_service(
                review_id=key, **data, actor=self.actor, on=today(), at=now()
            )
        )

    @needs(Permission.REVIEW_HEAR)
    @extend_schema(request=TextArguments, responses=ReviewSerializer)
    @action(detail=True, methods=["post"], url_path="answer")
    def reply(self, request: Request, public_id: str) -> Response:
        """File the office's answer."""
        key, data = self.key(), validated(TextArguments, request)
        return self.answer(
            actions.answer_review(review_id=key, **data, actor=self.actor, on=today(), at=now())
        )

    @needs(Permission.REVIEW_WAIVE)
    @extend_schema(request=WaiveArguments, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def waive(self, request: Request, public_id: str) -> Response:
        """End the hearing window by the office's own declaration."""
        review, data = self.get_record(), validated(WaiveArguments, request)
        if not data["agreed"]:
            raise Invalid(fields={"agreed": ["required"]})
        return self.answer(
            actions.waive_hearing(
                review_id=review.pk,
                text=waiver_text(review),
                actor=self.acting(data["one_time_code"]),
                on=today(),
                at=now(),
            )
        )

    @needs(Permission.REVIEW_DECIDE)
    @extend_schema(request=DecideArguments, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def decide(self, request: Request, public_id: str) -> Response:
        """Decide, as the manager of the contract's own agency."""
        key, data = self.key(), validated(DecideArguments, request)
        code = data.pop("one_time_code")
        return self.answer(
            actions.decide_review(
                review_id=key, **data, actor=self.acting(code), on=today(), at=now()
            )
        )

    @needs(Permission.REVIEW_RECOMMEND)
    @extend_schema(request=TextArguments, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def recommend(self, request: Request, public_id: str) -> Response:
        """Keep the province's recommendation to the agency."""
        key, data = self.key(), validated(TextArguments, request)
        return self.answer(
            actions.recommend(review_id=key, **data, actor=self.actor, on=today(), at=now())
        )

    @needs(Permission.REVIEW_REMIND)
    @extend_schema(request=None, responses=ReviewSerializer)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, public_id: str) -> Response:
        """Remind the agency of its deadline."""
        return self.answer(
            actions.remind_agency(review_id=self.key(), actor=self.actor, on=today(), at=now())
        )


class PolicySerializer(serializers.Serializer[Any]):
    """A policy version with its rules."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    state = serializers.ChoiceField(PolicyState.choices)
    valid_from = serializers.DateField()
    rules = serializers.ListField(child=serializers.DictField(), required=False)


class PolicyViewSet(Scoped):
    """Policy versions; a detail carries its rules. `POST run` flags on demand, dry by default."""

    queryset = PolicyVersion.objects.all()
    serializer_class = PolicySerializer
    orders: ClassVar[dict[str, Any]] = {"-number": ("-number",), "number": ("number",)}
    columns = ("id", "public_id", "number", "title", "state", "valid_from")

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a version."""
        return {
            "id": row["public_id"],
            "number": row["number"],
            "title": row["title"],
            "state": row["state"],
            "valid_from": row["valid_from"],
        }

    def retrieve(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Answer one version with its rules."""
        row = self.get_row()
        rules = PolicyVersion.objects.get(pk=row["id"]).rules.order_by("code")
        return Response(
            self.shape(row)
            | {
                "rules": list(
                    rules.values("code", "is_enabled", "parameters", "provenance", "citation")
                )
            }
        )

    @needs(Permission.FLAG_RUN)
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


routes = [
    ("flags", FlagViewSet),
    ("termination-reviews", ReviewViewSet),
    ("policies", PolicyViewSet),
]
