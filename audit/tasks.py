"""Periodic work on the history."""

from accounts.jobs import job
from audit.anchors import write_anchor


@job(soft_time_limit=60)
def anchor_heads(**_: object) -> int:
    """Append all heads to the anchor file; return how many."""
    return write_anchor()
