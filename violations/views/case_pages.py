"""What the pages of the acts on a case share: the record, the breadcrumbs, the link back."""

from typing import Any, ClassVar

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from audit.facts import last_change
from core.edits import LastChange
from core.persian import latin_digits, persian_digits
from core.web import ActPage, Scoped
from violations.models import Case

CASE_PARTS = ("office", "county", "agency", "contract", "type", "linked", "holder")


def isolated(number: str) -> SafeString:
    """Return a record number that keeps its order in Persian text."""
    return format_html('<bdi dir="ltr">{}</bdi>', persian_digits(number))


class CaseFrame(Scoped):
    """A page about a case, found by its number: the record, the breadcrumbs, the way back."""

    queryset = Case.objects.all()
    slug_field = "number"
    slug_kwarg = "number"
    parts: ClassVar[tuple[str, ...]] = CASE_PARTS
    title: ClassVar[Any] = ""
    object: Any

    def rows(self) -> Any:
        """Return the cases in scope with what the page names."""
        return super().rows().select_related(*self.parts)

    def get_record(self) -> Any:
        """Return the case of this number, in any digits, or 404."""
        self.kwargs["number"] = latin_digits(str(self.kwargs["number"]))
        return super().get_record()

    def frame(self) -> dict[str, Any]:
        """Return where the page leads back to, and its breadcrumbs."""
        number = self.object.number
        address = reverse("violations:file", args=[number])
        crumbs = [
            {"label": _("Violations"), "url": reverse("violations:list")},
            {"label": isolated(number), "url": address},
            {"label": str(self.title)},
        ]
        return {"back": address, "crumbs": crumbs}


class CaseAct(CaseFrame, ActPage):
    """The page of an act on a case, found by its number."""

    template_name = "violations/act.html"
    autofocus = True
    list_key = "queue"

    def last_change(self) -> LastChange | None:
        """Return who changed the case last."""
        return last_change(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the frame of the page; its links remember the list that led here."""
        frame = self.frame()
        back = frame["crumbs"][1]["url"] = frame["back"] = self.along(frame["back"])
        frame["crumbs"][2]["label"] = str(self.title or self.act.title)
        more = frame | {"autofocus": self.autofocus, "back": back, "most_rows": 4}
        return super().get_context_data(**(more | context))

    def get_success_url(self, done: Any) -> str:
        """Return the page of the case."""
        return self.along(reverse("violations:file", args=[self.object.number]))
