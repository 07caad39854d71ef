"""The states of an office: each by whom it may, on what, and from which day."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import plain, record
from core.acts import begin
from core.errors import IllegalMove, Invalid
from core.jalali import short
from core.panels import blocked
from core.papers.heads import Letter
from core.persian import display_safe, persian_digits
from core.texts import need_length
from offices.actions.documents import Document, new_letter
from offices.actions.entries import Basis, Entry, Values, enter_document, pending_kind
from offices.actions.offices import touch_offices
from offices.acts.offices import CHANGE_STATE
from offices.facts import GUARDS
from offices.facts.entries import wrong_in_state
from offices.facts.letters import needs_document
from offices.models import Licence, Office, OfficeStateInterval
from offices.rules import missing_for_activation
from offices.states import LICENCE_FLOW, OFFICE_FLOW, LicenceState, OfficeState

# A longer closure or suspension is a slip of the year, or an end that has its own act.
LONGEST_REASON = 400


@transaction.atomic
def change_office_state(
    *,
    office_id: int,
    state: str,
    reason: str,
    actor: Principal,
    on: date,
    at: datetime,
    ends_on: date | None = None,
    document_no: str = "",
    document_on: date | None = None,
    document_issuer: str = "",
    file: "File[bytes] | None" = None,
) -> Office:
    """
    Move an office to another state from a day on; `ends_on` is the planned last day.

    A closure or suspension needs `ends_on`. A closure, inactivity, a suspension with its early end,
    and a revocation need their sealed document; a revocation after a cancelled licence has it
    there. A document of an earlier day than one person may enter it takes effect when the deputy
    confirms it. A change on the day on which the last state began replaces it for that day.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        Office.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office is not in a state that allows it, something is missing for it, or a
            change waits for its second person.
        Invalid: the day lies before the present state began, or a needed value, the document or its
            scan is missing or wrong.
    """
    office: Office = begin(CHANGE_STATE, office_id, actor, on)
    after = OfficeState(state)
    OFFICE_FLOW.check(OfficeState(office.state), after)
    document = Document(Letter(document_no, document_on, document_issuer), file)
    is_documented = needs_document(office, after, on)
    typed = {
        "state": after, "ends_on": ends_on, "reason": reason, "document_no": document_no,
        "document_on": document_on, "document_issuer": document_issuer, "file": file,
    }  # fmt: skip
    if wrong := wrong_in_state(office, typed, on):
        raise Invalid(fields=wrong)
    need_length(display_safe(reason), "reason", LONGEST_REASON)
    _check_move(office, after, on)
    values = plain({"state": after, "ends_on": ends_on, "reason": display_safe(reason)})
    if not is_documented:
        return _move(office, values, Basis(document.head, {}), actor, on, at)
    done: Office = enter_document(
        STATE_ENTRY, office, document, values, reason, actor=actor, on=on, at=at
    )
    return done


def _move(
    office: Office, values: Values, basis: Basis, actor: Principal, on: date, at: datetime
) -> Office:
    """
    Move an office on the basis of its document.

    Raises:
        IllegalMove: its state does not allow it, or something is missing for it.
        Invalid: the day lies before the present state began.
    """
    before, after = OfficeState(office.state), OfficeState(values["state"])
    OFFICE_FLOW.check(before, after)
    _check_move(office, after, on)
    ends_on = date.fromisoformat(values["ends_on"]) if values["ends_on"] else None
    _follow(
        office,
        OfficeStateInterval(
            office=office,
            state=after,
            starts_on=on,
            planned_until=ends_on,
            reason=values["reason"],
            **basis.number_and_day,
        ),
    )
    office.state = after
    office.version += 1
    fields = ["state", "version", "updated_at"]
    if after is OfficeState.ACTIVE and office.first_active_on is None:
        office.first_active_on = on
        fields.append("first_active_on")
    office.save(update_fields=fields)
    touch_offices(office_ids=[office.pk])
    changes = {"state": (before, after), "from": (None, on), "until": (None, ends_on)}
    record(
        actor=actor,
        verb=f"office.{after}",
        target=office,
        changes=changes | (basis.changes if basis.sealed else {}),
        note=values["reason"],
        at=at,
    )
    return office


def _check_move(office: Office, state: OfficeState, on: date) -> None:
    obstacles: list[str] = []
    if state is OfficeState.ACTIVE:
        # Back at work, an old entry may lack an address: only the first start asks for it.
        is_first = OfficeState(office.state) is OfficeState.DRAFT
        obstacles = missing_for_activation(
            has_licence=Licence.objects.filter(office=office).valid_on(on).exists(),
            has_holder=office.holder_id is not None,
            is_located=bool(office.address and office.postal_code) or not is_first,
        )
    elif state is OfficeState.CLOSED:
        obstacles = blocked(GUARDS, "close", office, on)
    elif state is OfficeState.REVOKED:
        stands = LICENCE_FLOW.sources_of(LicenceState.CANCELLED)
        if Licence.objects.filter(office=office, state__in=stands).exists():
            obstacles = [
                _(
                    "The office's licence is not cancelled yet. First record its cancellation, "
                    "with the regulator's letter and its scan."
                )
            ]
    if obstacles:
        raise IllegalMove(" ".join(obstacles))


def _follow(office: Office, interval: OfficeStateInterval) -> None:
    """End the office's present state the day before, or replace it on its own first day."""
    present = office.intervals.filter(ends_on__isnull=True).order_by("-starts_on").first()
    if present is not None and present.starts_on > interval.starts_on:
        raise Invalid(fields={"on": [_("The present state began after this day.")]})
    if present is not None and present.starts_on == interval.starts_on:
        interval.pk = present.pk
        interval.created_at = present.created_at
        interval.save(force_update=True)
        return
    if present is not None:
        present.ends_on = interval.starts_on - timedelta(days=1)
        present.save(update_fields=["ends_on", "updated_at"])
    interval.save(force_insert=True)


def _words(office: Office, values: Values) -> Sequence[tuple[str, str]]:
    rows = [(_("New state"), str(OfficeState(values["state"]).label))]
    if values["ends_on"]:
        last = date.fromisoformat(values["ends_on"])
        rows.append((_("planned last day"), persian_digits(short(last))))
    return [*rows, (_("Reason"), values["reason"])]


def _is_over(office: Office, values: Values, on: date) -> bool:
    """Tell whether the planned last day has passed."""
    return bool(values["ends_on"]) and date.fromisoformat(values["ends_on"]) < on


STATE_ENTRY = Entry(
    act=CHANGE_STATE,
    perform=_move,
    row=lambda office, values: new_letter(office, values["state"]),
    words=_words,
    model="offices.office",
    is_over=_is_over,
)
STATE_KIND = pending_kind(STATE_ENTRY)
