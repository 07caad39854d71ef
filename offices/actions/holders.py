"""What can be done to licence holders."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core import identifiers
from core.acts import begin, need_role
from core.clock import day_in_tehran
from core.crypto import blind_index, decrypt, encrypt
from core.errors import Invalid
from core.persian import display_safe, loose_key
from offices.actions.offices import cleaned, key_of
from offices.acts.offices import ENTER_HOLDER
from offices.acts.people import EDIT_HOLDER, REGISTER_HOLDER, REVEAL_ID
from offices.facts.entries import wrong_in_kind, wrong_in_known_holder, wrong_in_new_holder
from offices.models import HolderKind, LicenceHolder, Office


def _identity(kind: HolderKind, national_id: str, legal_id: str) -> dict[str, str]:
    """Return the columns of a holder's identifiers, sealed and indexed."""
    values: dict[str, str] = {}
    if kind is HolderKind.LEGAL and legal_id:
        values["legal_id"] = identifiers.clean_legal_id(legal_id)
    if national_id:
        clean = identifiers.clean_national_id(national_id)
        values |= {"national_id_sealed": encrypt(clean), "national_id_index": blind_index(clean)}
    return values


def find_holder(*, kind: str, national_id: str, legal_id: str) -> LicenceHolder | None:
    """
    Return the holder of this identifier; None if there is none yet.

    Raises:
        Invalid: the identifier that the kind of holder is known by is wrong or missing.
    """
    kind = HolderKind(kind)
    typed = {"kind": kind, "national_id": national_id, "legal_id": legal_id}
    if wrong := wrong_in_known_holder(typed):
        raise Invalid(fields=wrong)
    identity = _identity(kind, national_id, legal_id)
    column = "legal_id" if kind is HolderKind.LEGAL else "national_id_index"
    return LicenceHolder.objects.filter(kind=kind, **{column: identity[column]}).first()


def need_fitting(holder: LicenceHolder, office: Office) -> None:
    """
    Refuse a person for an urban office, and a person who holds another licence.

    Source: DOMAIN B1 (licence holder) [S21][S22].

    Raises:
        Invalid: by field kind or national_id.
    """
    if holder.kind == HolderKind.LEGAL:
        return
    if wrong := wrong_in_kind({"kind": holder.kind}, office):
        raise Invalid(fields=wrong)
    if holder.licences.current().exclude(office=office).exists():
        text = _("A natural person holds one licence only, and this one has another.")
        raise Invalid(fields={"national_id": [text]})


@transaction.atomic
def register_holder(
    *,
    kind: str,
    name: str,
    actor: Principal,
    at: datetime,
    national_id: str = "",
    legal_id: str = "",
    ceo_name: str = "",
    mobile: str = "",
) -> LicenceHolder:
    """
    Add a licence holder; a national ID is sealed and found only by its exact value.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        Invalid: an identifier is wrong, or another holder has it.
    """
    need_role(REGISTER_HOLDER, actor)
    kind = HolderKind(kind)
    typed = {"kind": kind, "national_id": national_id, "legal_id": legal_id}
    if wrong := wrong_in_new_holder(typed):
        raise Invalid(fields=wrong)
    identity = _identity(kind, national_id, legal_id)
    safe = display_safe(name)
    holder = LicenceHolder.objects.create(
        kind=kind,
        name=safe,
        name_key=loose_key(safe)[:160],
        ceo_name=display_safe(ceo_name),
        **cleaned({"mobile": mobile}),
        **identity,
    )
    record(
        actor=actor,
        verb="holder.registered",
        target=holder,
        changes={"name": (None, safe), "kind": (None, kind)},
        at=at,
    )
    return holder


@transaction.atomic
def update_holder(
    *, holder_id: int, actor: Principal, at: datetime, **values: str
) -> LicenceHolder:
    """
    Change a holder's `name`, `ceo_name` or `mobile`; identifiers stay.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        Stale: the holder is not as the editor saw him (`core.models.as_shown`).
        Invalid: a value is not of its form.
    """
    holder: LicenceHolder = begin(EDIT_HOLDER, holder_id, actor, day_in_tehran(at))
    stored = cleaned(
        {name: values[name] for name in ("name", "ceo_name", "mobile") if name in values}
    )
    changes = {
        name: (getattr(holder, name), value)
        for name, value in stored.items()
        if getattr(holder, name) != value
    }
    if not changes:
        return holder
    for name, (_before, value) in changes.items():
        setattr(holder, name, value)
    holder.name_key = loose_key(holder.name)[:160]
    holder.version += 1
    holder.save(update_fields=[*changes, "name_key", "version", "updated_at"])
    for office in holder.offices.select_for_update().order_by("pk"):
        office.search_key = key_of(office)
        office.save(update_fields=["search_key", "updated_at"])
    record(actor=actor, verb="holder.updated", target=holder, changes=changes, at=at)
    return holder


@transaction.atomic
def reveal_national_id(*, holder_id: int, reason: str, actor: Principal, at: datetime) -> str:
    """
    Return a holder's national ID in clear; who saw it and why is recorded first.

    Raises:
        NotPermitted, FactorRequired: the role may not, or its second factor is stale.
        LicenceHolder.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the register has no national ID of the holder.
        Invalid: the reason is missing.
    """
    holder: LicenceHolder = begin(REVEAL_ID, holder_id, actor, day_in_tehran(at))
    if len(reason.strip()) < 10:
        raise Invalid(fields={"reason": [_("Write in a sentence what the number is needed for.")]})
    record(actor=actor, verb="holder.id_revealed", target=holder, note=reason, at=at)
    return decrypt(holder.national_id_sealed)


@transaction.atomic
def enter_holder(
    *,
    office_id: int,
    kind: str,
    name: str,
    actor: Principal,
    at: datetime,
    national_id: str = "",
    legal_id: str = "",
    ceo_name: str = "",
    mobile: str = "",
) -> Office:
    """
    Enter a licence holder and name him on an office; another holder comes by transfer only.

    Raises:
        NotPermitted: the actor's role may not edit offices.
        IllegalMove: the office has a holder.
        Invalid: an identifier is wrong, another holder has it, or this kind of office has no such
            holder.
    """
    office: Office = begin(ENTER_HOLDER, office_id, actor, day_in_tehran(at))
    office.holder = register_holder(
        kind=kind,
        name=name,
        national_id=national_id,
        legal_id=legal_id,
        ceo_name=ceo_name,
        mobile=mobile,
        actor=actor,
        at=at,
    )
    need_fitting(office.holder, office)
    office.search_key = key_of(office)
    office.version += 1
    office.save(update_fields=["holder", "search_key", "version", "updated_at"])
    record(
        actor=actor,
        verb="office.updated",
        target=office,
        changes={"holder": (None, office.holder)},
        at=at,
    )
    return office
