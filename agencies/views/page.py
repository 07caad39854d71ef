"""The page of one agency."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.principal import may
from accounts.roles import Permission
from agencies.acts import ADD_SERVICE, SET_SEAT
from agencies.facts import BESIDE, BUTTONS, PANELS, PILLS, WAYS
from agencies.models import Agency, AgencyStaff, Service
from audit.models import AuditEvent
from audit.trails import told
from core.acts import is_open
from core.clock import today
from core.panels import drawn
from core.persian import spaced_phone
from core.web import RecordPage, Scoped

SHOWN_EVENTS = 50
PARTS = frozenset({"services", "people", "history"})


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

    queryset = Agency.objects.select_related("province", "seat")
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "agencies/agency.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the agency; lead on to the lists of what belongs to it."""
        part = kwargs.get("part", "")
        if not part or part in PARTS:
            return super().get(request, *args, **kwargs)
        way = WAYS.get(part)
        url = way.url(self.get_record(), self.actor) if way else ""
        if not url:
            raise Http404
        return redirect(url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the agency with the panels of the floors above."""
        agency, actor, on = self.object, self.actor, today()
        part = self.kwargs.get("part", "")
        context = {
            "crumbs": [
                {"label": _("Agencies"), "url": reverse("agencies:list")},
                {"label": agency.short_name},
            ],
            "facts": [
                {"label": _("code"), "code": agency.code},
                {"label": _("kind"), "text": agency.get_kind_display()},
                {"label": _("services"), "text": str(sum(one.is_active for one in self.services))},
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
            "may_set_seat": is_open(SET_SEAT, agency, actor, on),
            "may_edit": is_open(
                ADD_SERVICE, agency, actor, on
            ),  # every act on it has the same owner
        }
        return super().get_context_data(actor=actor, on=on, **(kwargs | context | self.shown(part)))

    @cached_property
    def staff(self) -> list[AgencyStaff]:
        """Return who is to be asked at the agency, in the order in which they were named."""
        return list(self.object.staff.filter(is_active=True).select_related("unit").order_by("pk"))

    def parties(self) -> list[dict[str, Any]]:
        """Return where the agency is, and the first of those to ask there."""
        person = next(iter(self.staff), None)
        where = self.object.province.name
        if self.object.seat:
            said = _("{province}, seat in the county of {county}")
            where = said.format(province=where, county=self.object.seat.name)
        found = [{"icon": "place", "text": where}]
        if person is not None:
            said = _("Contact: {name}").format(name=person.full_name)
            found.insert(0, {"icon": "person", "text": said, "code": spaced_phone(person.phone)})
        return found

    @cached_property
    def services(self) -> list[Service]:
        """Return the agency's services, those that it offers no more among them."""
        return list(self.object.services.order_by("code"))

    @cached_property
    def has_record(self) -> bool:
        """Tell whether the person may read the agency's record of action, the page's first part."""
        return self.actor.is_province or self.object.public_id in self.actor.agency_ids

    def tabs(self, part: str) -> list[dict[str, Any]]:
        """Return the parts of the page, those of the floors above between its own."""
        base = self.object.get_absolute_url()
        record = {"label": _("Record of action"), "url": base, "current": not part}
        services = {
            "label": _("Services"),
            "url": f"{base}/services" if self.has_record else base,
            "current": part == "services" or not (part or self.has_record),
            "count": len(self.services),
        }
        return [
            *([record] if self.has_record else []),
            services,
            *self.ways(),
            {
                "label": _("People"),
                "url": f"{base}/people",
                "current": part == "people",
                "count": len(self.staff),
            },
            {"label": _("History"), "url": f"{base}/history", "current": part == "history"},
        ]

    def ways(self) -> list[dict[str, Any]]:
        """Return the lists of what belongs to the agency, which the floors above keep."""
        agency, actor, on = self.object, self.actor, today()
        return [
            {"label": way.title, "url": url, "count": way.count(agency, actor, on)}
            for way in WAYS
            if (url := way.url(agency, actor))
        ]

    def shown(self, part: str) -> dict[str, Any]:
        """Return what one part of the page shows."""
        agency, actor, on = self.object, self.actor, today()
        if not part:
            places = ("banner", "main", "aside")
            panels = {place: drawn(PANELS, place, agency, actor, on) for place in places}
            return panels | self.table_of_services()
        if part == "services":
            return self.table_of_services()
        if part == "people":
            return {
                "units": agency.units.select_related("county").order_by("name"),
                "staff": self.staff,
            }
        return {"events": self.events()}

    def table_of_services(self) -> dict[str, Any]:
        """Return the services, each with what the floors above say of it."""
        read = ((part.title, part.read(self.object, self.actor, today())) for part in BESIDE)
        beside = [(title, cells) for title, cells in read if cells is not None]
        return {
            "heads": [title for title, _cells in beside],
            "services": [
                {
                    "service": service,
                    "beside": [(title, cells.get(service.pk)) for title, cells in beside],
                }
                for service in self.services
            ],
        }

    def events(self) -> list[dict[str, Any]]:
        """Return the agency's own history, newest first; persons for those who read the inside."""
        rows = AuditEvent.objects.about(self.object).order_by("-pk")[:SHOWN_EVENTS]
        is_own = self.object.public_id in self.actor.agency_ids
        named = is_own or may(self.actor, Permission.AUDIT_READ)
        return [told(event, is_named=named) for event in rows]
