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
