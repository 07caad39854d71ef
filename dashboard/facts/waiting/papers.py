"""What was entered on paper in an office's name, while the office may still deny it."""

from django.db.models import Exists, F, OuterRef
from django.utils.translation import gettext_lazy as _

from accounts.principal import Principal
from dashboard.facts.waiting.shapes import Kind, Section, Waiting, Waits
from violations.acts import cases
from violations.models import Case, Defence
from violations.states import HEARD_IN, OBJECTED

PAPERS = {
    "paper-objection": Kind(
        Section.FILES, "evidence",
        _("An objection on paper was entered in your name: deny it if it is not yours"),
        (cases.CONTEST_OBJECTION,), see=_("See the case"),
    ),
    "paper-defence": Kind(
        Section.FILES, "evidence",
        _("A defence on paper was entered in your name: deny it if it is not yours"),
        (cases.CONTEST_PAPER,), see=_("See the case"),
    ),
}  # fmt: skip


def papers(principal: Principal) -> Waits:
    """Yield the cases with a paper in the office's name on which nothing was decided yet."""
    if not cases.CONTEST_OBJECTION.is_for(principal):
        return
    seen = Case.objects.visible_to(principal)
    objected = seen.filter(
        OBJECTED, appeal__is_paper=True, appeal__round_no=F("round_no"), appeal__contested_on=None
    )
    yield Waiting("paper-objection", objected, "appeal__filed_on")
    own = Defence.objects.counted().filter(case=OuterRef("pk"), is_paper=True)
    answered = seen.filter(Exists(own), state__in=HEARD_IN)
    yield Waiting("paper-defence", answered, "served_on")
