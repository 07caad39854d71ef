"""Appeals, decided by somebody who touched nothing before; and judgments from outside."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from accounts.principal import Principal
from violations.models import Appeal, Case, Decision


def file_appeal(
    *,
    case_id: int,
    text: str,
    actor: Principal,
    on: date,
    at: datetime,
    evidence_ids: Sequence[UUID] = (),
) -> Appeal:
    """
    Object to a decision, as the office, while the appeal window runs.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the decision has not been served, or the window is over.
        Invalid: by field text, evidence.
    """
    raise NotImplementedError


def decide_appeal(
    *,
    case_id: int,
    result: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
    sanction: str = "",
    sanction_days: int | None = None,
) -> Decision:
    """
    Decide an appeal: `upheld`, `reduced` (to a lighter sanction) or `annulled`; the case is final.

    The contract track is decided by the agency's appeal decider, or by a committee chair when the
    agency has none; the licence track by a chair. Never by a reporter, the one who triaged, decided,
    sat in the committee, or issued a notice.

    Raises:
        NotPermitted, FactorRequired: not the deciding role, was involved, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no appeal waits.
        Invalid: by field result, reasons, sanction, sanction_days.
    """
    raise NotImplementedError


def record_judgment(
    *,
    case_id: int,
    document_no: str,
    document_on: date,
    document_issuer: str,
    reasons: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> Case:
    """
    Record that a court or higher authority annulled a final decision; its points are reversed.

    The case stays final and closed as it is, its outcome becomes not proven. Who may decide the
    case's appeal may record it.

    Raises:
        NotPermitted, FactorRequired: not the deciding role, was involved, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not final and proven.
        Invalid: by field document_no, document_on, document_issuer, reasons.
    """
    raise NotImplementedError
