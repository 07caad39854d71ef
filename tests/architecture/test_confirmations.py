"""The column `confirm` of each act is what its doors, its action and its pending act do."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.template.loader import get_template
from django.urls import get_resolver

from approvals.facts import PENDING_KINDS
from contracts.acts.settlement import REMIT, REMIT_A_SETTLEMENT
from core.acts import CODES, SECONDS, TABLES, Act, Confirm
from core.rest import RESOURCES, Moving
from core.web import ActPage
from dev.acts import _views, gaps
from tests.architecture.sources import ROOT
from violations.acts.cases import RECORD_SERVICE
from violations.acts.notices import RECORD_SERVICE_OF_NOTICE
from workdays.views.hints import PaperOfADay

ACTS = [act for table in TABLES.values() for act in table]
# The same act where the record is named and its part is among the arguments.
SAME = {RECORD_SERVICE_OF_NOTICE: RECORD_SERVICE, REMIT_A_SETTLEMENT: REMIT}
FACTOR = "components/factor.html"
PARTS = re.compile(r'{% (?:extends|include) "([^"]+)"')


def _act_views() -> Iterator[tuple[Act, Any]]:
    for _address, view in _views(get_resolver().url_patterns, "/"):
        if getattr(view, "act", None) is not None:
            yield view.act, view


def uses(template: str, wanted: str) -> bool:
    """Tell whether a template is, extends or includes another one, at any depth."""
    if template == wanted:
        return True
    source = get_template(template).template.source  # type: ignore[attr-defined] # Django's own
    return any(uses(name, wanted) for name in PARTS.findall(source))


def test_each_row_says_how_it_is_confirmed() -> None:
    assert gaps() == []
    assert [act.key for act in ACTS if not act.confirm] == []


def test_each_act_is_opened_by_an_action_which_asks_the_code() -> None:
    names = {act: name for module in _modules() for name, act in vars(module).items()
             if isinstance(act, Act)}  # fmt: skip
    opened = set[str]()
    for path in [*ROOT.glob("*/actions/*.py"), *ROOT.glob("*/actions.py"), *ROOT.glob("*/*.py")]:
        opened |= set(_opened_in(path))
    left = {act.key for act in ACTS if names[act] not in opened and CODES & {*act.confirm}}

    assert left == set()


def _modules() -> list[Any]:
    return [module for name, module in sorted(sys.modules.items())
            if re.match(r"\w+\.acts(\.|$)", name) and not name.startswith("tests.")]  # fmt: skip


def _opened_in(path: Path) -> Iterator[str]:
    """Yield the constants that the calls of a module take, as `begin` takes an act."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield from (one.id for one in node.args if isinstance(one, ast.Name))


def test_each_door_asks_for_the_code_of_its_row() -> None:
    moves = [move for view in RESOURCES.values() if issubclass(view, Moving)
             for move in view.moves()]  # fmt: skip
    wrong = [
        f"REST {move.name} of {move.act.key}: {move.act.confirm}"
        for move in moves
        if move.is_signed is not bool(CODES & {*move.act.confirm})
    ]
    for act, view in _act_views():
        coded = CODES & {*act.confirm}
        if coded and not (issubclass(view, ActPage) and uses(view.template_name, FACTOR)):
            wrong.append(f"{view.__name__} of {act.key} has no field for a code")

    assert wrong == []


def test_a_second_person_confirms_what_its_row_says_and_nothing_else() -> None:
    proposed = {kind.proposal for kind in PENDING_KINDS}
    rows = {SAME.get(act, act).key for act in ACTS if SECONDS & {*act.confirm}}

    assert rows == proposed
    assert all(SAME[act].confirm == act.confirm for act in SAME)


def test_a_page_says_from_which_day_back_a_second_person_confirms_its_paper() -> None:
    silent = {
        f"{view.__name__} of {act.key}"
        for act, view in _act_views()
        if Confirm.SECOND_IF_BACK in act.confirm and issubclass(view, ActPage)
        and not issubclass(view, PaperOfADay)
    }  # fmt: skip

    assert silent == set()


def test_an_own_page_says_what_is_lost() -> None:
    says = {act for act, view in _act_views()
            if getattr(view, "lost", "") or "received" in _fields(view)}  # fmt: skip
    # A receipt of a case names its notice; the notice has the page.
    says |= {act for act in ACTS if act.key == "case.acknowledge"}

    assert {act.key for act in says} == {act.key for act in ACTS if Confirm.PAGE in act.confirm}


def _fields(view: Any) -> Any:
    return getattr(getattr(view, "form_class", None), "base_fields", {})


def test_a_click_has_no_form() -> None:
    wrong = []
    for act in ACTS:
        views = [view for one, view in _act_views() if one is act]
        fields = [name for view in views for name in _fields(view)]
        is_form = any(hasattr(view, "get") and hasattr(view, "post") for view in views)
        is_page = any(issubclass(view, ActPage) and view.get is ActPage.get for view in views)
        if act.is_click and (fields or is_page):
            wrong.append(f"{act.key}: a click with a form: {fields}")
        if not act.is_click and views and not is_form:
            wrong.append(f"{act.key}: {act.confirm}, but no page with a form")

    assert wrong == []
