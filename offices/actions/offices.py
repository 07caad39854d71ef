"""What can be done to an office."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core import identifiers
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.errors import Invalid
from core.persian import display_safe, latin_digits
from offices.acts.offices import EDIT, REGISTER
from offices.facts.entries import Wrong, wrong_in_code, wrong_in_places
from offices.models import LicenceHolder, Office, OfficeKind, OfficeStateInterval
from offices.rules import search_key
from offices.states import OfficeState

CLEANERS = {
    "postal_code": identifiers.clean_postal_code,
    "phone": identifiers.clean_landline,
    "mobile": identifiers.clean_mobile,
    "iban": identifiers.clean_sheba,
}
TEXTS = ("name", "manager_name", "address", "opening_hours")
PLACES = ("county_id", "district_id", "place_id")
EDITABLE = (
    *TEXTS, *CLEANERS, *PLACES, "kind", "latitude", "longitude", "area_m2", "counter_count",
    "rank", "is_member", "last_activity_on",
)  # fmt: skip


def cleaned(values: Mapping[str, Any]) -> dict[str, Any]:
    """
    Return the values as they are stored.

    Raises:
        Invalid: a value is not of its form, with the cure by field.
    """
    stored, wrong = _read(values)
    if wrong:
        raise Invalid(fields=wrong)
    return stored


def _read(values: Mapping[str, Any]) -> tuple[dict[str, Any], Wrong]:
    """Return the values as they are stored, and what is not of its form."""
    stored, wrong = dict(values), Wrong()
    for name, value in values.items():
        if name in TEXTS:
            stored[name] = display_safe(value or "")
        if name in CLEANERS and value:
            try:
                stored[name] = CLEANERS[name](value)
            except ValidationError as error:
                wrong[name] = error.messages
    return stored, wrong


def _is_same(before: Any, after: Any) -> bool:
    """Tell whether nothing changes; a text in digits of another script is the same text."""
    if isinstance(before, str) and isinstance(after, str):
        return latin_digits(before) == latin_digits(after)
    return bool(before == after)


def key_of(office: Office) -> str:
    """Return the search key of an office from its names and its address."""
    holder = office.holder.name if office.holder else ""
    return search_key(office.code, office.name, office.manager_name, holder, office.address)


@transaction.atomic
def register_office(
    *,
    code: str,
    name: str,
    kind: str,
    county_id: int,
    actor: Principal,
    on: date,
    at: datetime,
    holder_id: int | None = None,
    reason: str = "",
    **values: Any,
) -> Office:
    """
    Add an office as a draft; `values` are more of its named fields.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        Invalid: the code is taken or a value is not of its form.
    """
    need_role(REGISTER, actor)
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such fields of an office: {sorted(unknown)}")
    stored, wrong = _read(values | {"name": name})
    wrong |= wrong_in_places(county_id, values.get("district_id"), values.get("place_id"))
    wrong |= wrong_in_code(code)
    if wrong:
        raise Invalid(fields=wrong)
    office = Office(
        code=identifiers.clean_office_code(code),
        kind=OfficeKind(kind),
        county_id=county_id,
        holder=LicenceHolder.objects.get(pk=holder_id) if holder_id else None,
        **stored,
    )
    office.search_key = key_of(office)
    office.save(force_insert=True)
    OfficeStateInterval.objects.create(
        office=office,
        state=OfficeState.DRAFT,
        starts_on=on,
        reason=reason or _("entered in the register"),
    )
    record(
        actor=actor,
        verb="office.registered",
        target=office,
        changes={"code": (None, code), "name": (None, office.name), "state": (None, office.state)},
        note=reason,
        at=at,
    )
    return office


@transaction.atomic
def update_office(
    *, office_id: int, actor: Principal, at: datetime, reason: str = "", **values: Any
) -> Office:
    """
    Change an office's named fields; the history keeps the reason.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        Stale: the office is not as the editor saw it (`core.models.as_shown`).
        Invalid: a value is not of its form.
    """
    office: Office = begin(EDIT, office_id, actor, day_in_tehran(at))
    unknown = set(values) - set(EDITABLE)
    if unknown:
        raise TypeError(f"no such fields of an office: {sorted(unknown)}")
    stored, wrong = _read(values)
    wrong |= wrong_in_places(
        stored.get("county_id", office.county_id),
        stored.get("district_id", office.district_id),
        stored.get("place_id", office.place_id),
    )
    if wrong:
        raise Invalid(fields=wrong)
    changes = {
        name: (getattr(office, name), value)
        for name, value in stored.items()
        if not _is_same(getattr(office, name), value)
    }
    if not changes:
        return office
    for name, (_before, value) in changes.items():
        setattr(office, name, value)
    office.search_key = key_of(office)
    office.version += 1
    office.save(update_fields=[*changes, "search_key", "version", "updated_at"])
    why = display_safe(reason)
    record(actor=actor, verb="office.updated", target=office, changes=changes, note=why, at=at)
    return office


def touch_offices(*, office_ids: Iterable[int]) -> None:
    """Note that facts of these offices changed, for the next incremental run of the rules."""
    keys = sorted(set(office_ids))
    if not keys:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO offices_touchedoffice (office_id, touched_at)"
            " SELECT key, clock_timestamp() FROM unnest(%s::bigint[]) AS key"
            " ON CONFLICT (office_id) DO UPDATE SET touched_at = EXCLUDED.touched_at",
            [keys],
        )
