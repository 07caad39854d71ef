"""The states of an office: each by whom it may, on what, and from which day."""

from datetime import date, datetime, timedelta

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.acts import begin
from core.errors import IllegalMove, Invalid
from core.panels import blocked
from core.persian import display_safe
from core.texts import need_length
from offices.actions.offices import touch_offices
from offices.actions.scans import keep_letter
from offices.acts.offices import CHANGE_STATE
from offices.facts import GUARDS
from offices.facts.letters import needs_letter
from offices.models import Licence, Office, OfficeStateInterval
from offices.rules import missing_for_activation
from offices.states import LICENCE_FLOW, OFFICE_FLOW, LicenceState, OfficeState

# A longer closure or suspension is a slip of the year, or an end that has its own act.
LONGEST_PAUSE = timedelta(days=731)
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
    file: "File[bytes] | None" = None,
) -> Office:
    """
    Move an office to another state from a day on; `ends_on` is the planned last day.

    A closure or suspension needs `ends_on`; a suspension and a revocation need their document.
    An office is revoked after its licence was cancelled, which keeps the letter with its scan; of
    one without such a licence, `file` is the scan of the letter, which is kept.
    A change on the day on which the last state began replaces it for that day.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        Office.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office is not in a state that allows it, or something is missing for it.
        Invalid: the day lies before the present state began, a needed value is missing, or the
            document is of a day to come.
    """
    office: Office = begin(CHANGE_STATE, office_id, actor, on)
    before, after = OfficeState(office.state), OfficeState(state)
    OFFICE_FLOW.check(before, after)
    _check_facts(after, on, ends_on, document_no, document_on, reason)
    _check_move(office, after, on)
    _check_letter(office, after, document_on, file)
    _follow(
        office,
        OfficeStateInterval(
            office=office,
            state=after,
            starts_on=on,
            planned_until=ends_on,
            reason=display_safe(reason),
            document_no=display_safe(document_no),
            document_on=document_on,
        ),
    )
    office.state = after
    office.version += 1
    fields = ["state", "version", "updated_at"]
    if after is OfficeState.ACTIVE and office.first_active_on is None:
        office.first_active_on = on
        fields.append("first_active_on")
    office.save(update_fields=fields)
    kept = {} if file is None else keep_letter(office, file, actor=actor, on=on, at=at)
    touch_offices(office_ids=[office.pk])
    record(
        actor=actor,
        verb=f"office.{after}",
        target=office,
        changes={"state": (before, after), "from": (None, on), "until": (None, ends_on), **kept},
        note=reason,
        at=at,
    )
    return office


def _check_facts(
    state: OfficeState,
    on: date,
    ends_on: date | None,
    document_no: str,
    document_on: date | None,
    reason: str,
) -> None:
    wrong: dict[str, list[str]] = {}
    if document_on is not None and document_on > on:
        wrong["document_on"] = [_("The document cannot be of a later day than today.")]
    if not reason.strip():
        wrong["reason"] = [_("Write the reason.")]
    if state in {OfficeState.TEMPORARILY_CLOSED, OfficeState.SUSPENDED}:
        if ends_on is None:
            wrong["ends_on"] = [_("Write the last day of it.")]
        elif ends_on < on:
            wrong["ends_on"] = [_("The last day lies before the first.")]
        elif ends_on - on > LONGEST_PAUSE:
            wrong["ends_on"] = [_("This is planned for two years at most; check the year.")]
    if state in {OfficeState.SUSPENDED, OfficeState.REVOKED} and not document_no.strip():
        wrong["document_no"] = [_("Write the number of the document on which this rests.")]
    if wrong:
        raise Invalid(fields=wrong)
    need_length(display_safe(reason), "reason", LONGEST_REASON)


def _check_letter(
    office: Office, state: OfficeState, document_on: date | None, file: "File[bytes] | None"
) -> None:
    wrong: dict[str, list[str]] = {}
    if state is not OfficeState.REVOKED or not needs_letter(office):
        if file is not None:
            wrong["file"] = [_("The letter is kept of a revocation without a cancelled licence.")]
    else:
        if document_on is None:
            wrong["document_on"] = [_("Write the date of the letter that revokes the office.")]
        if file is None:
            wrong["file"] = [_("Attach the scan of the letter that revokes the office.")]
    if wrong:
        raise Invalid(fields=wrong)


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
