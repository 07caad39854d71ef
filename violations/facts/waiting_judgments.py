"""A judgment on a case that waits for its second person."""

from approvals.facts import pending_of
from core.acts import once_per_record
from violations.facts.paper import JUDGMENT_ENTRY
from violations.models import Case


@once_per_record
def judgment_waits(case: Case) -> bool:
    """Tell whether a judgment on the case was entered and is not in force yet."""
    return pending_of(JUDGMENT_ENTRY, case) is not None
