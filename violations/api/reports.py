"""REST: violation reports and what is done with them."""

from collections.abc import Mapping
from functools import partial
from typing import Any, ClassVar

import django_filters
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import Principal
from agencies.models import Agency
from audit.bulk import ANSWERS, NotedBulk
from core.clock import now, today
from core.persian import latin_digits, loose_key
from core.rest import Moving, NoArguments, act_move, called, needs, validated
from core.rest.bulk import bulk_of
from core.rest.filters import (
    CodeFilter,
    CodesFilter,
    MomentFilter,
    RecordFilter,
    StatesFilter,
    YesNoFilter,
)
from core.rest.shaping import renaming
from core.writes import Along, nothing
from violations import actions
from violations.acts.reports import (
    ACCEPT,
    DUPLICATE,
    FILE,
    REFER,
    REJECT,
    RETURN,
    SUPPLEMENT,
    WITHDRAW,
)
from violations.api import arguments
from violations.facts.finding import reports_holding
from violations.models import ReportSource, ViolationReport
from violations.states import ReportState


class ReportFilter(django_filters.FilterSet):
    """By number, office, agency, type, state and days; `q` searches letter-blind."""

    q = django_filters.CharFilter(method="search")
    number = CodeFilter()
    number__in = CodesFilter(field_name="number", lookup_expr="in")
    office = RecordFilter("offices", field_name="office__public_id")
    office_code = CodeFilter(field_name="office__code")
    office_code__in = CodesFilter(field_name="office__code", lookup_expr="in")
    agency_code = django_filters.CharFilter(field_name="agency__code")
    type_code = django_filters.CharFilter(field_name="type__code")
    state = django_filters.ChoiceFilter(choices=ReportState.choices)
    state__in = StatesFilter(field_name="state", lookup_expr="in", choices=ReportState.choices)
    is_late = YesNoFilter()
    submitted_on__gte = django_filters.DateFilter(field_name="submitted_on", lookup_expr="gte")
    submitted_on__lte = django_filters.DateFilter(field_name="submitted_on", lookup_expr="lte")
    occurred_on__gte = django_filters.DateFilter(field_name="occurred_on", lookup_expr="gte")
    occurred_on__lte = django_filters.DateFilter(field_name="occurred_on", lookup_expr="lte")
    updated_at__gte = MomentFilter(field_name="updated_at", lookup_expr="gte")

    class Meta:
        model = ViolationReport
        fields: ClassVar[list[str]] = []

    def search(self, queryset: Any, name: str, value: str) -> Any:
        """Return the reports whose number, office, type or text holds what was typed."""
        key = loose_key(value)
        return queryset.filter(reports_holding(key)) if key else queryset


class ReportSerializer(serializers.Serializer[Any]):
    """A report; who filed it is told to the province and to the filing agency only."""

    id = serializers.UUIDField()
    number = serializers.CharField()
    state = serializers.ChoiceField(ReportState.choices)
    state_label = serializers.CharField()
    source = serializers.ChoiceField(  # type: ignore[assignment] # a field, no attribute
        ReportSource.choices
    )
    source_label = serializers.CharField()
    office = serializers.UUIDField()
    office_code = serializers.CharField()
    office_name = serializers.CharField()
    agency = serializers.UUIDField(allow_null=True)
    agency_code = serializers.CharField(allow_null=True)
    contract = serializers.UUIDField(allow_null=True)
    contract_number = serializers.CharField(allow_null=True)
    type = serializers.UUIDField()
    type_code = serializers.CharField()
    type_title = serializers.CharField()
    occurred_on = serializers.DateField()
    occurred_at = serializers.TimeField(allow_null=True)
    discovered_on = serializers.DateField()
    submitted_on = serializers.DateField()
    is_late = serializers.BooleanField()
    place = serializers.CharField()
    narrative = serializers.CharField()
    supplement = serializers.CharField()
    amount = serializers.IntegerField(allow_null=True)
    affected = serializers.IntegerField(allow_null=True)
    reporter_name = serializers.CharField(allow_null=True)
    triage_due_on = serializers.DateField()
    triaged_on = serializers.DateField(allow_null=True)
    triage_reason = serializers.CharField()
    referred_to = serializers.CharField()
    duplicate_of = serializers.CharField(allow_null=True)
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField()


# Public name of a column that is called otherwise in the database.
_NAMES = {
    "public_id": "id",
    "office__public_id": "office",
    "office__code": "office_code",
    "office__name": "office_name",
    "agency__public_id": "agency",
    "agency__code": "agency_code",
    "contract__public_id": "contract",
    "type__public_id": "type",
    "contract__number": "contract_number",
    "type__code": "type_code",
    "type__title": "type_title",
    "duplicate_of__number": "duplicate_of",
}


def sees_reporter(actor: Principal, row: Mapping[str, Any]) -> bool:
    """Tell whether the caller is told who filed a report (design: DECISIONS 15)."""
    if actor.is_agency:
        return bool(row["source"] == ReportSource.AGENCY)
    return bool(actor.is_province or row["reporter_id"] == actor.user_id)


