"""The pieces of which pages are made: scope, action forms, keyset lists."""

import base64
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib import messages
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.db.models import Model, Q, QuerySet
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.generic import TemplateView, View

from core.errors import DomainError, IllegalMove, Throttled
from core.problems import answer, is_for_programs
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
        found = self.rows().filter(**{self.slug_field: self.kwargs[self.slug_kwarg]}).first()
        if found is None:
            raise Http404
        return found


class RecordPage(Scoped, TemplateView):
    """A page about one record: `object` in the context, more from `get_context_data`."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the record."""
        self.object = self.get_record()
        return self.render_to_response(self.get_context_data(object=self.object, **kwargs))


def refused(error: Exception) -> DomainError:
    """Return a database refusal as a domain error: constraint or trigger speaks to people."""
    if isinstance(error, DomainError):
        return error
    text = str(error).split("\n")[0]
    return IllegalMove(_("The database refused this: {reason}").format(reason=text))


def confirm_sent(request: HttpRequest, address: str = "") -> None:
    """Let the next page forget the text of this form, which the browser has kept."""
    request.session["sent"] = address or request.path


class ActionForm(Scoped):
    """
    A form that does one thing: GET shows it, POST calls `perform`, success returns to the record.

    `needs_factor` adds a one-time code, asked only when the session's factor is older than five
    minutes. A `DomainError` stands on the form with what was typed; nothing is half done.
    """

    form_class: ClassVar[type[BaseForm]]
    template_name: ClassVar[str]
    success_message: ClassVar[Any] = ""
    needs_factor = False
    list_key: ClassVar[str] = ""  # the parameter of an address that was reached through a list

    def get_form(self, data: Any = None, files: Any = None) -> BaseForm:
        """Return the form, bound when data is given."""
        return self.form_class(data, files, **self.get_form_kwargs())

    def get_form_kwargs(self) -> dict[str, Any]:
        """Return what the form's constructor takes beside data and files."""
        return {"initial": self.get_initial()}

    def get_initial(self) -> dict[str, Any]:
        """Return the form's first values."""
        return {}

    def setup_object(self) -> None:
        """Find the record in the actor's scope; a page without a record overrides this."""
        self.object = self.get_record()

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what the template reads."""
        return {
            "object": getattr(self, "object", None),
            "asks_factor": self.needs_factor and not self.actor.fresh_factor,
            **context,
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.setup_object()
        return self.show(self.get_form(), status=200)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with the reason and all that was typed."""
        self.setup_object()
        form = self.get_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            actor = self.acting()  # a guess at the code counts, whatever becomes of the act
            with transaction.atomic():
                done = self.perform(form.cleaned_data, actor)
        except (DomainError, IntegrityError, InternalError) as error:
            self.explain(form, refused(error))
            return self.show(form, status=422)
        message = self.get_success_message(done)
        if message:
            messages.success(request, message)
        confirm_sent(request)
        return redirect(self.get_success_url(done))

    def acting(self) -> Any:
        """Return the actor, with a fresh factor when a right one-time code came along."""
        code = self.request.POST.get("one_time_code", "")
        if self.needs_factor and not self.actor.fresh_factor and code:
            known(self.request).confirm_factor(code)
            return self.actor.with_fresh_factor()
        return self.actor

    def perform(self, data: dict[str, Any], actor: Any) -> Any:
        """Call the one action and return what it returns."""
        raise NotImplementedError

    def explain(self, form: BaseForm, error: DomainError) -> None:
        """Put the refusal where it belongs: on its fields, or on the form."""
        for name, texts in error.fields.items():
            form.add_error(name if name in form.fields else None, texts)
        if not error.fields:
            form.add_error(None, ValidationError(error.message, code=error.code))

    def show(self, form: BaseForm, status: int) -> HttpResponse:
        """Render the template with the form."""
        return render(
            self.request, self.template_name, self.get_context_data(form=form), status=status
        )

    def get_success_message(self, done: Any) -> str:
        """Return the toast's text."""
        return str(self.success_message)

    def get_success_url(self, done: Any) -> str:
        """Return where to go afterwards: the record's page."""
        has_page = isinstance(done, Model) and hasattr(done, "get_absolute_url")
        target: Any = done if has_page else self.object
        return self.along(str(target.get_absolute_url()))

    def along(self, address: str) -> str:
        """Return an address that remembers the list through which this act was reached."""
        query = self.request.GET
        is_reached = bool(self.list_key) and self.list_key in query
        return f"{address}?{query.urlencode()}" if is_reached else address


