"""The page of one office, with its tabs."""

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from accounts.models import RoleGrant
from accounts.principal import may
from accounts.roles import Permission, Role
from audit.models import AuditEvent
from audit.trails import told
from core.acts import is_open
from core.clock import today
from core.panels import drawn
from core.persian import spaced_phone
from core.web import RecordPage
from offices.acts.offices import ADD_STAFF, CHANGE_STATE
from offices.acts.people import END_STAFF, REVEAL_ID
from offices.facts import PANELS, PILLS, TABS
from offices.facts.letters import letters_of
from offices.facts.licences import current_licence, waits_for_state
from offices.facts.nearby import nearby
from offices.facts.renewals import renewal_of
from offices.models import Licence, LicenceHolder, Office, OfficeStaff
from offices.states import LicenceState, OfficeState
from offices.views.offered import acts_on, buttons_of
from offices.views.scans import licence_papers

SHOWN_EVENTS = 60
OFFICE_TONES = {
    OfficeState.ACTIVE: ("pill", "ok"),
    OfficeState.DRAFT: ("pill", "neutral"),
    OfficeState.TEMPORARILY_CLOSED: ("pill", "warn"),
    OfficeState.INACTIVE: ("pill", "warn"),
    OfficeState.SUSPENDED: ("stamp", "danger"),
    OfficeState.REVOKED: ("stamp", "danger"),
    OfficeState.CLOSED: ("stamp", "neutral"),
}
LICENCE_TONES = {
    LicenceState.VALID: "ok",
    LicenceState.RENEWAL_REQUESTED: "ok",
    LicenceState.SUSPENDED: "danger",
    LicenceState.EXPIRED: "danger",
    LicenceState.CANCELLED: "danger",
}


