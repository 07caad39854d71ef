"""What is done to a licence."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import Principal
from accounts.roles import Permission, Role
from core import jalali
from core.acts import ActTable, Confirm, Final, Paper, Whose
from offices.acts.interests import INTERESTED
from offices.acts.people import REGISTER_HOLDER
from offices.facts.renewals import days_to_ask, is_time_to_renew, obstacles_to_renewal
from offices.facts.transfers import obstacles_to_transfer
from offices.models import Licence
from offices.states import LICENCE_FLOW, LicenceState

LICENCES = ActTable(
    "licence",
    lambda key, actor: Licence.objects.visible_to(actor).lock(key),
    LicenceState,
    not_by=(INTERESTED,),
    paper=Paper.NONE,
)
# A document of an earlier day is sealed at once and confirmed by the deputy.
PROPOSED = {
    "licence.document_proposed": gettext_lazy(
        "entered a document of an earlier day on the licence for confirmation"
    ),
}
# The states that a document of the regulator or the committee leads to.
DECIDED = (LicenceState.SUSPENDED, LicenceState.CANCELLED, LicenceState.VALID)


def runs_the_office(actor: Principal, licence: Licence, on: date) -> bool:
    """Tell whether an operator's own office holds the licence; other roles ask for any."""
    return actor.role is not Role.OPERATOR or licence.office.public_id in actor.office_ids


def not_to_renew(licence: Licence, actor: Any, on: date) -> str:
    """Return what stands against a request for renewal."""
    return " ".join(obstacles_to_renewal(licence, on))


def too_early_to_renew(licence: Licence, actor: Any, on: date) -> str:
    """Return that a valid licence is renewed later; an open case does not undo the regulator's."""
    if licence.state != LicenceState.VALID or is_time_to_renew(licence, on):
        return ""
    first, _last = days_to_ask(licence, on)
    text = _("The licence runs until {end}; its renewal is entered from {first} on.")
    return text.format(first=jalali.long(first), end=jalali.long(licence.expires_on))


def not_to_transfer(licence: Licence, actor: Any, on: date) -> str:
    """Return what stands against a transfer."""
    return " ".join(obstacles_to_transfer(licence, on))


SANCTION = LICENCES.act(
    "sanction",
    title=gettext_lazy("Record a decision on the licence"),
    icon="licence",
    permissions=(Permission.LICENCE_SANCTION,),
    states=[
        state for state in LicenceState
        if any(LICENCE_FLOW.allows(state, after) for after in DECIDED)
    ],
    state_error=gettext_lazy("The licence has ended; no decision changes it."),
    event={
        "licence.suspended": gettext_lazy("suspended the licence"),
        "licence.cancelled": gettext_lazy("cancelled the licence"),
        "licence.reinstated": gettext_lazy("made the licence valid again"),
        **PROPOSED,
    },
    paper=Paper.REQUIRED,
    tells=("office", "agency"),
    confirm=Confirm.SECOND_IF_BACK,
    undo="sanction",
)  # fmt: skip
ASK_RENEWAL = LICENCES.act(
    "ask-renewal",
    title=gettext_lazy("Ask for renewal"),
    icon="deadline",
    permissions=(Permission.LICENCE_RENEW,),
    whose=Whose(
        "the office's operator; the secretariat for any office",
        runs_the_office,
        gettext_lazy("Renewal is asked for by the office itself or by the secretariat."),
    ),
    states=LICENCE_FLOW.sources_of(LicenceState.RENEWAL_REQUESTED),
    state_error=gettext_lazy("Renewal is asked for while the licence is valid, and once."),
    target=LicenceState.RENEWAL_REQUESTED,
    blocked=(not_to_renew,),
    event={"licence.renewal_requested": gettext_lazy("asked for renewal of the licence")},
    tells=("office", "secretariat"),
    confirm=Confirm.PLAIN,
    undo=Final("The regulator answers it."),
)
ENTER_RENEWED = LICENCES.act(
    "enter-renewed",
    title=gettext_lazy("Enter the renewed licence"),
    icon="licence",
    permissions=(Permission.LICENCE_EDIT,),
    states=LICENCE_FLOW.sources_of(LicenceState.RENEWED),
    target=LicenceState.RENEWED,
    blocked=(too_early_to_renew,),
    event={"licence.renewed": gettext_lazy("renewed the licence"), **PROPOSED},
    paper=Paper.REQUIRED,
    tells=("office",),
    confirm=Confirm.SECOND_IF_BACK,
    undo=Final("The document of the regulator stands."),
)
TRANSFER = LICENCES.act(
    "transfer",
    title=gettext_lazy("Enter a transfer of the licence"),
    icon="licence",
    permissions=(Permission.LICENCE_EDIT,),
    states=LICENCE_FLOW.sources_of(LicenceState.TRANSFERRED),
    state_error=gettext_lazy("Only a valid licence is transferred."),
    target=LicenceState.TRANSFERRED,
    blocked=(not_to_transfer,),
    event={
        "licence.transferred": gettext_lazy("transferred the licence"),
        **REGISTER_HOLDER.event,
        **PROPOSED,
    },
    paper=Paper.REQUIRED,
    tells=("office",),
    confirm=Confirm.SECOND_IF_BACK,
    undo="transfer",
)
KEEP_SCAN = LICENCES.act(
    "keep-scan",
    title=gettext_lazy("Keep the scan of the licence"),
    icon="attachment",
    permissions=(Permission.LICENCE_EDIT,),
    event={
        "licence.scan_kept": gettext_lazy("kept the scan of the licence"),
        "licence.scan_replaced": gettext_lazy("replaced the scan of the licence"),
    },
    paper=Paper.REQUIRED,
    confirm=Confirm.PLAIN,
    undo="keep-scan",
    tells=(),
)
