"""What is known of a report before it is filed: the office, twins, the effect, the next days."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.principal import Principal
from agencies.models import Agency
from contracts.models import Contract
from core.clock import today
from offices.models import Office
from violations import facts
from violations.facts.sanctions import sanction_words
from violations.forms.reports import ReportForm, lacks_agency
from violations.models import ViolationType
from violations.states import Track
from violations.views.clocks import Ahead, ahead_of
from violations.views.points import PointsBar, points_bar


@dataclass(frozen=True)
class Preview:
    """What is known before filing: the office, twins, the effect, the next days."""

    office: Office | None
    contract: Contract | None
    agency: Agency | None
    twins: list[facts.Twin]
    effect: facts.Effect | None
    bar: PointsBar | None
    ahead: list[Ahead]
    lack: str = ""  # what the chosen type asks for besides

    @property
    def proposal(self) -> str:
        """Return the sanction that the matrix proposes, in words."""
        found = self.effect.proposal if self.effect else None
        words = sanction_words(found.sanction, found.days) if found else ""
        return " · ".join(part for part in (words, found.extra if found else "") if part)


def preview_of(form: ReportForm, actor: Principal) -> Preview:
    """Return what the typed fields already tell; wrong or empty ones are left out."""
    form.is_valid()
    data = form.cleaned_data
    on = today()
    office, agency = data.get("office"), data.get("agency")
    occurred = data.get("occurred_on") or on
    kind = data.get("kind") or _kind_on(occurred, data.get("type"))
    contract = _contract_of(office, agency, occurred)
    effect, twins = None, []
    if office and kind:
        effect = facts.effect_of(
            office_id=office.pk,
            contract_id=contract.pk if contract else None,
            type_id=kind.pk,
            occurred_on=occurred,
            as_of=on,
            reader=actor,
        )
        twins = facts.duplicates_of(
            office_id=office.pk,
            type_id=kind.pk,
            occurred_on=occurred,
            actor=actor,
            evidence_ids=data.get("evidence") or (),
        )
    bar = None
    if office:
        added = effect.points_added if effect else 0
        bar = points_bar(office.pk, on, actor, added=added)
    return Preview(
        office=office,
        contract=contract,
        agency=agency,
        twins=twins,
        effect=effect,
        bar=bar,
        ahead=ahead_of(on, office.county.public_id if office else None),
        lack=lacks_agency() if kind and kind.track == Track.CONTRACT and not agency else "",
    )


def _kind_on(day: date, code: Any) -> ViolationType | None:
    if not code:
        return None
    return ViolationType.objects.in_force(day).filter(code=str(code)).first()


def _contract_of(office: Any, agency: Any, on: date) -> Contract | None:
    if not office or not agency:
        return None
    return facts.contract_on(office_id=office.pk, agency_id=agency.pk, day=on)
