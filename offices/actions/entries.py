"""
Decisions on licences and offices that rest on a document, entered by one person or by two.

A document of an earlier day than one person may enter it (rule `paper_entry`) is sealed at once and
takes effect when the deputy confirms it (docs/adr/0070-documents-of-the-register.md).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission
from approvals.actions import propose_act, withdraw_act
from approvals.facts import PendingKind, is_as_proposed, pending_of
from audit.actions import plain, record
from core.acts import Act
from core.errors import IllegalMove
from core.jalali import short
from core.papers import Taken
from core.persian import isolated, persian_digits
from offices.actions.documents import (
    Document,
    keep_document,
    read_document,
    sealed_as,
    try_act,
)
from offices.models import Licence, LicenceScan, Office, OfficeLetter
from workdays.facts import deadline, is_entered_back
from workdays.rules import DeadlineKey

Values = Mapping[str, Any]
HEAD = ("document_no", "document_on", "document_issuer")
Scan = LicenceScan | OfficeLetter


@dataclass(frozen=True)
class Basis:
    """What an act rests on: the head of its document, and what the history keeps of its scan."""

    head: Mapping[str, Any]
    sealed: Mapping[str, Any]

    @property
    def number_and_day(self) -> dict[str, Any]:
        """Return the number and the day, as the record keeps them."""
        return {name: self.head[name] for name in ("document_no", "document_on")}

    @property
    def changes(self) -> dict[str, Any]:
        """Return what the history keeps beside the changes of the record."""
        return {"document_issuer": (None, self.head["document_issuer"]), **self.sealed}


@dataclass(frozen=True)
class Entry:
    """
    An act on a licence or office that rests on a document.

    `values` are its arguments as JSON keeps them. `perform` does it on the basis of the document;
    `row` returns the new row of its scan; `words` what the second person reads of it; `is_over`
    tells whether it can not be done any more on a day.
    """

    act: Act
    perform: Callable[[Any, Values, Basis, Principal, date, datetime], Any]
    row: Callable[[Any, Values], Scan]
    words: Callable[[Any, Values], Sequence[tuple[str, str]]]
    model: str
    is_over: Callable[[Any, Values, date], bool] = lambda record, values, on: False


def office_of(target: Any) -> Office:
    """Return the office of a licence, or the office itself."""
    found: Office = target.office if isinstance(target, Licence) else target
    return found


def enter_document(
    entry: Entry,
    target: Any,
    document: Document,
    values: Values,
    note: str,
    *,
    actor: Principal,
    on: date,
    at: datetime,
) -> Any:
    """
    Do an act on the basis of its document; of an earlier day, propose it to the deputy.

    The caller has checked the head of the document and the values. Return what the act returns, or
    the record as it stands where the act waits.

    Raises:
        IllegalMove: the act refuses, or one of its kind waits for its second person.
        Invalid: the scan is refused, or the act refuses its values.
    """
    taken, values = read_document(document, target), plain(values)
    basis = Basis(document.head, sealed_as(taken))
    county = office_of(target).county.public_id
    if is_entered_back(document.letter.on or on, on, county):
        try_act(lambda: entry.perform(target, values, basis, actor, on, at))
        target.refresh_from_db()
        _propose(entry, target, taken, values, basis, note, actor, on, at)
        return target
    done = entry.perform(target, values, basis, actor, on, at)
    keep_document(
        entry.row(target, values), basis.head, taken, actor=actor, on=on, at=at, in_force_on=on
    )
    return done


def _propose(
    entry: Entry,
    target: Any,
    taken: Taken,
    values: Values,
    basis: Basis,
    note: str,
    actor: Principal,
    on: date,
    at: datetime,
) -> None:
    """Seal the document, and let the deputy confirm what rests on it."""
    _need_free(entry, target, actor, on, at)
    scan = keep_document(
        entry.row(target, values), basis.head, taken, actor=actor, on=on, at=at, in_force_on=None
    )
    office = office_of(target)
    with translation.override("fa"):
        title = _("{act}, office {code}").format(
            act=entry.act.title, code=isolated(persian_digits(office.code))
        )
    propose_act(
        act=entry.act.key,
        target=target,
        arguments={
            **values, "scan": str(scan.public_id), "day": scan.document_on, "entered_on": on,
            "entered_by": actor.user_id, "entered_by_name": actor.name,
        },
        title=title,
        summary=note or title,
        expires_on=deadline(DeadlineKey.CONFIRM_PAPER, on, office.county.public_id).due_on,
        actor=actor,
        on=on,
        at=at,
    )  # fmt: skip
    kind = "licence" if isinstance(target, Licence) else "office"
    changes = {name: (None, value) for name, value in basis.head.items()} | dict(basis.sealed)
    record(
        actor=actor, verb=f"{kind}.document_proposed", target=target, changes=changes, note=note,
        at=at,
    )  # fmt: skip


def _need_free(entry: Entry, target: Any, actor: Principal, on: date, at: datetime) -> None:
    """
    Withdraw the actor's own proposal that was overtaken.

    Raises:
        IllegalMove: one waits for its second person already.
    """
    waiting = pending_of(entry.act.key, target)
    if waiting is None:
        return
    if is_as_proposed(waiting) or waiting.proposed_by != actor.user_id:
        raise IllegalMove(_("This has been entered already and waits for its second person."))
    with translation.override("fa"):
        why = _("What it rests on has changed since; it is entered anew.")
    withdraw_act(pending_id=waiting.pk, actor=actor, on=on, at=at, reason=why)


def _scan(target: Any, arguments: Values) -> Scan:
    model: Any = LicenceScan if isinstance(target, Licence) else OfficeLetter
    found: Scan = model.objects.get(public_id=arguments["scan"])
    return found


def _confirm(entry: Entry) -> Callable[[Any, Values, Principal, date, datetime], None]:
    def confirm(target: Any, arguments: Values, actor: Principal, on: date, at: datetime) -> None:
        scan = _scan(target, arguments)
        head = {name: getattr(scan, name) for name in HEAD}
        sealed = {"scan": (None, scan.scan_name), "scan_sha256": (None, scan.scan_sha256)}
        entry.perform(target, arguments, Basis(head, sealed), actor, on, at)
        scan.in_force_on = on
        scan.save(update_fields=["in_force_on", "updated_at"])

    return confirm


def _rows(entry: Entry) -> Callable[[Any, Values], Sequence[tuple[str, str]]]:
    def rows(target: Any, arguments: Values) -> Sequence[tuple[str, str]]:
        office, scan = office_of(target), _scan(target, arguments)
        return [
            (_("Office"), f"{office.name} ({persian_digits(office.code)})"),
            *entry.words(target, arguments),
            (_("Document"), f"{isolated(scan.document_no)} · {scan.document_issuer}"),
            (_("Day of the paper"), persian_digits(short(date.fromisoformat(arguments["day"])))),
            (_("Entered on"), persian_digits(short(date.fromisoformat(arguments["entered_on"])))),
        ]

    return rows


def _blocked(entry: Entry) -> Callable[[Any, Values, Principal, date], str]:
    def blocked(target: Any, arguments: Values, actor: Principal, on: date) -> str:
        act = entry.act
        if act.states is not None and target.state not in act.states:
            return str(act.state_error)
        found = (reason(target, actor, on) for reason in (*act.blocked, *act.added))
        return str(next(filter(None, found), ""))

    return blocked


def _papers(target: Any, arguments: Values, actor: Principal) -> Sequence[tuple[str, str]]:
    scan = _scan(target, arguments)
    model: Any = type(scan)
    if not model.objects.visible_to(actor).filter(pk=scan.pk).exists():
        return ()
    page = "offices:scan" if isinstance(scan, LicenceScan) else "offices:letter"
    return [(scan.scan_name, reverse(page, args=[scan.public_id]))]


def pending_kind(entry: Entry) -> PendingKind:
    """Return the kind of pending act by which the deputy confirms an entry of an earlier day."""
    return PendingKind(
        name=entry.act.key,
        title=entry.act.title,
        permission=Permission.CASE_REOPEN,
        proposal=entry.act.key,
        content=lambda target, arguments: {
            "state": target.state, "scan": _scan(target, arguments).scan_sha256,
        },
        rows=_rows(entry),
        papers=_papers,
        perform=_confirm(entry),
        blocked=_blocked(entry),
        model=entry.model,
        url=lambda target: office_of(target).get_absolute_url(),
        is_over=entry.is_over,
    )  # fmt: skip
