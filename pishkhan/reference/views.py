"""Pages of the API's reference, and its pane on the page of keys."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.decorators import method_decorator
from django.views.generic import TemplateView

from accounts.key_pages import PANELS
from core.panels import Panel
from dashboard.guide import api_guide
from pishkhan.reference import drawing, refusals, samples
from pishkhan.reference.reading import FIRST, Group, Operation, reference

KINDS = (("curl", "curl", samples.curl), ("python", "Python", samples.python),
         ("php", "PHP", samples.php))  # fmt: skip


def shown(name: str = FIRST, wanted: str = "") -> dict[str, Any]:
    """
    Return what the reference shows: one operation, and the list with what holds `wanted`.

    Raises:
        Http404: there is no operation of this name.
    """
    groups, operations = reference()
    operation = operations.get(name)
    if operation is None:
        raise Http404
    return {
        "operation": operation,
        "groups": _found(groups, wanted),
        "wanted": wanted,
        "samples": [
            {"kind": kind, "label": label, "text": text, "drawn": drawing.coloured(text, kind)}
            for kind, label, text in ((k, name, draw(operation.call)) for k, name, draw in KINDS)
        ],
        "answer": drawing.coloured(f"// {operation.status}\n{operation.answer}", "json"),
        "everywhere": refusals.everywhere(),
        "page": reverse("api-docs"),
    }


def _found(groups: tuple[Group, ...], wanted: str) -> list[tuple[Group, tuple[Operation, ...]]]:
    """Return the groups with those of their operations whose path, method or title has it."""
    words = wanted.casefold().split()
    found = []
    for group in groups:
        rows = tuple(one for one in group.operations if all(word in one.said for word in words))
        if rows:
            found.append((group, rows))
    return found


@method_decorator(login_not_required, name="dispatch")
class Guide(TemplateView):
    """The guide for developers: docs/api/guide.md, whose samples are run by a test."""

    template_name = "reference/guide.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return the guide; no query."""
        return super().get_context_data(chapter=api_guide(), **kwargs)


@method_decorator(login_not_required, name="dispatch")
class Reference(TemplateView):
    """The operations of the API, and one of them whole; developers read it before they sign in."""

    template_name = "reference/page.html"

    def get_template_names(self) -> list[str]:
        """Answer only the operation when the page itself is there."""
        asked = self.request.headers
        is_part = "HX-Request" in asked and "HX-History-Restore-Request" not in asked
        return ["reference/part.html" if is_part else self.template_name]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Return what is shown; no query."""
        name = self.kwargs.get("operation", FIRST)
        wanted = self.request.GET.get("q", "")[:100]
        return super().get_context_data(**kwargs | shown(name, wanted))

    def render_to_response(self, context: dict[str, Any], **kwargs: Any) -> Any:
        """Say that the part and the page are two answers of one address."""
        answer = super().render_to_response(context, **kwargs)
        patch_vary_headers(answer, ["HX-Request", "HX-History-Restore-Request"])
        return answer


PANELS.add(
    Panel("reference", "reference/pane.html", lambda user, actor, on: shown() | {"is_part": True})
)
