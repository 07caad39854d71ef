"""REST: flags, termination reviews and policies."""

from typing import Any

from oversight.api.flags import FlagViewSet
from oversight.api.policies import PolicyViewSet
from oversight.api.reviews import ReviewViewSet

routes: list[tuple[str, Any]] = [
    ("flags", FlagViewSet),
    ("termination-reviews", ReviewViewSet),
    ("policies", PolicyViewSet),
]
