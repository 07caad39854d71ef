"""REST: flags, termination reviews and policies."""

from typing import Any

from oversight.api.comparison import ComparisonViewSet
from oversight.api.duties import DutyViewSet
from oversight.api.flags import FlagViewSet
from oversight.api.policies import PolicyViewSet
from oversight.api.reviews import ReviewViewSet

routes: list[tuple[str, Any]] = [
    ("flags", FlagViewSet),
    ("termination-reviews", ReviewViewSet),
    ("duties", DutyViewSet),
    ("agency-comparison", ComparisonViewSet),
    ("policies", PolicyViewSet),
]
