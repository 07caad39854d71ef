"""What a reporter does with a report: file, withdraw, complete."""

from collections.abc import Sequence
from datetime import date, datetime, time
from uuid import UUID

from accounts.principal import Principal
from violations.models import ViolationReport


def submit_report(
    *,
    office_id: int,
    agency_id: int | None,
    type_id: int,
    occurred_on: date,
    discovered_on: date,
    narrative: str,
    actor: Principal,
    on: date,
    at: datetime,
    occurred_at: time | None = None,
    place: str = "",
    amount: int | None = None,
    affected: int | None = None,
    evidence_ids: Sequence[UUID] = (),
    separate_reason: str = "",
    draft_id: int | None = None,
    source: str = "",
) -> ViolationReport:
    """
    File a report; nothing of it is edited afterwards.

    An agency's report is always of its own agency, which had a contract with the office on the
    day; others may name an agency, and must for a type of the contract track. `amount` is in
    rial; `evidence_ids` are public ids; `source` may say inspection or complaint for a report of
    the province. Of the type, the row that was in force on `occurred_on` is taken.

    Raises:
        NotPermitted: the role files no reports.
        Invalid: all that is wrong, by field: office, agency, type, occurred_on, discovered_on,
            narrative, amount, affected, evidence, source.
    """
    raise NotImplementedError


def withdraw_report(*, report_id: int, actor: Principal, on: date, at: datetime) -> ViolationReport:
    """
    Take back one's own report within ten minutes, or one that was returned; the number stays used.

    Raises:
        NotPermitted: the role files no reports, or the report is another person's.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report is no longer waiting, or the ten minutes are over.
    """
    raise NotImplementedError


def supplement_report(
    *,
    report_id: int,
    text: str,
    evidence_ids: Sequence[UUID],
    actor: Principal,
    on: date,
    at: datetime,
) -> ViolationReport:
    """
    Answer what was asked of a returned report and send it again; earlier text stays as it is.

    Raises:
        NotPermitted: the report is another person's.
        ViolationReport.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the report was not returned.
        Invalid: by field text, evidence.
    """
    raise NotImplementedError
