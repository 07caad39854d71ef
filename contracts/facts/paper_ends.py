"""What an office hears of a paper on its contract that was entered and not confirmed."""

from collections.abc import Callable
from dataclasses import replace

from django.utils.translation import gettext as translated
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, override

from approvals.models import PendingAct
from contracts.facts.audiences import OFFICE, of_contract
from contracts.facts.waiting_judgments import RECORDING
from notices.facts.kinds import Kind, News
from notices.states import Topic

# Each act that enters a paper of an earlier day of which the office hears, as its news call it.
PAPERS = {
    "contract.serve-notice": gettext_noop("paper receipt of the termination notice"),
    "contract.record-document": gettext_noop("document"),
    "contract.enter-addendum": gettext_noop("paper of an addendum"),
    RECORDING: gettext_noop("judgment"),
}
DETAIL = _("{paper} · {office} · {agency} · contract {number}")
WHY = _("{paper} · {office} · {agency} · contract {number} · {reason}")
# How such an entry ends without effect: the title, and what is said of it.
ENDS = {
    "refused": (_("A paper that was entered on your contract was refused; it has no effect"), WHY),
    "expired": (
        _("Nobody confirmed in time a paper that was entered on your contract; it has no effect"),
        DETAIL,
    ),
    "withdrawn": (_("A paper that was entered on your contract was withdrawn"), WHY),
    "voided": (_("The entry of a paper on your contract is void; it has no effect"), DETAIL),
}


def ended(
    papers: dict[str, str], news_of: Callable[[str], News | None]
) -> Callable[[str], News | None]:
    """Return the reader of news of the proposal of such a paper, for who hears of its record."""

    def find(target: str) -> News | None:
        found = PendingAct.objects.filter(public_id=target, act__in=papers).first()
        news = news_of(str(found.target_id)) if found else None
        if news is None or found is None:
            return None
        with override("fa"):
            paper = translated(papers[found.act])
        return replace(news, values={**news.values, "paper": paper, "reason": found.reason})

    return find


PAPER_ENDS = tuple(
    Kind(
        f"pending.{end}/contract", Topic.SERVICE, title, verb=f"pending.{end}",
        find=ended(PAPERS, of_contract(OFFICE)), detail=detail, icon="undo-2", tone="info",
    )
    for end, (title, detail) in ENDS.items()
)  # fmt: skip
