"""A page with a form names in one round what its form refuses and what the act would refuse."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, reverse

from contracts.models import Contract, Guarantee, Settlement
from core.clock import today
from core.forms import JalaliDateField, RialField
from core.jalali import short
from core.web.acts import ActionForm
from notices.models import Letter
from offices.models import Licence, Office
from oversight.models import Duty, TerminationReview
from tests.act_arguments import Scene
from tests.architecture.policy import POLICY
from tests.architecture.routes import Route, routes
from tests.architecture.test_access import undone
from tests.architecture.world import OWN, REASON, World, png
from tests.factories import NOW
from tests.scenes import cases, contracts, oversight, register
from tests.shares import share
from violations.models import Case, CorrectiveAction, HearingSession

ROUTES = routes()
DJANGO = "مطمئن شوید این مقدار"
DAY = timedelta(days=1)
ANY = (forms.ChoiceField, forms.ModelChoiceField)
MANY = (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)


def is_form(route: Route) -> bool:
    """Tell whether an address shows a form that does one thing."""
    view = getattr(route.view, "view_class", None)
    return view is not None and issubclass(view, ActionForm)


PAGES = sorted(name for name, route in ROUTES.items() if is_form(route) and name in POLICY)


@dataclass(frozen=True)
class Page:
    """A form as somebody has it open."""

    browser: Client
    address: str
    form: Any

    @property
    def fields(self) -> dict[str, forms.Field]:
        """Return the fields by the name under which they are sent."""
        return {self.form.add_prefix(name): field for name, field in self.form.fields.items()}

    def errors(self, sent: dict[str, Any]) -> dict[str, set[str]]:
        """
        Return what is refused when it is sent once, by field; nothing is stored.

        What is refused of the record or its reader as a whole may come in the next round.
        """
        for value in sent.values():
            if isinstance(value, SimpleUploadedFile):
                value.seek(0)
        with undone():
            answer = self.browser.post(self.address, sent)
        page = answer.content.decode(errors="replace")
        assert DJANGO not in page, f"{self.address}: {sent}"
        form = form_of(answer) if answer.status_code == 422 else None
        errors = {} if form is None else form.errors
        return {name: {*texts} for name, texts in errors.items() if name != NON_FIELD_ERRORS}


def form_of(answer: Any) -> Any:
    """Return the form that an answer shows, as a page or by its errors alone; None without one."""
    return getattr(answer, "form", None) or (answer.context and answer.context.get("form"))


@pytest.fixture(autouse=True)
def _errors_without_their_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answer a refused form with its errors: the page around them costs most of a request."""
    show = ActionForm.show

    def in_short(view: ActionForm, form: forms.BaseForm, status: int) -> HttpResponse:
        if view.request.method != "POST":
            return show(view, form, status)
        answer = HttpResponse(str(form.errors), status=status)
        answer.form = form  # type: ignore[attr-defined]
        return answer

    monkeypatch.setattr(ActionForm, "show", in_short)


def choices_of(field: Any) -> list[str]:
    """Return what may be chosen, groups opened, without the empty choice."""
    found = []
    for value, label in field.choices:
        found += [inner for inner, _ in label] if isinstance(label, (list, tuple)) else [value]
    return [str(value) for value in found if str(value)]


def values_of(name: str, field: Any) -> Iterator[Any]:
    """Yield a usual value of a field, then values that the form accepts and an act may not."""
    if field.widget.is_hidden:
        return
    if isinstance(field, forms.BooleanField):
        yield "on"
    elif isinstance(field, JalaliDateField):
        yield from (short(today() + days * DAY) for days in (0, -5000, 5000, 1, -1))
    elif isinstance(field, forms.FileField) or name == "attachments":
        yield from (SimpleUploadedFile("رسید.png", data, "image/png") for data in (png(), b"?"))
    elif isinstance(field, MANY):
        yield from ([value] for value in choices_of(field)[:2])
    elif isinstance(field, ANY):
        yield from choices_of(field)[:3]
    elif isinstance(field, (RialField, forms.IntegerField)):
        yield from ("1", "0", "9" * 11)
    else:
        yield from (REASON[: getattr(field, "max_length", None) or 60][:60], "الف", "1234567890")


