"""What of this app a second person confirms, and which scans the nightly proof hashes."""

from approvals.facts import register_kind
from oversight.actions.approvals import POLICY_APPROVAL
from oversight.actions.duty_refusals import REFUSAL_KIND
from oversight.actions.papers import ANSWER_KIND
from oversight.actions.review_judgments import JUDGMENT_KIND
from oversight.actions.service import SERVICE_KIND
from oversight.models import DutyPaper, ReviewPaper
from violations.facts.seals import SEALED


def register_kinds() -> None:
    """Register the pending acts, and the papers that are sealed; called when the app is ready."""
    for kind in (POLICY_APPROVAL, SERVICE_KIND, ANSWER_KIND, JUDGMENT_KIND, REFUSAL_KIND):
        register_kind(kind)
    SEALED.update((ReviewPaper, DutyPaper))
