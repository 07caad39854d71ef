"""A form that does one thing, and what becomes of it."""

from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from core.errors import DomainError, IllegalMove
from core.requests import known
from core.web.scoped import Scoped


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
