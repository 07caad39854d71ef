"""A form that does one thing, and what becomes of it."""

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any, ClassVar

import structlog
from django.apps import apps
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError, InternalError, transaction
from django.db.models import Model
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from core import edits
from core.clock import now
from core.errors import DomainError, FactorRequired, IllegalMove, Invalid, Stale
from core.models import as_shown
from core.requests import known
from core.web.refusals import unreadable
from core.web.scoped import Scoped

log = structlog.get_logger(__name__)


def refused(error: Exception) -> DomainError:
    """
    Return a database refusal as a domain error, in a sentence for people.

    A constraint has its own; what a trigger says is the operator's, so that it goes to the log.
    """
    if isinstance(error, DomainError):
        return error
    log.warning("refused_by_database", reason=str(error).split("\n")[0])
    diagnosis = getattr(error.__cause__, "diag", None)
    return IllegalMove(
        _sentence(getattr(diagnosis, "constraint_name", None) or "")
        or _("What was sent does not fit what is stored, so nothing was recorded. Reload the page.")
    )


def _sentence(name: str) -> str:
    """Return what a constraint of a model says to people; empty if it says nothing of its own."""
    for model in apps.get_models() if name else ():
        for constraint in model._meta.constraints:
            told = constraint.violation_error_message
            if constraint.name == name and told != constraint.default_violation_error_message:
                return str(told)
    return ""


def factor_step(actor: Any, *, needs: bool = True) -> dict[str, Any]:
    """Return whether an act needs a fresh one-time code, and whether it is asked for now."""
    return {"needs_factor": needs, "asks_factor": needs and not actor.fresh_factor}


def confirm_sent(request: HttpRequest, address: str = "") -> None:
    """Let the next page forget the text of this form, which the browser has kept."""
    request.session["sent"] = address or request.path


