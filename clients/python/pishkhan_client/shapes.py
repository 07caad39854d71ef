"""The shapes that the API takes and answers, as far as this client names them."""

from typing import Any, Literal, NotRequired, TypedDict

Record = dict[str, Any]  # a record of any resource, as its list shows it


class Change(TypedDict):
    """One change; `data` comes with an upsert only."""

    op: Literal["upsert", "deleted", "access_lost"]
    resource: str
    id: str
    data: NotRequired[Record]


class ChangesPage(TypedDict):
    """A page of changes; keep `cursor` once they are applied."""

    cursor: str
    has_more: bool
    changes: list[Change]


class Fault(TypedDict):
    """One thing that is wrong with a request: a JSON pointer, a stable code, a sentence."""

    pointer: str
    code: str
    message: str


class Outcome(TypedDict):
    """What became of one item of a bulk: the record's id and number, or the problem."""

    index: int
    status: int
    id: str | None
    number: str | None
    problem: dict[str, Any] | None


class BulkAnswer(TypedDict):
    """What became of a bulk; `is_applied` says whether anything was kept."""

    is_applied: bool
    done: int
    refused: int
    items: list[Outcome]


class NewReport(TypedDict):
    """A violation report: codes of office, agency and type, days in ISO 8601."""

    office_code: str
    agency_code: NotRequired[str]
    type_code: str
    occurred_on: str
    discovered_on: str
    narrative: str
    place: NotRequired[str]
    amount: NotRequired[int]
    affected: NotRequired[int]
    evidence: NotRequired[list[str]]


class Report(TypedDict):
    """A filed report, as far as most programs read it."""

    id: str
    number: str
    state: str
    state_label: str
    office_code: str
    type_code: str
    submitted_on: str
    version: int


class Evidence(TypedDict):
    """An uploaded file; name its `id` where evidence is asked for, within a day."""

    id: str
    name: str
    kind: str
    media_type: str
    size: int
    pages: int | None
    sha256: str
    checked_by: str
    is_restricted: bool
    uploaded_at: str
    attached_at: str | None


class OfCase(TypedDict):
    """The case that something belongs to; agency and its code are null on the licence's track."""

    id: str
    case: str
    case_number: str
    track: str
    track_label: str
    office: str
    office_code: str
    agency: str | None
    agency_code: str | None


class Decision(OfCase):
    """A decision with its reasons; it never changes, the appeal's decision is one of its own."""

    forum: str
    forum_label: str
    outcome: str
    outcome_label: str
    reasons: str
    occurrence: int | None
    proposed_sanction: str | None
    proposed_sanction_label: str | None
    proposed_days: int | None
    sanction: str
    sanction_label: str
    sanction_days: int | None
    override_reason: str
    points: int
    decided_on: str
    decided_by_name: str | None
    document_no: str
    document_on: str | None
    document_issuer: str
    session: str | None
    judgment_result: str | None
    judgment_result_label: str | None
    round_no: int


class Appeal(OfCase):
    """What an office said against a decision; `result` is null until the caller may know it."""

    text: str
    filed_on: str
    is_paper: bool
    result: str | None
    result_label: str | None
    decided_on: str | None
    round_no: int
    contested_on: str | None


class Receipt(TypedDict):
    """The scan of a receipt of paper service, about the record of a number in a resource."""

    id: str
    resource: str | None
    record_number: str
    letter_number: str
    letter_title: str
    office: str | None
    agency: str | None
    received_on: str
    proof_text: str
    media_type: str
    sha256: str
    recorded_at: str
