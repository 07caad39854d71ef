"""What changes an agency: its services, units and contact people."""

from typing import Any, ClassVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from agencies import actions
from agencies.acts import ADD_CONTACT, ADD_SERVICE, ADD_UNIT, END_CONTACT, SET_SEAT, SWITCH
from agencies.facts import counties_of
from agencies.forms import SeatForm, ServiceForm, StaffForm, UnitForm
from agencies.models import Agency, AgencyStaff, Service
from core.clock import now, today
from core.web import ActPage, ActStep


class AgencyAct(ActPage):
    """The page of one act on an agency."""

    queryset = Agency.objects.all()
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "agencies/form.html"
    part: ClassVar[str]  # of the agency's page, to which it leads back

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return where it leads back to."""
        return super().get_context_data(back=self.object.get_absolute_url(), **context)

    def get_success_url(self, done: Any) -> str:
        """Return to the part of the agency's page."""
        return f"{self.object.get_absolute_url()}/{self.part}"


class AddService(AgencyAct):
    """A service to offer."""

    act = ADD_SERVICE
    part = "services"
    form_class = ServiceForm
    success_message = gettext_lazy("The service was added.")

    def perform(self, data: dict[str, Any], actor: Any) -> Service:
        """Add it."""
        return actions.add_service(agency_id=self.object.pk, **data, actor=actor, at=now())


class AddUnit(AgencyAct):
    """A local unit."""

    act = ADD_UNIT
    part = "people"
    form_class = UnitForm
    success_message = gettext_lazy("The unit was added.")

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Add it."""
        return actions.add_unit(agency_id=self.object.pk, **data, actor=actor, at=now())


class SetSeat(AgencyAct):
    """The county in whose working days the agency's deadlines are counted."""

    act = SET_SEAT
    part = "people"
    form_class = SeatForm
    success_message = gettext_lazy("The county of the seat was set.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the counties of the agency's province."""
        return super().get_form_kwargs() | {"counties": counties_of(self.object, today())}

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return which county is the seat now."""
        seat = self.object.seat
        now_is = _("Now: {county}").format(county=seat.name) if seat else _("Now: no county")
        return super().get_context_data(present=now_is, **context)

    def perform(self, data: dict[str, Any], actor: Any) -> Agency:
        """Set it."""
        return actions.set_seat(agency_id=self.object.pk, **data, actor=actor, at=now())


class AddStaff(AgencyAct):
    """A contact person."""

    act = ADD_CONTACT
    part = "people"
    form_class = StaffForm
    success_message = gettext_lazy("The contact person was added.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the agency's own units."""
        return super().get_form_kwargs() | {"agency": self.object}

    def perform(self, data: dict[str, Any], actor: Any) -> AgencyStaff:
        """Add the person."""
        return actions.add_staff(agency_id=self.object.pk, **data, actor=actor, at=now())


class AgencyStep(ActStep):
    """One click on something that belongs to an agency."""

    slug_field = "public_id"
    slug_kwarg = "public_id"
    part: ClassVar[str]

    def rows(self) -> Any:
        """Return what belongs to the agency of the address."""
        return super().rows().filter(agency__code=self.kwargs["code"])

    def get_success_url(self, record: Any) -> str:
        """Return to the part of the agency's page."""
        return f"{record.agency.get_absolute_url()}/{self.part}"


class SwitchService(AgencyStep):
    """Offer a service, or stop offering it."""

    act = SWITCH
    part = "services"
    queryset = Service.objects.select_related("agency")

    def perform(self, record: Any) -> str:
        """Turn the switch."""
        actions.set_service_active(
            service_id=record.pk, is_active=not record.is_active, actor=self.actor, at=now()
        )
        return ""


class EndStaff(AgencyStep):
    """End a contact person."""

    act = END_CONTACT
    part = "people"
    queryset = AgencyStaff.objects.select_related("agency")

    def perform(self, record: Any) -> str:
        """End it."""
        actions.end_staff(staff_id=record.pk, actor=self.actor, at=now())
        return ""