class ActionForm(Scoped):
    """
    A form that does one thing: GET shows it, POST calls `perform`, success returns to the record.

    `needs_factor` adds a one-time code (`components/factor.html`), asked only when the session's
    factor is older than five minutes, or with `asks_anew` each time: a missing one is the next
    step, a wrong one an error of its field. A `DomainError` stands on the form with what was typed;
    nothing is half done.

    A record with a version is changed only as its writer saw it: the form carries the version
    (`components/opened.html`). With `is_edit` the form begins with what is stored and must carry
    the version; a writer who was overtaken chooses, field by field, between the two.
    """

    form_class: ClassVar[type[BaseForm]]
    template_name: ClassVar[str]
    success_message: ClassVar[Any] = ""
    needs_factor = False
    asks_anew = False
    is_edit = False
    is_overtaken = False
    waits_for_code = False  # all was right, but the factor has grown old meanwhile
    # `perform` writes to the database alone: it is tried and undone before the code is asked.
    rehearses = False
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

    def weighed(self) -> Any:
        """Return the record whose version counts: the page's own, unless it edits another."""
        return getattr(self, "object", None)

    def get_context_data(self, **context: Any) -> dict[str, Any]:
        """Return what the template reads."""
        record = self.weighed()
        # What was sent is kept as it was, until the writer has been shown something newer.
        sent = None if self.is_overtaken or self.request.method != "POST" else self.request.POST
        return {
            "object": getattr(self, "object", None),
            "opened": edits.opened(record, context.get("form") if self.is_edit else None, sent),
            **self.factor_context(context.get("form")),
            **context,
        }

    def factor_context(self, form: BaseForm | None) -> dict[str, Any]:
        """Return what the field of the one-time code reads."""
        wrong = form.non_field_errors().as_data() if form is not None and form.is_bound else []
        return factor_step(self.unconfirmed(), needs=self.needs_factor) | {
            "waits_for_code": self.waits_for_code,
            "code_errors": [text for error in wrong if error.code == FactorRequired.code
                            for text in error.messages],
        }  # fmt: skip

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form, or why it could only be refused."""
        self.setup_object()
        if self.against:
            return self.turned_away(self.against)
        return self.show(self.get_form(), status=200)

    @cached_property
    def against(self) -> str:
        """The reason against, asked once in a request."""
        return self.reason_against()

    def reason_against(self) -> str:
        """Return why this could only be refused now; empty where it may be tried."""
        return ""

    def turned_away(self, why: str) -> HttpResponse:
        """Lead back and say why; a page that shows the reason in the form's place overrides it."""
        messages.error(self.request, why)
        return redirect(self.get_success_url(None))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Do it, or show the form again with the reason and all that was typed."""
        self.setup_object()
        data = edits.chosen(request.POST, self.get_form()) if self.is_edit else request.POST
        form = self.get_form(data, request.FILES)
        if edits.AGAIN in request.POST:
            return self.show(form, status=200)
        if not form.is_valid():
            self.add_refusals(form)
            return self.show(form, status=422)
        try:
            actor = self.acting()  # a guess at the code counts, whatever becomes of the act
            with transaction.atomic(), self.as_opened():
                done = self.perform(form.cleaned_data, actor)
        except Stale:
            return self.overtaken(form)
        except FactorRequired as error:
            return self.ask_code(form, error)
        except (DomainError, IntegrityError, InternalError) as error:
            self.explain(form, refused(error))
            return self.show(form, status=422)
        message = self.get_success_message(done)
        if message:
            messages.success(request, message)
        confirm_sent(request)
        return redirect(self.get_success_url(done))

    def wrong_in(self, typed: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """Return what the act would refuse, by field, of the values that the form accepted."""
        return {}

    def add_refusals(self, form: BaseForm) -> None:
        """Put what the act would refuse beside what the form refuses: all errors come at once."""
        found = {} if self.against else {**unreadable(form), **self.wrong_in(form.cleaned_data)}
        new = {name: list(texts) for name, texts in found.items() if name not in form.errors}
        if new:
            self.explain(form, Invalid(fields=new))

    def ask_code(self, form: BaseForm, error: FactorRequired) -> HttpResponse:
        """Ask for the code, after what the action refuses apart from it was found and shown."""
        if self.is_confirmed_anew:
            self.explain(form, error)
            return self.show(form, status=422)
        try:
            self.rehearse(form)
        except Stale:
            return self.overtaken(form)
        except (DomainError, IntegrityError, InternalError) as found:
            self.explain(form, refused(found))
        else:
            self.waits_for_code = True
        return self.show(form, status=422)

    def rehearse(self, form: BaseForm) -> None:
        """Try the act as with a fresh code and undo it; nothing where a file would stay."""
        if not self.can_rehearse():
            return
        with transaction.atomic(), self.as_opened():
            self.perform(form.cleaned_data, self.actor.with_fresh_factor())
            transaction.set_rollback(True)

    def can_rehearse(self) -> bool:
        """Tell whether the act can be tried and undone; a file outside the database stays."""
        return self.rehearses and not self.request.FILES

    def as_opened(self) -> AbstractContextManager[None]:
        """Hold the record, while it is acted on, to the version that the writer saw."""
        record = self.weighed()
        version = edits.version_of(self.request.POST)
        if not hasattr(record, "version") or (version is None and not self.is_edit):
            return nullcontext()
        return as_shown(record, -1 if version is None else version)

    def last_change(self) -> edits.LastChange | None:
        """Return who changed the record last; the history lies above this floor."""
        return None

    def overtaken(self, form: BaseForm) -> HttpResponse:
        """Show that somebody was quicker, with all that was typed, and what is stored by now."""
        self.setup_object()
        self.is_overtaken = True
        record = self.weighed()
        text = edits.conflict(self.last_change(), now(), str(record._meta.verbose_name))
        if not self.is_edit:
            form.add_error(None, ValidationError(text, code=Stale.code))
            if hasattr(record, "get_absolute_url"):
                form.record_url = record.get_absolute_url()  # type: ignore[attr-defined]
            return self.show(form, status=409)
        stored, sent = self.get_form(), self.request.POST
        context = {
            "object": self.object,
            "text": text,
            "rows": edits.differences(form, stored, str(sent.get(edits.SEEN, ""))),
            "opened": edits.opened(record, stored),
            "rest": edits.rest_of(sent),
        }
        return render(self.request, "errors/409_edit.html", context, status=409)

    def acting(self) -> Any:
        """Return the actor, with a fresh factor when a right code or passkey came along."""
        actor = self.unconfirmed()
        if not self.needs_factor or actor.fresh_factor or not self.is_confirmed_anew:
            return actor
        if self.code:
            known(self.request).confirm_factor(self.code)
        else:
            known(self.request).confirm_passkey(self.passkey)
        return actor.with_fresh_factor()

    def unconfirmed(self) -> Any:
        """Return the actor; where a code is asked each time, without the session's fresh factor."""
        return self.actor.with_stale_factor() if self.asks_anew else self.actor

    @property
    def code(self) -> str:
        """The one-time code that was sent along; empty when there is none."""
        return self.request.POST.get("one_time_code", "").strip()

    @property
    def passkey(self) -> str:
        """What the person's device answered; empty when there is nothing."""
        return self.request.POST.get("passkey", "").strip()

    @property
    def is_confirmed_anew(self) -> bool:
        """Tell whether a second factor was sent along, a code or a passkey."""
        return bool(self.code or self.passkey)

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
