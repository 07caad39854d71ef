"""Pages of the table of acts: one with a form, one for a click, and the links that lead there."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from core import edits
from core.acts import Act, is_open, why_not
from core.clock import today
from core.errors import DomainError
from core.persian import latin_digits
from core.web.acts import ActionForm, refused
from core.web.scoped import Scoped


@dataclass(frozen=True)
class ActLink:
    """An open act on a page: where it is done, what its button says, and a sentence about it."""

    name: str
    url: str
    label: str
    text: str = ""
    icon: str = ""
    is_main: bool = False
    is_danger: bool = False
    is_posted: bool = False  # the button does it, without a form


def act_links(
    acts: Iterable[Act],
    record: Any,
    actor: Any,
    on: date,
    *,
    url: Callable[[Act], str],
    main: Collection[str] = (),
) -> list[ActLink]:
    """Return a link for each act that is open to the actor now; those named in `main` lead."""
    return [
        ActLink(
            name=act.name,
            url=url(act),
            label=str(act.title),
            icon=act.icon,
            is_main=act.name in main,
            is_danger=act.is_danger,
            is_posted=act.is_click,
        )
        for act in acts
        if is_open(act, record, actor, on)
    ]


class ActPage(ActionForm):
    """
    The page of one act of the table on one record.

    404 for a record out of scope, 403 for a role that does not do this to the record, 409 with the
    table's reason in the form's place (`components/act_blocked.html`) where the act is not open.
    Its title, its weight and the one-time code come from the act. `lead` is the sentence above its
    form; a page whose act takes something away says in `lost` what, in the lead's place.
    """

    act: ClassVar[Act]
    slug_field = "number"
    slug_kwarg = "number"
    title: ClassVar[Any] = ""
    lead: ClassVar[Any] = ""
    lost: Any = ""
    button: ClassVar[Any] = ""

    def get_record(self) -> Any:
        """Return the record that the address names, in any digits, or 404."""
        self.kwargs[self.slug_kwarg] = latin_digits(str(self.kwargs[self.slug_kwarg]))
        return super().get_record()

    def setup_object(self) -> None:
        """Find the record and what else the address names; refuse a role that may not do this."""
        super().setup_object()
        self.find_parts()
        if not self.act.is_of(self.actor, self.acted_on(), today()):
            raise PermissionDenied
        self.needs_factor = self.act.needs_code(self.actor)
        self.asks_anew = self.act.asks_anew

    def find_parts(self) -> None:
        """Find what the address names beside the record, or raise `Http404`."""

    def acted_on(self) -> Any:
        """Return the record whose table holds the act; the page's own unless it is a part of it."""
        return self.object

    def reason_against(self) -> str:
        """Return why the act is not open to the actor now, in the table's words."""
        found = why_not(self.act, self.acted_on(), self.actor, today())
        return "" if found is None else found.message

    def turned_away(self, why: str) -> HttpResponse:
        """Show the page with the reason in the form's place."""
        return self.show(self.get_form(), status=409)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return the words of the page beside what the form needs."""
        form = context.get("form")
        return super().get_context_data(
            **{
                "title": str(self.title or self.act.title),
                "lead": str(self.lost or self.lead),
                "button": str(self.button or self.title or self.act.title),
                "is_danger": self.act.is_danger,
                "against": self.against,
                "typed": edits.typed_in(form) if self.against else [],
            }
            | context
        )


class ActStep(Scoped):
    """An act of the table without a form: one click does it, and a toast says what became of it."""

    act: ClassVar[Act]
    slug_field = "number"
    slug_kwarg = "number"

    def get_record(self) -> Any:
        """Return the record that the address names, in any digits, or 404."""
        self.kwargs[self.slug_kwarg] = latin_digits(str(self.kwargs[self.slug_kwarg]))
        return super().get_record()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or say why not; refuse a role that may not do this to the record."""
        record = self.get_record()
        if not self.act.is_of(self.actor, record, today()):
            raise PermissionDenied
        try:
            with transaction.atomic():
                message = self.perform(record)
        except (DomainError, IntegrityError, InternalError) as error:
            messages.error(request, refused(error).message)
        else:
            messages.success(request, message)
        return redirect(self.get_success_url(record))

    def perform(self, record: Any) -> str:
        """Call the one action; return the toast's text."""
        raise Http404

    def get_success_url(self, record: Any) -> str:
        """Return where to go afterwards: the record's page."""
        return str(record.get_absolute_url())
