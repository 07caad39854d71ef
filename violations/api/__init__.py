"""REST: violation types, reports, cases and evidence."""

from violations.api.cases import CaseViewSet
from violations.api.evidence import EvidenceViewSet
from violations.api.reports import ReportViewSet
from violations.api.types import TypeViewSet

routes = [
    ("violation-types", TypeViewSet),
    ("violation-reports", ReportViewSet),
    ("cases", CaseViewSet),
    ("evidence", EvidenceViewSet),
]
