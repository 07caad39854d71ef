"""REST of training and rating."""

from typing import Any

from readiness.api.rating import PeriodViewSet, ScoreViewSet
from readiness.api.training import CertificateViewSet, CourseViewSet

routes: list[tuple[str, Any]] = [
    ("courses", CourseViewSet),
    ("certificates", CertificateViewSet),
    ("rating-periods", PeriodViewSet),
    ("rating-scores", ScoreViewSet),
]
