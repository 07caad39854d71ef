"""What the pages about a file share: the report or case, the breadcrumbs, the link back."""

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

LIST_KEY = "queue"  # the parameter of an address that was reached through a list
CASE_PARTS = ("office", "county", "agency", "contract", "type", "linked", "holder")


def isolated(number: str) -> SafeString:
    """Return a record number that keeps its order in Persian text."""
    return format_html('<bdi dir="ltr">{}</bdi>', persian_digits(number))


class FileFrame(Scoped):
    """A page about a report or a case, found by its number: the breadcrumbs, the way back."""

    slug_field = "number"
    slug_kwarg = "number"
    parts: ClassVar[tuple[str, ...]] = ()
    title: ClassVar[Any] = ""
    object: Any

    def rows(self) -> Any:
        """Return the records in scope with what the page names."""
        return super().rows().select_related(*self.parts)

    def get_record(self) -> Any:
        """Return the record of this number, in any digits, or 404."""
        self.kwargs["number"] = latin_digits(str(self.kwargs["number"]))
        return super().get_record()

    @property
    def file_url(self) -> str:
        """The page of the record; it remembers the list that led here."""
        address, query = reverse("violations:file", args=[self.object.number]), self.request.GET
        return f"{address}?{query.urlencode()}" if LIST_KEY in query else address

    def crumbs(self) -> list[dict[str, Any]]:
        """Return where the page stands, without its own name."""
        return [
            {"label": _("Violations"), "url": reverse("violations:list")},
            {"label": isolated(self.object.number), "url": self.file_url},
        ]

    def frame(self) -> dict[str, Any]:
        """Return where the page leads back to, and its breadcrumbs."""
        crumbs = [*self.crumbs(), {"label": str(self.title)}]
        return {"back": self.file_url, "crumbs": crumbs}


class CaseFrame(FileFrame):
    """A page about a case."""

    queryset = Case.objects.all()
    parts: ClassVar[tuple[str, ...]] = CASE_PARTS


class FileAct(FileFrame, ActPage):
    """The page of an act on a report or a case, found by its number."""

    rehearses = True
    template_name = "violations/act.html"
    autofocus = True
    list_key = LIST_KEY

    def last_change(self) -> LastChange | None:
        """Return who changed the record last."""
        return last_change(self.object, self.actor)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the frame of the page."""
        frame = self.frame()
        frame["crumbs"][-1]["label"] = str(self.title or self.act.title)
        more = frame | {"autofocus": self.autofocus, "most_rows": 4}
        return super().get_context_data(**(more | context))

    def get_success_url(self, done: Any) -> str:
        """Return the page of the record."""
        return self.file_url


class CaseAct(CaseFrame, FileAct):
    """The page of an act on a case."""