def faults_of(page: Page) -> Iterator[str]:
    """
    Yield what is refused of a value only once all that is required was written.

    It may hang on the one field that is left out; so each is left out alone, and one of them has to
    leave it where it is.
    """
    tried = {name: list(values_of(name, field)) for name, field in page.fields.items()}
    usual = {name: values[0] for name, values in tried.items() if values}
    required = [name for name, field in page.fields.items() if field.required and name in usual]
    known = set[tuple[str, str]]()
    for name, values in tried.items():
        for value in values:
            sent = usual | {name: value}
            found = page.errors(sent)
            refused = {(field, text) for field, texts in found.items() for text in texts}
            left_out = [one for one in required if one != name and one not in found]
            if not left_out or refused <= known:
                continue
            known |= refused
            rounds = (
                page.errors({key: kept for key, kept in sent.items() if key != one})
                for one in left_out
            )
            if not any(set(found) <= set(errors) for errors in rounds):
                yield f"{page.address}, {name}={str(value)[:20]!r}: {found}"


def of_world(world: World, name: str) -> Page | None:
    """Return a form as the first role has it open that finds it so; None if none does."""
    row, route = POLICY[name], ROUTES[name]
    address = route.address(world.names[row.kind][OWN] if row.kind else ())
    for role in sorted(row.posts or row.opens):
        with undone():
            answer = world.browser(role).get(address)
        form = answer.context.get("form") if answer.status_code == 200 and answer.context else None
        if form is not None:
            return Page(world.browser(role), address, form)
    return None


@pytest.mark.django_db
@pytest.mark.parametrize("name", share(PAGES))
def test_a_page_names_all_errors_at_once(world: World, name: str) -> None:
    page = of_world(world, name)

    assert page is None or [*faults_of(page)] == []


# The records of scenes, by the argument that names one: its model, and the names in its address.
RECORDS: dict[str, tuple[Any, tuple[str, ...]]] = {
    "contract_id": (Contract, ("number",)),
    "guarantee_id": (Guarantee, ("contract.number", "public_id")),
    "settlement_id": (Settlement, ("contract.number", "public_id")),
    "case_id": (Case, ("number",)),
    "session_id": (HearingSession, ("case.number", "public_id")),
    "correction_id": (CorrectiveAction, ("case.number", "public_id")),
    "review_id": (TerminationReview, ("number",)),
    "duty_id": (Duty, ("public_id",)),
    "office_id": (Office, ("code",)),
    "licence_id": (Licence, ("office.code",)),
    "letter_id": (Letter, ("public_id",)),
}


def names_of(scene: Scene) -> list[str]:
    """Return what the address of a scene's page names, its record first; nothing for others."""
    for argument, (model, paths) in RECORDS.items():
        if argument in scene.values:
            found = []
            for path in paths:
                part = model.objects.get(pk=scene.values[argument])
                for step in path.split("."):
                    part = getattr(part, step)
                found.append(str(part))
            return [*found, *([scene.values["kind"]] if "kind" in scene.values else [])]
    return []


def of_scene(scene: Scene, browser_of: Any) -> Page | None:
    """Return the form of an open act as its actor has it open; None for an act without a page."""
    for name in PAGES:
        if getattr(ROUTES[name].view.view_class, "act", None) is not scene.act:
            continue
        try:
            address = reverse(name, args=names_of(scene))
        except NoReverseMatch:
            continue
        browser = browser_of(scene.values["actor"])
        answer = browser.get(address)
        form = answer.context.get("form") if answer.status_code == 200 else None
        return None if form is None else Page(browser, address, form)
    return None


SCENES = [scene for app in (cases, contracts, oversight, register) for scene in app.SCENES]


@pytest.mark.parametrize("scenes", SCENES, ids=lambda scenes: scenes.__name__)
def test_an_open_act_names_all_errors_at_once(
    db: None, settings: Any, tmp_path: Path, browser_of: Any, scenes: Any
) -> None:
    settings.MEDIA_ROOT = tmp_path
    faults = list[str]()
    with time_machine.travel(NOW, tick=False):
        for scene in scenes():
            page = of_scene(scene, browser_of)
            faults += [] if page is None else faults_of(page)

    assert faults == [], "\n".join(faults)