def files_in(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments with the files under the action's name."""
    renamed = dict(data)
    renamed["evidence_ids"] = renamed.pop("evidence", ())
    return renamed


class ReportViewSet(Moving, NotedBulk):
    """Violation reports in the caller's scope."""

    queryset = ViolationReport.objects.all()
    is_followed = True
    what = "violationreport"
    item_class = arguments.ReportArguments
    expands: ClassVar[dict[str, str]] = {
        "office": "offices", "agency": "agencies", "contract": "contracts",
        "type": "violation-types",
    }  # fmt: skip
    serializer_class = ReportSerializer
    filterset_class = ReportFilter
    orders: ClassVar[dict[str, Any]] = {
        "-submitted_on": ("-submitted_on", "-id"),
        "submitted_on": ("submitted_on", "id"),
        "updated_at": ("updated_at", "id"),
    }
    columns = (
        "public_id", "number", "state", "source", "office__public_id", "office__code",
        "office__name", "agency__public_id", "agency__code", "contract__public_id",
        "contract__number", "type__public_id", "type__code", "type__title",
        "occurred_on", "occurred_at", "discovered_on", "submitted_on", "is_late", "place",
        "narrative", "supplement", "amount", "affected", "reporter_name", "reporter_id",
        "triage_due_on", "triaged_on", "triage_reason", "referred_to", "duplicate_of__number",
        "version", "updated_at",
    )  # fmt: skip

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a report for this caller."""
        told = _told(row)
        told["state_label"] = self.labels(ReportState)[row["state"]]
        told["source_label"] = self.labels(ReportSource)[row["source"]]
        if not sees_reporter(self.actor, row):
            told["reporter_name"] = None
        return told

    @needs(*FILE.permissions, once=True)
    @extend_schema(request=arguments.ReportArguments, responses={201: ReportSerializer})
    def create(self, request: Request) -> Response:
        """File a report; all that is wrong with it is said at once."""
        data = validated(arguments.ReportArguments, request)
        return self.made(partial(self.make_one, data))

    @needs(*FILE.permissions, once=True)
    @extend_schema(request=bulk_of(arguments.ReportArguments), responses=ANSWERS)
    @action(detail=False, methods=["post"])
    def bulk(self, request: Request) -> Response:
        """File up to 1,000 reports; the outcome of each is told."""
        return self.make_many(request)

    def make_one(self, data: dict[str, Any], along: Along = nothing) -> ViolationReport:
        """File one report."""
        with called(office="office_code", agency="agency_code", type="type_code"):
            return actions.submit_report(
                office_id=latin_digits(data.pop("office_code")),
                agency_id=_key(Agency, self.actor, code=code)
                if (code := data.pop("agency_code"))
                else None,
                type_id=data.pop("type_code"),
                actor=self.actor,
                on=today(),
                at=now(),
                asks_identical=True,
                along=along,
                **files_in(data),
            )

    withdraw = act_move(
        "withdraw", WITHDRAW, "Take back one's own report within ten minutes.", NoArguments,
        ReportSerializer,
        lambda report, data, who: actions.withdraw_report(report_id=report.pk, **who),
    )  # fmt: skip
    supplement = act_move(
        "supplement", SUPPLEMENT, "Complete a returned report.", arguments.SupplementArguments,
        ReportSerializer,
        lambda report, data, who: actions.supplement_report(
            report_id=report.pk, **files_in(data), **who
        ),
    )  # fmt: skip
    accept = act_move(
        "accept", ACCEPT, "Open the report's case, or both of a type of both tracks.", NoArguments,
        ReportSerializer,
        lambda report, data, who: actions.accept_report(report_id=report.pk, **who),
    )  # fmt: skip
    return_ = act_move(
        "return_", RETURN, "Send a report back for completion.", arguments.ReasonArguments,
        ReportSerializer,
        lambda report, data, who: actions.return_report(report_id=report.pk, **data, **who),
    )  # fmt: skip
    reject = act_move(
        "reject", REJECT, "Refuse a report, with a reason.", arguments.ReasonArguments,
        ReportSerializer,
        lambda report, data, who: actions.reject_report(report_id=report.pk, **data, **who),
    )  # fmt: skip
    refer = act_move(
        "refer", REFER, "Refer a report to another authority.", arguments.ReferralArguments,
        ReportSerializer,
        lambda report, data, who: actions.refer_report(report_id=report.pk, **data, **who),
    )  # fmt: skip
    duplicate = act_move(
        "duplicate", DUPLICATE, "Mark a report as a duplicate of another.",
        arguments.DuplicateArguments, ReportSerializer,
        lambda report, data, who: actions.mark_duplicate(
            report_id=report.pk,
            original_id=_key(ViolationReport, who["actor"], public_id=data["original"]),
            reason=data["reason"],
            **who,
        ),
    )  # fmt: skip


# The columns that are told, each with its public name.
_told = renaming(
    {name: _NAMES.get(name, name) for name in ReportViewSet.columns if name != "reporter_id"}
)


def _key(model: Any, actor: Principal, **wanted: Any) -> int:
    """Return the key of a record in the caller's scope, or 0: hidden and absent are the same."""
    found = model.objects.visible_to(actor).filter(**wanted).values_list("pk", flat=True).first()
    return found or 0
