"""What holds of contracts, and what a file of contracts says."""

from contracts.rules.standing import (
    GUARANTEE_SHARE,
    RANK_SHARES,
    RETENTION_SHARE,
    STAGE_LABELS,
    Advice,
    Cover,
    Quota,
    Stage,
    advise,
    cover_on,
    exceeds_guarantee,
    exceeds_retention,
    in_force_from,
    last_suspended,
    out_of_force,
    stage_of,
    strip_state,
)
from core.persian import isolated

__all__ = [
    "GUARANTEE_SHARE",
    "RANK_SHARES",
    "RETENTION_SHARE",
    "STAGE_LABELS",
    "Advice",
    "Cover",
    "Quota",
    "Stage",
    "advise",
    "cover_on",
    "exceeds_guarantee",
    "exceeds_retention",
    "in_force_from",
    "isolated",
    "last_suspended",
    "out_of_force",
    "stage_of",
    "strip_state",
]
