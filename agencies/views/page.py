"""The page of one agency."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.principal import may
from accounts.roles import Permission
from agencies.facts import BUTTONS, PANELS, PILLS, TABS
from agencies.models import Agency, AgencyStaff
from audit.models import AuditEvent
from audit.verbs import sentence
from core.clock import today
from core.panels import drawn
from core.persian import spaced_phone
from core.web import RecordPage, Scoped

SHOWN_EVENTS = 50


def may_edit(agency: Agency, actor: Any) -> bool:
    """Tell whether the page offers changes: the secretariat's any, a manager's his own."""
    return may(actor, Permission.AGENCY_EDIT) and (
        not actor.is_agency or agency.public_id in actor.agency_ids
    )


class OwnAgency(Scoped):
    """The way to the page of one's own agency: of several the first."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Go there; who works for no agency finds nothing here."""
        agency = Agency.objects.own(self.actor).order_by("pk").first()
        if agency is None:
            raise Http404
        return redirect(agency)


class AgencyPage(RecordPage):
    """One agency: what it must act on, its services, contracts, cases and people."""

    queryset = Agency.objects.select_related("province")
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "agencies/agency.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the agency with the panels of the floors above."""
        agency, actor, on = self.object, self.actor, today()
        part = self.kwargs.get("part", "")
        if part and part not in {"people", "history"} and TABS.get(part) is None:
            raise Http404
        services = list(agency.services.order_by("code"))
        context = {
            "crumbs": [
                {"label": _("Agencies"), "url": reverse("agencies:list")},
                {"label": agency.short_name},
            ],
            "facts": [
                {"label": _("code"), "code": agency.code},
                {"label": _("kind"), "text": agency.get_kind_display()},
                {"label": _("services"), "text": str(sum(s.is_active for s in services))},
            ],
            "marks": [said for pill in PILLS if (said := pill.read(agency, actor, on))],
            "parties": self.parties(),
            "tabs": self.tabs(part),
            "buttons": [
                {"button": button, "url": url}
                for button in BUTTONS
                if (url := button.url(agency, actor))
            ],
            "part": part,
            "services": services,
            "may_edit": may_edit(agency, actor),
        }
        return super().get_context_data(actor=actor, on=on, **(kwargs | context | self.shown(part)))

    @cached_property
    def staff(self) -> list[AgencyStaff]:
        """Return who is to be asked at the agency, in the order in which they were named."""
        return list(self.object.staff.filter(is_active=True).select_related("unit").order_by("pk"))

    def parties(self) -> list[dict[str, Any]]:
        """Return where the agency is, and the first of those to ask there."""
        person = next(iter(self.staff), None)
        found = [{"icon": "place", "text": self.object.province.name}]
        if person is not None:
            said = _("Contact: {name}").format(name=person.full_name)
            found.insert(0, {"icon": "person", "text": said, "code": spaced_phone(person.phone)})
        return found

    def tabs(self, part: str) -> list[dict[str, Any]]:
        """Return the parts of the page, those of the floors above between its own."""
        agency, base = self.object, self.object.get_absolute_url()
        above = [
            {
                "label": tab.title,
                "url": f"{base}/{tab.name}",
                "current": part == tab.name,
                "count": tab.count(agency, self.actor, today()),
            }
            for tab in TABS
        ]
        return [
            {"label": self.first_tab(), "url": base, "current": not part},
            *above,
            {
                "label": _("People"),
                "url": f"{base}/people",
                "current": part == "people",
                "count": len(self.staff),
            },
            {"label": _("History"), "url": f"{base}/history", "current": part == "history"},
        ]

    def first_tab(self) -> str:
        """Return what the first part is called: the record, for those who may read it."""
        is_own = self.object.public_id in self.actor.agency_ids
        return _("Record of action") if is_own or self.actor.is_province else _("Services")

    def shown(self, part: str) -> dict[str, Any]:
        """Return what one part of the page shows."""
        agency, actor, on = self.object, self.actor, today()
        if not part:
            places = ("banner", "main", "aside")
            return {place: drawn(PANELS, place, agency, actor, on) for place in places}
        if part == "people":
            return {
                "units": agency.units.select_related("county").order_by("name"),
                "staff": self.staff,
            }
        if part == "history":
            return {"events": self.events()}
        tab = TABS.get(part)
        read = dict(tab.read(agency, actor, on) or {}) if tab else {}
        return read | {"tab_template": tab.template if tab else ""}

    def events(self) -> list[dict[str, Any]]:
        """Return the agency's own history, newest first; persons for those who read the inside."""
        rows = AuditEvent.objects.about(self.object).order_by("-pk")[:SHOWN_EVENTS]
        is_own = self.object.public_id in self.actor.agency_ids
        named = is_own or may(self.actor, Permission.AUDIT_READ)
        return [
            {
                "title": sentence(event.verb),
                "who": event.actor_name if named else "",
                "at": event.at,
                "note": event.note if named else "",
            }
            for event in rows
        ]
