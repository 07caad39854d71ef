"""A page for a signed-in person, and one about one record."""

from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.views.generic import TemplateView, View

from core.requests import known


class Scoped(View):
    """
    A page for a signed-in person: `actor` is the principal, `rows()` what he may see.

    A record out of scope and a record that is not there are both 404.
    """

    queryset: ClassVar[Any] = None
    slug_field = "pk"
    slug_kwarg = "pk"

    @property
    def actor(self) -> Any:
        """Return the principal of this request."""
        return known(self.request).principal

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Refuse a request without a principal as if the page were not there."""
        if getattr(request, "principal", None) is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def http_method_not_allowed(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Lead from the address of an act to its record; without one say what this address is."""
        answer = super().http_method_not_allowed(request, *args, **kwargs)
        if request.method not in {"GET", "HEAD"}:
            return answer
        found: Any = self.get_record() if self.slug_kwarg in self.kwargs else None
        if hasattr(found, "get_absolute_url"):
            return redirect(str(found.get_absolute_url()))
        page = render(request, "errors/405.html", status=answer.status_code)
        page.headers["Allow"] = answer.headers["Allow"]
        return page

    def rows(self) -> Any:
        """Return the rows of `queryset` that the actor may see."""
        return self.queryset.all().visible_to(self.actor)

    def get_record(self) -> Any:
        """Return the record that the address names, or 404."""
        named = self.rows().filter(**{self.slug_field: self.kwargs[self.slug_kwarg]})
        # One name is one record, so that an order would only cost time.
        found = next(iter(named.order_by()[:1]), None)
        if found is None:
            raise Http404
        return found


class RecordPage(Scoped, TemplateView):
    """A page about one record: `object` in the context, more from `get_context_data`."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the record."""
        self.object = self.get_record()
        return self.render_to_response(self.get_context_data(object=self.object, **kwargs))
