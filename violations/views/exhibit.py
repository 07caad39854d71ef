"""One picture or PDF of evidence on a page of its own: for reading without scripts."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from core.persian import persian_digits
from core.web import RecordPage
from violations.facts.seals import may_open_original
from violations.models import Evidence
from violations.views.exhibits import exhibits_beside


class ExhibitPage(RecordPage):
    """
    A file among those that were filed with it.

    The page opens nothing itself: the picture in it comes from `EvidencePage`, which compares the
    seal and records the opening.
    """

    queryset = Evidence.objects.select_related("report", "case", "contract")
    slug_field = "public_id"
    slug_kwarg = "public_id"
    template_name = "violations/exhibit.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the file's card, those before and after it, and the way back to the record."""
        cards, record = exhibits_beside(self.actor, self.object)
        keys = [card["public_id"] for card in cards]
        at = keys.index(self.object.public_id)
        crumbs: list[dict[str, Any]] = [
            {"label": _("Violations"), "url": reverse("violations:list")}
        ]
        if record is not None:
            crumbs.append({"label": record.number, "url": record.get_absolute_url(), "code": True})
        crumbs.append({"label": self.object.name, "file": True})
        return super().get_context_data(
            card=cards[at],
            record=record,
            original=f"{cards[at]['url']}?original=1" if may_open_original(self.actor) else "",
            previous=cards[at - 1]["page"] if at else "",
            next=cards[at + 1]["page"] if at + 1 < len(cards) else "",
            position=_("{n} of {total}").format(
                n=persian_digits(at + 1), total=persian_digits(len(cards))
            ),
            crumbs=crumbs,
            **kwargs,
        )
