"""REST: violation types, reports, cases, their decisions and appeals, and evidence."""

from violations.api.cases import CaseViewSet
from violations.api.evidence import EvidenceViewSet
from violations.api.judged import AppealViewSet, DecisionViewSet
from violations.api.reports import ReportViewSet
from violations.api.types import TypeViewSet

routes = [
    ("violation-types", TypeViewSet),
    ("violation-reports", ReportViewSet),
    ("cases", CaseViewSet),
    ("decisions", DecisionViewSet),
    ("appeals", AppealViewSet),
    ("evidence", EvidenceViewSet),
]
