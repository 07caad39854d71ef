"""What changes an agency: its services, units and contact people."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext_lazy

from agencies import actions
from agencies.forms import ServiceForm, StaffForm, UnitForm
from agencies.models import Agency, AgencyStaff, Service
from agencies.views.page import may_edit
from core.clock import now
from core.web import ActionForm, Scoped


class AgencyAction(ActionForm):
    """A form about one agency, for those who may change it."""

    queryset = Agency.objects.all()
    slug_field = "code"
    slug_kwarg = "code"
    template_name = "agencies/form.html"
    title: Any = ""

    def setup_object(self) -> None:
        """Find the agency; refuse somebody who may not change it."""
        super().setup_object()
        if not may_edit(self.object, self.actor):
            raise PermissionDenied

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

    def get_success_url(self, done: Any) -> str:
        """Return to the services."""
        return f"{self.object.get_absolute_url()}/services"


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
            raise PermissionDenied
        actions.set_service_active(
            service_id=service.pk, is_active=not service.is_active, actor=self.actor, at=now()
        )
        return redirect(f"{service.agency.get_absolute_url()}/services")


class EndStaff(Scoped):
    """End a contact person."""

    def post(self, request: HttpRequest, code: str, public_id: str) -> HttpResponse:
        """End it."""
        person = get_object_or_404(
            AgencyStaff.objects.select_related("agency"), agency__code=code, public_id=public_id
        )
        if not may_edit(person.agency, self.actor):
            raise PermissionDenied
        actions.end_staff(staff_id=person.pk, actor=self.actor, at=now())
        return redirect(f"{person.agency.get_absolute_url()}/people")