class OfficePage(RecordPage, TemplateView):
    """One office: card, licence, contracts, violations, people, history."""

    queryset = Office.objects.select_related("county", "district", "place", "holder")
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "offices/office.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the office with the parts that the floors above add."""
        office, actor, on = self.object, self.actor, today()
        part = self.kwargs.get("part", "")
        tab = TABS.get(part) if part else None
        if tab is not None and not tab.sees(office, actor):
            raise Http404
        if part and tab is None and part not in {"people", "history"}:
            raise Http404
        sees = Office.objects.contacts_for(actor).filter(pk=office.pk).exists()
        licence = current_licence(office)
        context = {
            "actor": actor,
            "on": on,
            "sees_contacts": sees,
            "licence": licence,
            "waits_for_state": waits_for_state(office, licence, on),
            "asks_state": is_open(CHANGE_STATE, office, actor, on),
            "days_left": (licence.expires_on - on).days if licence else None,
            "renewal": renewal_of(licence, actor, on),
            "part": part,
            "tabs": self.tabs(part),
            "buttons": buttons_of(office, actor),
            "acts": acts_on(office, actor, on),
            **self.letterhead(sees, licence),
        }
        if not part:
            context |= {
                place: drawn(PANELS, place, office, actor, on)
                for place in ("banner", "main", "aside")
            }
            context["papers"] = licence_papers(office, [licence] if licence else [], actor, on)
            context["nearby"] = nearby(office, actor, on)
            context["intervals"] = office.intervals.order_by("-starts_on")[:12]
            context["letters"] = letters_of(office, actor)
            context["reveals"] = office.holder is not None and is_open(
                REVEAL_ID, office.holder, actor, on
            )
            context["holder_visible"] = (
                sees
                and LicenceHolder.objects.visible_to(actor).filter(pk=office.holder_id).exists()
            )
        elif part == "people":
            context |= self.people(on)
        elif part == "history":
            licences = list(office.licences.order_by("-issued_on", "-pk"))
            context |= {
                "events": self.events(licences),
                "papers": licence_papers(office, licences, actor, on),
            }
        elif tab is not None:
            context["tab_template"] = tab.template
            context |= dict(tab.read(office, actor, on) or {})
        return super().get_context_data(**(kwargs | context))

    def people(self, on: date) -> dict[str, Any]:
        """Return the staff, and the accounts that act for the office to those who see them."""
        office, actor = self.object, self.actor
        staff = list(
            OfficeStaff.objects.visible_to(actor).filter(office=office).order_by("full_name", "pk")
        )
        is_own = actor.role is Role.OPERATOR and office.public_id in actor.scope_ids
        rows = RoleGrant.objects.all() if is_own else RoleGrant.objects.visible_to(actor)
        own = rows.in_force(on).filter(role=Role.OPERATOR, scope_id=office.public_id)
        sees_accounts = is_own or actor.role is not Role.OPERATOR
        return {
            "staff": staff,
            "adds_staff": is_open(ADD_STAFF, office, actor, on),
            "ends_staff": END_STAFF.is_for(actor),
            "may_leave": {one.pk for one in staff if is_open(END_STAFF, one, actor, on)},
            "opens_accounts": not is_own,
            "accounts": own.select_related("user").order_by("pk") if sees_accounts else [],
        }

    def letterhead(self, sees: bool, licence: Licence | None) -> dict[str, Any]:
        """Return the head of the file: marks, parties, code, licence."""
        office = self.object
        kind, tone = OFFICE_TONES[OfficeState(office.state)]
        if waits_for_state(office, licence, today()):
            tone = "warn"  # at work by its state, without a licence that lets it
        marks = [{"kind": kind, "tone": tone, "text": OfficeState(office.state).label}]
        if licence is not None:
            marks.append(
                {
                    "kind": "stamp",
                    "tone": LICENCE_TONES[LicenceState(licence.state)],
                    "text": _("licence {state}").format(state=licence.get_state_display()),
                }
            )
        for pill in PILLS:
            mark = pill.read(office, self.actor, today())
            if mark:
                marks.append({"kind": "pill", **mark})
        place = office.place.name if office.place else office.county.name
        address = office.address
        where = address if address.startswith(place) else f"{place}، {address}".strip("، ")
        parties = [{"icon": "place", "text": where}]
        if sees and office.manager_name:
            parties.insert(0, {"icon": "person", "text": office.manager_name})
        if sees and office.phone:
            parties.append({"icon": "phone", "text": "", "code": spaced_phone(office.phone)})
        if office.opening_hours:
            parties.append({"icon": "clock", "text": office.opening_hours})
        facts = [{"label": _("office code"), "code": office.code}]
        if licence is not None:
            facts += [
                {"label": _("licence number"), "code": licence.number},
                {"label": _("licence until"), "date": licence.expires_on},
            ]
        facts.append({"label": _("kind"), "text": office.get_kind_display()})
        return {
            "marks": marks,
            "parties": parties,
            "facts": facts,
            "crumbs": [
                {"label": _("Offices"), "url": reverse("offices:list")},
                {
                    "label": office.county.name,
                    "url": f"{reverse('offices:list')}?county={office.county.public_id}",
                },
                {"label": office.name},
            ],
        }

    def tabs(self, part: str) -> list[dict[str, Any]]:
        """Return the tabs: overview, those of the floors above, people, history."""
        office, base = self.object, self.object.get_absolute_url()
        tabs = [{"label": _("Overview"), "url": base, "current": not part}]
        tabs += [
            {
                "label": tab.title,
                "url": f"{base}/{tab.name}",
                "current": part == tab.name,
                "count": tab.count(office, self.actor, today()),
            }
            for tab in TABS
            if tab.sees(office, self.actor)
        ]
        staff = OfficeStaff.objects.visible_to(self.actor).filter(office=office)
        if staff.exists() or ADD_STAFF.is_for(self.actor):
            tabs.append({"label": _("Staff"), "url": f"{base}/people", "current": part == "people"})
        tabs.append({"label": _("History"), "url": f"{base}/history", "current": part == "history"})
        return tabs

    def events(self, licences: list[Licence]) -> list[dict[str, Any]]:
        """
        Return what was done to the office and its licences; persons for those who see them.

        The office reads its own people by name, and of others the role.
        """
        known = AuditEvent.objects.about(self.object)
        for licence in licences:
            known |= AuditEvent.objects.about(licence)
        rows = known.order_by("-pk")[:SHOWN_EVENTS]
        named = may(self.actor, Permission.AUDIT_READ)
        own = self.actor.role is Role.OPERATOR and self.object.public_id in self.actor.scope_ids
        return [
            told(event, is_named=named or (own and event.actor_role == Role.OPERATOR))
            for event in rows
        ]