@dataclass(frozen=True)
class Page:
    """One page of a keyset list: its rows, and the cursors of the pages around it."""

    rows: list[Any]
    next: str
    previous: str


def _pack(values: Sequence[Any], direction: str) -> str:
    body = json.dumps([direction, *[str(value) for value in values]], separators=(",", ":"))
    packed = base64.urlsafe_b64encode(body.encode()).decode().rstrip("=")
    return signing.Signer(salt="cursor", sep=".").sign(packed)


def _unpack(cursor: str, width: int) -> tuple[str, list[str]] | None:
    try:
        packed = signing.Signer(salt="cursor", sep=".").unsign(cursor)
        body = json.loads(base64.urlsafe_b64decode(packed + "=" * (-len(packed) % 4)))
    except (signing.BadSignature, ValueError):
        return None
    if not isinstance(body, list) or len(body) != width + 1 or body[0] not in {"n", "p"}:
        return None
    return body[0], body[1:]


class BadCursor(DomainError):
    """The cursor was not given out by this list."""

    code = "bad-cursor"
    status = 400

    @staticmethod
    def default_message() -> str:
        return _("This page address is not valid. Start from the first page.")


def keyset_page(
    queryset: QuerySet[Any], order: Sequence[str], cursor: str, size: int, columns: Sequence[str]
) -> Page:
    """
    Return one page of plain rows (dicts of `columns`), found by keyset, never by offset.

    `order` names columns, `-` first for descending, the last unique; all of them not null.

    Raises:
        BadCursor: the cursor was not given out by this order.
    """
    keys = [name.lstrip("-") for name in order]
    direction, position = "n", None
    if cursor:
        unpacked = _unpack(cursor, len(keys))
        if unpacked is None:
            raise BadCursor
        direction, position = unpacked
    backwards = direction == "p"
    if position is not None:
        queryset = queryset.filter(beyond(order, position, backwards))
    names = list(dict.fromkeys([*columns, *keys]))
    queryset = queryset.order_by(*(turned(order) if backwards else order))
    rows = list(queryset.values(*names)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    if backwards:
        rows.reverse()
    has_next = more or backwards
    has_previous = (position is not None) if not backwards else more
    return Page(
        rows=rows,
        next=_pack([rows[-1][key] for key in keys], "n") if rows and has_next else "",
        previous=_pack([rows[0][key] for key in keys], "p") if rows and has_previous else "",
    )


def turned(order: Iterable[str]) -> list[str]:
    """Return an order turned around."""
    return [name[1:] if name.startswith("-") else f"-{name}" for name in order]


def beyond(order: Sequence[str], position: Sequence[Any], backwards: bool) -> Q:
    """Return the rows after a position: (a, b) > (x, y), written so that an index serves it."""
    condition = Q(pk__in=[])
    first: Q | None = None
    equal = Q()
    for name, value in zip(order, position, strict=True):
        descending = name.startswith("-")
        key = name.lstrip("-")
        operator = "lt" if descending != backwards else "gt"
        condition |= equal & Q(**{f"{key}__{operator}": value})
        if first is None:
            first = Q(**{f"{key}__{operator}e": value})
        equal &= Q(**{key: value})
    return (first or Q()) & condition


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Show that the form's token is missing or old; nothing was changed."""
    return render(request, "errors/csrf.html", status=403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that the address or the form could not be read."""
    if is_for_programs(request):
        return answer(request, "bad-request")
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that the record is visible but the act is not this role's."""
    if is_for_programs(request):
        return answer(request, "permission-denied")
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Show that there is no such page, or none for this person."""
    if is_for_programs(request):
        return answer(request, "not-found")
    return render(request, "404.html", status=404)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Ask to wait: the same was tried too often."""
    error = Throttled(wait=300)
    page = render(request, "429.html", {"message": error.message}, status=error.status)
    page["Retry-After"] = str(error.wait)
    return page


def server_error(request: HttpRequest) -> HttpResponse:
    """Show that nothing was lost, with the request's id; makes no query."""
    if is_for_programs(request):
        return answer(request, "error")
    page = render_to_string("500.html", {"request_id": getattr(request, "request_id", "")})
    return HttpResponse(page, status=500)
