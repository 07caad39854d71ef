"""Periodic work on the history."""

from celery import shared_task

from audit.anchors import write_anchor


@shared_task(acks_late=True, soft_time_limit=60)
def anchor_heads(**_: object) -> int:
    """Append all heads to the anchor file; return how many."""
    return write_anchor()
