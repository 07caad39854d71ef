"""REST: cases, from notice to closure."""

from typing import Any, ClassVar

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from contracts.states import WaiverWindow
from core.clock import today
from core.rest.shaping import renaming
from violations.api.case_moves import CaseMoves
from violations.api.case_shapes import (
    APPEAL,
    CORRECTION,
    DECISION,
    DEFENCE,
    HIDDEN,
    HIDDEN_FILTERS,
    KEEPERS,
    NAMES,
    NOTICE,
    CaseFilter,
    CaseSerializer,
    FileSerializer,
    WaiverTextsSerializer,
)
from violations.api.stand_ins import FreeMembersSerializer
from violations.facts import (
    evidence_of,
    hearings_of,
    knows_parties,
    read_notices,
    told_appeal,
    told_decision,
    told_to,
    waiver_text,
    withhold,
)
from violations.facts.receipts import receipt_of_appeal, receipt_of_defence
from violations.facts.told import OUTSIDE
from violations.facts.turns import free_members
from violations.models import Appeal, Case, CorrectiveAction, Decision, Defence, Notice
from violations.states import (
    CaseState,
    Outcome,
    SanctionKind,
    Track,
)

K = CaseState


class CaseViewSet(CaseMoves):
    """Cases in the caller's scope."""

    queryset = Case.objects.all()
    is_followed = True
    expands: ClassVar[dict[str, str]] = {
        "office": "offices", "agency": "agencies", "contract": "contracts",
        "type": "violation-types",
    }  # fmt: skip
    serializer_class = CaseSerializer
    filterset_class = CaseFilter
    orders: ClassVar[dict[str, Any]] = {
        "-opened_on": ("-opened_on", "-id"),
        "opened_on": ("opened_on", "id"),
        "updated_at": ("updated_at", "id"),
    }
    columns = (
        "public_id", "number", "track", "state", "office__public_id", "office__code",
        "office__name", "type__public_id", "type__code", "type__title", "occurred_on", "opened_on",
        "serve_due_on",
        "served_on", "defence_due_on", "decision_due_on", "decision_on", "decided_on",
        "decision_serve_due_on", "appeal_due_on", "final_on", "result_serve_due_on",
        "result_served_on", "is_contested", "appeal_decision_due_on", "execution_due_on",
        "executed_on", "closing_due_on", "closed_on", "agency__public_id",
        "agency__code", "contract__public_id", "contract__number", "linked__number", "severity",
        "points", "outcome", "occurrence",
        "sanction", "sanction_days", "round_no", "version", "updated_at", "is_told",
    )  # fmt: skip

    @property
    def closed_filters(self) -> frozenset[str]:
        """Return the filters that would tell the association what its cases hide."""
        return frozenset() if knows_parties(self.actor) else HIDDEN_FILTERS

    def annotated(self, queryset: Any, actor: Principal) -> Any:
        """Return the cases; each tells whether its outcome may be known."""
        return queryset.annotate(is_told=told_to(actor))

    def shape(self, row: dict[str, Any]) -> dict[str, Any]:
        """Return the public form of a case for this caller."""
        withhold(row)
        told = _told(row)
        told["track_label"] = self.labels(Track)[row["track"]]
        told["state_label"] = self.labels(CaseState)[row["state"]]
        outcome, sanction = row["outcome"], row["sanction"]
        told["outcome"], told["sanction"] = outcome or None, sanction or None
        told["outcome_label"] = self.labels(Outcome)[outcome] if outcome else None
        told["sanction_label"] = self.labels(SanctionKind)[sanction] if sanction else None
        if self.actor.role in OUTSIDE:
            told |= dict.fromkeys(KEEPERS)
        if not knows_parties(self.actor):
            told |= dict.fromkeys(HIDDEN)
        elif not self.actor.is_province:
            told["linked_number"] = None  # the twin lies with the other side
        return told

    @extend_schema(responses=FileSerializer)
    @action(detail=True, methods=["get"], url_path="file")
    def file(self, request: Request, public_id: str) -> Response:
        """Answer what lies in the case's file and may be read by the caller."""
        if self.actor.role is Role.ASSOCIATION:
            raise Http404
        case = self.get_record()
        decisions = self._rows(Decision, case, *DECISION)
        appeals = self._appeals(case)
        return Response(
            {
                "notices": self._notices(case),
                "defences": [
                    row | {"receipt_no": receipt_of_defence(case.number, row.pop("pk"))}
                    for row in self._rows(Defence, case, "pk", *DEFENCE)
                ],
                "hearings": hearings_of(case, self.actor),
                "decisions": [told_decision(row, self.actor) for row in decisions],
                "appeal": next((row for row in appeals if _counts(row, case)), None),
                "corrections": self._rows(CorrectiveAction, case, *CORRECTION),
                "evidence": [_exhibit(row) for row in evidence_of(case, self.actor)],
            }
        )

    def _notices(self, case: Case) -> list[dict[str, Any]]:
        """Return the notices; what one says opens to the office with its service."""
        opened = read_notices(case, self.actor)
        return [
            row if row["id"] in opened else row | {"text": ""}
            for row in self._rows(Notice, case, *NOTICE)
        ]

    def _appeals(self, case: Case) -> list[dict[str, Any]]:
        """Return the objection; its result opens to the office with its service."""
        rows = self._rows(Appeal, case, "pk", *APPEAL)
        for row in rows:
            row["receipt_no"] = receipt_of_appeal(case.number, row.pop("pk"))
            told_appeal(row, case, self.actor)
        return rows

    def _rows(self, model: Any, case: Case, *columns: str) -> list[dict[str, Any]]:
        rows = model.objects.visible_to(self.actor).filter(case=case).order_by("pk")
        return [{"id": row.pop("public_id"), **row} for row in rows.values("public_id", *columns)]

    @extend_schema(responses=WaiverTextsSerializer)
    @action(detail=True, methods=["get"], url_path="waiver-text")
    def waiver_text(self, request: Request, public_id: str) -> Response:
        """Answer the official sentences by which the office ends a window early."""
        if self.actor.role is not Role.OPERATOR:
            raise Http404
        case = self.get_record()
        windows = {
            WaiverWindow.DEFENCE: case.defence_due_on, WaiverWindow.APPEAL: case.appeal_due_on
        }  # fmt: skip
        return Response({
            window.value: waiver_text(case, window) if last else ""
            for window, last in windows.items()
        })  # fmt: skip

    @extend_schema(responses=FreeMembersSerializer)
    @action(detail=True, methods=["get"], url_path="free-members")
    def free_members(self, request: Request, public_id: str) -> Response:
        """Answer whom the deputy may name; none while somebody whose turn it is is free."""
        if not may(self.actor, Permission.STAND_IN_NAME):
            raise Http404
        people = free_members(self.get_record(), today(), self.actor)
        return Response({"members": [{"id": key, "name": name} for key, name in people]})


# The columns that are told, each with its public name.
_told = renaming({name: NAMES.get(name, name) for name in CaseViewSet.columns if name != "is_told"})


def _counts(row: dict[str, Any], case: Case) -> bool:
    """Tell whether an objection is of the present round, and not contested by the office."""
    return row["round_no"] == case.round_no and row["contested_on"] is None


def _exhibit(row: dict[str, Any]) -> dict[str, Any]:
    row = dict(row)
    return {"id": row.pop("public_id"), **row}
