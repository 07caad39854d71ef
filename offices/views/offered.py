"""What a reader may do to an office and its licence now; the actions ask again."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal, may
from accounts.roles import Permission, Role
from offices.facts import BUTTONS
from offices.models import Licence, Office
from offices.states import LICENCE_FLOW, OFFICE_FLOW, LicenceState, OfficeState


def buttons_of(office: Office, actor: Principal) -> list[dict[str, Any]]:
    """Return the links that the floors above add."""
    offered = [(button, button.url(office, actor)) for button in BUTTONS]
    return [{"button": button, "url": url} for button, url in offered if url]


def acts_on(office: Office, actor: Principal, licence: Licence | None) -> list[dict[str, str]]:
    """Return what the actor can do to the office and its licence now."""
    acts: list[tuple[str, str]] = []
    if may(actor, Permission.OFFICE_EDIT):
        acts.append(("edit", _("Edit")))
        if not OFFICE_FLOW.is_final(OfficeState(office.state)):
            acts.append(("state", _("Change the state")))
        if office.holder_id is None:
            acts.append(("holder", _("Enter the holder")))
        else:
            acts.append(("holder/edit", _("Edit the holder")))
    if licence is not None:
        acts += _acts_on_licence(office, actor, LicenceState(licence.state))
    elif may(actor, Permission.LICENCE_EDIT) and office.holder_id:
        acts.append(("licence", _("Enter the licence")))
    base = office.get_absolute_url()
    return [{"url": f"{base}/{name}", "label": str(label)} for name, label in acts]


def _acts_on_licence(
    office: Office, actor: Principal, state: LicenceState
) -> list[tuple[str, str]]:
    own = actor.role is not Role.OPERATOR or office.public_id in actor.office_ids
    acts: list[tuple[str, str]] = []
    if may(actor, Permission.LICENCE_SANCTION) and not LICENCE_FLOW.is_final(state):
        acts.append(("licence-state", _("Record a decision on the licence")))
    if state is LicenceState.VALID and own and may(actor, Permission.LICENCE_RENEW):
        acts.append(("renewal", _("Ask for renewal")))
    if state is LicenceState.VALID and may(actor, Permission.LICENCE_EDIT):
        acts.append(("transfer", _("Enter a transfer of the licence")))
    if state is LicenceState.RENEWAL_REQUESTED and may(actor, Permission.LICENCE_EDIT):
        acts.append(("renewed", _("Enter the renewed licence")))
    return acts
