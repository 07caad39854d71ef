"""Pages of the agencies: the list, and each agency's own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.principal import may
from accounts.roles import Permission
from agencies import actions
from agencies.facts import BUTTONS, COLUMNS, PANELS, PILLS, TABS, VIEWS
from agencies.forms import AgencyFilter, ServiceForm, StaffForm, UnitForm
from agencies.models import Agency, AgencyKind, AgencyStaff, Service
from audit.models import AuditEvent
from audit.verbs import sentence
from core.addresses import address
from core.clock import now, today
from core.markup import format_html
from core.panels import Column as Above
from core.panels import View, drawn
from core.persian import spaced_phone
from core.templatetags.ui.filters import latin
from core.templatetags.ui.marks import pill
from core.web import ActionForm, RecordPage, Scoped
from lists import cells
from lists.columns import Column, Row
from lists.columns import Tab as Listing
from lists.listed import Listed
from lists.quick import LABELS, MINE
from lists.views.pages import ListPage

SHOWN_EVENTS = 50


def _name(row: Row) -> Any:
    link = format_html('<a href="{}">{}</a>', row["url"], row["short_name"])
    return cells.named(link, row["name"])


def _state(row: Row) -> Any:
    return pill("ok", _("active")) if row["is_active"] else pill("neutral", _("not active"))


class AgencyList(Listed):
    """All agencies, with what the floors above know of each."""

    name = "agencies"
    route = "agencies:list"
    title = gettext_lazy("Agencies")
    search_label = gettext_lazy("name or code")
    none_found = gettext_lazy("No agency matches these filters")
    key = "code"
    queryset = Agency.objects.all()
    filterset_class = AgencyFilter
    chip_names = ("kind", "is_active")
    values = ("pk", "code", "name", "short_name", "letter", "kind", "is_active", "public_id")
    orders: ClassVar[dict[str, Any]] = {
        "position": ("position", "id"),
        "name": ("short_name", "id"),
        "-name": ("-short_name", "-id"),
    }
    columns = (
        Column("name", gettext_lazy("agency"), _name, cells.text("short_name"), order="name",
               is_locked=True, css="cell-main"),
        Column("full", gettext_lazy("full name"), cells.text("name"), cells.text("name"),
               is_shown=False),
        Column("code", gettext_lazy("code"), lambda row: latin(row["code"]), cells.text("code"),
               is_shown=False),
        Column("kind", gettext_lazy("kind"), cells.text("kind_label"), cells.text("kind_label"),
               is_shown=False),
        Column(
            "state", gettext_lazy("state"), _state,
            lambda row: _("active") if row["is_active"] else _("not active"),
        ),
    )  # fmt: skip

    def counted(self, number: str) -> str:
        """Return how many agencies there are, in words."""
        return _("{number} agencies").format(number=number)

    def upper(self) -> Iterable[Above]:
        """Return the columns of the floors above."""
        return COLUMNS

    def tabs(self) -> Sequence[Listing]:
        """Return all, an agency's own, and the views of the floors above."""
        tabs = [Listing("all", gettext_lazy("All"))]
        if self.actor.is_agency:
            tabs.append(Listing(MINE, gettext_lazy("Own agency"), self.own))
        if self.actor.is_agency or self.actor.is_province:  # who knows what agencies owe
            tabs += [Listing(view.name, view.title, self.narrowed(view)) for view in VIEWS]
        return tabs

    def own(self, rows: QuerySet[Agency]) -> QuerySet[Agency]:
        """Return the reader's own agencies."""
        return rows.filter(public_id__in=self.actor.agency_ids)

    def narrowed(self, view: View) -> Callable[[Any], Any]:
        """Return what a view of a floor above leaves of some rows."""
        return lambda rows: view.narrow(rows, self.actor, self.on)

    def quicks_shown(self) -> Mapping[str, Mapping[str, str]]:
        """Return those that are tabs here: an agency's own, and what is overdue."""
        return {tab.name: {self.tab_key: tab.name} for tab in self.tabs() if tab.name in LABELS}

    def tell(self, rows: Sequence[Row]) -> None:
        """Add the address, and which one is the reader's own."""
        for row in rows:
            row["url"] = address("agencies:agency", row["code"])
            row["kind_label"] = AgencyKind(row["kind"]).label
            row["is_own"] = row["public_id"] in self.actor.agency_ids


class Agencies(ListPage):
    """The page of all agencies."""

    listed_class = AgencyList
    template_name = "agencies/list.html"


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


class AgencyAction(ActionForm):
    """A form about one agency, for those who may change it."""

    queryset = Agency.objects.all()
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "agencies/form.html"
    title: Any = ""

    def setup_object(self) -> None:
        """Find the agency; somebody who may not change it finds nothing here."""
        super().setup_object()
        if not may_edit(self.object, self.actor):
            raise Http404

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the form's title."""
        return super().get_context_data(title=self.title, **context)

    def get_success_url(self, done: Any) -> str:
        """Return to the agency."""
        return str(self.object.get_absolute_url())


class AddService(AgencyAction):
    """A service to offer."""

    form_class = ServiceForm
    title = gettext_lazy("Add a service")
    success_message = gettext_lazy("The service was added.")

    def perform(self, data: dict[str, Any], actor: Any) -> Service:
        """Add it."""
        return actions.add_service(agency_id=self.object.pk, **data, actor=actor, at=now())


class AddUnit(AgencyAction):
    """A local unit."""

    form_class = UnitForm
    title = gettext_lazy("Add a unit")
    success_message = gettext_lazy("The unit was added.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Add it."""
        return actions.add_unit(agency_id=self.object.pk, **data, actor=actor, at=now())

    def get_success_url(self, done: Any) -> str:
        """Return to the people."""
        return f"{self.object.get_absolute_url()}/people"


class AddStaff(AgencyAction):
    """A contact person."""

    form_class = StaffForm
    title = gettext_lazy("Add a contact person")
    success_message = gettext_lazy("The contact person was added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the agency's own units."""
        return super().get_form_kwargs() | {"agency": self.object}

    def perform(self, data: dict[str, Any], actor: Any) -> AgencyStaff:
        """Add the person."""
        return actions.add_staff(agency_id=self.object.pk, **data, actor=actor, at=now())

    def get_success_url(self, done: Any) -> str:
        """Return to the people."""
        return f"{self.object.get_absolute_url()}/people"


class SwitchService(Scoped):
    """Offer a service, or stop offering it."""

    def post(self, request: HttpRequest, code: str, public_id: str) -> HttpResponse:
        """Turn the switch."""
        service = get_object_or_404(
            Service.objects.select_related("agency"), agency__code=code, public_id=public_id
        )
        if not may_edit(service.agency, self.actor):
            raise Http404
        actions.set_service_active(
            service_id=service.pk, is_active=not service.is_active, actor=self.actor, at=now()
        )
        return redirect(service.agency)


class EndStaff(Scoped):
    """End a contact person."""

    def post(self, request: HttpRequest, code: str, public_id: str) -> HttpResponse:
        """End it."""
        person = get_object_or_404(
            AgencyStaff.objects.select_related("agency"), agency__code=code, public_id=public_id
        )
        if not may_edit(person.agency, self.actor):
            raise Http404
        actions.end_staff(staff_id=person.pk, actor=self.actor, at=now())
        return redirect(f"{person.agency.get_absolute_url()}/people")
