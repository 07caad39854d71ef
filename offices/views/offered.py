"""What a reader may do to an office and its licence now."""

from datetime import date
from typing import Any

from django.urls import reverse

from accounts.principal import Principal
from core.acts import Act
from core.web import ActLink, act_links
from offices.acts import licences, offices, people
from offices.facts import BUTTONS
from offices.facts.licences import current_licence
from offices.models import Office

ON_OFFICE = {
    offices.EDIT: "offices:edit",
    offices.CHANGE_STATE: "offices:state",
    offices.ENTER_HOLDER: "offices:holder",
    offices.ENTER_LICENCE: "offices:licence",
    offices.NOTE_MEMBERSHIP: "offices:note_membership",
    offices.CONFIRM_MEMBERSHIP: "offices:membership",
}
ON_HOLDER = {people.EDIT_HOLDER: "offices:edit_holder"}
ON_LICENCE = {
    licences.SANCTION: "offices:licence_state",
    licences.ASK_RENEWAL: "offices:renewal",
    licences.TRANSFER: "offices:transfer",
    licences.ENTER_RENEWED: "offices:renewed",
}


def buttons_of(office: Office, actor: Principal) -> list[dict[str, Any]]:
    """Return the links that the floors above add."""
    offered = [(button, button.url(office, actor)) for button in BUTTONS]
    return [{"button": button, "url": url} for button, url in offered if url]


def acts_on(office: Office, actor: Principal, on: date) -> list[ActLink]:
    """Return the acts that are open on the office, its holder and its licence, in one menu."""
    records = (
        (ON_OFFICE, office),
        (ON_HOLDER, office.holder if any(act.is_for(actor) for act in ON_HOLDER) else None),
        (ON_LICENCE, current_licence(office)),
    )
    return [
        link
        for pages, record in records
        if record is not None
        for link in act_links(pages, record, actor, on, url=_address_of(pages, office))
    ]


def _address_of(pages: dict[Act, str], office: Office) -> Any:
    return lambda act: reverse(pages[act], args=[office.code])
