"""What an office that is not active reads of its state: since when, by what, and what next."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from offices.models import OfficeStateInterval
from offices.states import OfficeState

# What its operators can do in each state.
NEXT: dict[str, Promise] = {
    OfficeState.DRAFT: _("The secretariat activates the office once licence and holder are there."),
    OfficeState.TEMPORARILY_CLOSED: _(
        "When you can work again, write to the secretariat, which enters the day of reopening."
    ),
    OfficeState.INACTIVE: _(
        "When you work again, or the document is wrong, write to the secretariat with its number."
    ),
    OfficeState.SUSPENDED: _(
        "Give no service until the last day. If the document is wrong or its reason has ended,"
        " write to the secretariat with its number. Answer open cases in time."
    ),
    OfficeState.REVOKED: _(
        "Give no service. If the document is wrong or was annulled, write to the secretariat with"
        " its number; open cases and objections stay open to you."
    ),
    OfficeState.CLOSED: _("Give no service; open cases and objections stay open to you."),
}
DANGER = frozenset({OfficeState.SUSPENDED, OfficeState.REVOKED, OfficeState.CLOSED})


@dataclass(frozen=True)
class Standing:
    """The state of an office that is not active, with its document."""

    state: str
    since: date | None = None
    until: date | None = None
    document_no: str = ""
    document_on: date | None = None
    reason: str = ""

    @property
    def label(self) -> str:
        """Return the name of the state."""
        return str(OfficeState(self.state).label)

    @property
    def next(self) -> str:
        """Return what the office can do."""
        return str(NEXT[self.state])

    @property
    def tone(self) -> str:
        """Return how the banner is marked."""
        return "danger" if self.state in DANGER else "warn"


def standings_of(offices: Iterable[tuple[int, str]]) -> dict[int, Standing]:
    """Return by key the standing of offices that are not active; no query where all are."""
    resting = {key: state for key, state in offices if state != OfficeState.ACTIVE}
    if not resting:
        return {}
    found = {key: Standing(state) for key, state in resting.items()}
    open_ones = OfficeStateInterval.objects.filter(office_id__in=resting, ends_on=None)
    for one in open_ones.order_by("starts_on"):
        if one.state == resting[one.office_id]:
            found[one.office_id] = Standing(
                one.state, one.starts_on, one.planned_until, one.document_no, one.document_on,
                one.reason,
            )  # fmt: skip
    return found
