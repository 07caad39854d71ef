"""A judgment on a case that waits for its second person."""

from approvals.facts import pending_of
from core.acts import once_per_record
from violations.models import Case

# The key of the act that another person confirms where the judgment is of an earlier day.
RECORDING = "case.judgment"


@once_per_record
def judgment_waits(case: Case) -> bool:
    """Tell whether a judgment on the case was entered and is not in force yet."""
    return pending_of(RECORDING, case) is not None
