"""The transfer of a licence to another holder, on the regulator's approval."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.acts import begin
from core.errors import Invalid
from core.persian import display_safe
from offices.actions.holders import find_holder, register_holder
from offices.actions.licences import replace_licence
from offices.acts.licences import TRANSFER
from offices.models import HolderKind, Licence, LicenceHolder, Office, OfficeKind
from offices.states import LicenceState


@transaction.atomic
def transfer_licence(
    *,
    licence_id: int,
    holder_id: int,
    number: str,
    issued_on: date,
    expires_on: date,
    document_no: str,
    actor: Principal,
    on: date,
    at: datetime,
    document_on: date | None = None,
) -> Licence:
    """
    Enter the regulator's approval of another holder; return the new holder's licence.

    Occurrence counts restart with the new holder; the history stays with the office.

    Raises:
        NotPermitted: the actor's role may not edit licences.
        IllegalMove: the licence is not valid, was transferred too short a time ago, or a floor
            above knows an open settlement.
        Invalid: the document is missing, or the holder is the same or may not hold it.
    """
    old: Licence = begin(TRANSFER, licence_id, actor, on)
    holder = LicenceHolder.objects.get(pk=holder_id)
    return _transfer(
        old, holder, number, issued_on, expires_on, document_no, document_on, actor, on, at
    )


@transaction.atomic
def enter_transfer(
    *,
    licence_id: int,
    kind: str,
    name: str,
    number: str,
    issued_on: date,
    expires_on: date,
    document_no: str,
    has_clearances: bool,
    actor: Principal,
    on: date,
    at: datetime,
    document_on: date | None = None,
    national_id: str = "",
    legal_id: str = "",
    ceo_name: str = "",
    mobile: str = "",
) -> Licence:
    """
    Enter a transfer to a holder known by his identifier, or registered here; return the licence.

    A holder of this number who is in the register is taken as he is.

    Raises:
        NotPermitted: the actor's role may not edit offices or licences.
        IllegalMove: as for `transfer_licence`.
        Invalid: an identifier is wrong or missing, the agencies' clearances are not at hand, or
            as for `transfer_licence`.
    """
    old: Licence = begin(TRANSFER, licence_id, actor, on)
    if not has_clearances:
        text = _("A transfer waits for the fresh clearance of each agency under contract.")
        raise Invalid(fields={"has_clearances": [text]})
    holder = find_holder(kind=kind, national_id=national_id, legal_id=legal_id)
    if holder is None:
        holder = register_holder(
            kind=kind,
            name=name,
            national_id=national_id,
            legal_id=legal_id,
            ceo_name=ceo_name,
            mobile=mobile,
            actor=actor,
            at=at,
        )
    return _transfer(
        old, holder, number, issued_on, expires_on, document_no, document_on, actor, on, at
    )


def _transfer(
    old: Licence,
    holder: LicenceHolder,
    number: str,
    issued_on: date,
    expires_on: date,
    document_no: str,
    document_on: date | None,
    actor: Principal,
    on: date,
    at: datetime,
) -> Licence:
    if not document_no.strip():
        raise Invalid(fields={"document_no": [_("Write the number of the regulator's approval.")]})
    if document_on is not None and document_on > on:
        later = _("The document cannot be of a later day than today.")
        raise Invalid(fields={"document_on": [later]})
    if holder.pk == old.holder_id:
        raise Invalid(fields={"holder": [_("This is the present holder.")]})
    _need_fitting(holder, Office.objects.get(pk=old.office_id))
    return replace_licence(
        old, LicenceState.TRANSFERRED, holder, number, issued_on, expires_on,
        "licence.transferred", actor, on, at,
        document_no=display_safe(document_no), document_on=document_on,
    )  # fmt: skip


def _need_fitting(holder: LicenceHolder, office: Office) -> None:
    """
    Refuse a person for an urban office, and a person who holds another licence.

    Source: DOMAIN B1 (licence holder) [S21][S22].
    """
    if holder.kind == HolderKind.LEGAL:
        return
    if office.kind == OfficeKind.URBAN:
        raise Invalid(fields={"kind": [_("An urban licence is held by a legal entity only.")]})
    if holder.licences.current().exclude(office=office).exists():
        text = _("A natural person holds one licence only, and this one has another.")
        raise Invalid(fields={"national_id": [text]})
