"""Forms about the holder of an office; another holder comes by transfer."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy

from core.clock import now
from offices import actions
from offices.acts import offices as acts
from offices.acts.people import EDIT_HOLDER
from offices.facts.entries import wrong_in_kind, wrong_in_new_holder
from offices.forms import HolderEditForm, HolderForm
from offices.models import LicenceHolder, Office
from offices.views.acts import OfficeAct


class EnterHolder(OfficeAct):
    """The holder of an office that has none."""

    act = acts.ENTER_HOLDER
    form_class = HolderForm
    success_message = gettext_lazy("The holder was entered.")

    def get_form_kwargs(self) -> dict[str, Any]:
        """Offer the kinds of holders that this office may have."""
        return {"office_kind": self.object.kind}

    def wrong_in(self, typed: Any) -> Any:
        """Return what is wrong with what was typed so far."""
        return wrong_in_kind(typed, self.object) | wrong_in_new_holder(typed)

    def perform(self, data: dict[str, Any], actor: Any) -> Office:
        """Enter the holder and name them on the office."""
        return actions.enter_holder(office_id=self.object.pk, **data, actor=actor, at=now())


class HolderAct(OfficeAct):
    """The page of an act on the holder of an office; 404 where it has none."""

    def find_parts(self) -> None:
        """Find the holder."""
        if self.object.holder is None:
            raise Http404

    def acted_on(self) -> LicenceHolder:
        """Return the holder."""
        holder: LicenceHolder = self.object.holder
        return holder


class EditHolder(HolderAct):
    """The name and contacts of the holder; another holder comes by transfer only."""

    act = EDIT_HOLDER
    form_class = HolderEditForm
    is_edit = True
    lead = gettext_lazy("The identifiers stay; another holder comes by transfer only.")
    success_message = gettext_lazy("The holder was changed.")

    def weighed(self) -> LicenceHolder:
        """Return the holder; its version counts here, whatever becomes of the office."""
        return self.acted_on()

    def get_initial(self) -> dict[str, Any]:
        """Begin with what is stored."""
        holder = self.object.holder
        return {name: getattr(holder, name) for name in ("name", "ceo_name", "mobile")}

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Change it."""
        actions.update_holder(holder_id=self.object.holder_id, **data, actor=actor, at=now())
        return self.object
