"""Call the actions of the tables of acts as persons whom their rows exclude."""

import ast
import importlib
import inspect
from collections.abc import Callable, Iterator
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import uuid4

from django.db import IntegrityError, models, transaction

from accounts.principal import Principal
from accounts.roles import SCOPE_OF, Role, ScopeKind
from agencies.models import Agency
from core.acts import Act
from core.errors import DomainError
from tests.architecture.sources import ROOT
from tests.factories import make_principal, make_same_person

TEXT = "توضیح کافی برای این کار"
# The office is a party: what excludes a person of the other side excludes no operator.
PARTY = {Role.OPERATOR, Role.SYSTEM}
# Done to chosen rows of a list: a row that is not open is left out, and none is refused.
TO_ROWS = {"assign_cases", "remind_of_cases"}
# These make their record.
MAKERS = {"draft_contract", "register_existing_contract"}


@cache
def actions_of() -> dict[str, tuple[Callable[..., Any], str]]:
    """Return the action that begins each act by key, with the argument that names the record."""
    found = dict[str, tuple[Callable[..., Any], str]]()
    for path in sorted([*ROOT.glob("*/actions/*.py"), *ROOT.glob("*/actions.py")]):
        name = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            for call in ast.walk(node):
                if not isinstance(call, ast.Call) or len(call.args) < 2:
                    continue
                module = importlib.import_module(name.removesuffix(".__init__"))
                act = getattr(module, ast.unparse(call.args[0]), None)
                action = getattr(module, node.name)
                record = _record_of(action, ast.unparse(call.args[1]))
                if isinstance(act, Act) and record and node.name not in TO_ROWS | MAKERS:
                    found.setdefault(act.key, (action, record))
    return found


def _record_of(action: Callable[..., Any], named: str) -> str:
    """Return the argument by which an action finds its record, "" where it makes one."""
    keys = [name for name in inspect.signature(action).parameters if name.endswith("_id")]
    return named if named in keys else next(iter(keys), "")


def call_with(
    action: Callable[..., Any], key: str, record: models.Model, actor: Principal, on: date
) -> str:
    """Return with which sentence an action refuses an actor, "" where it does not; it is undone."""
    moment = datetime.combine(on, datetime.min.time()).astimezone()
    values: dict[str, Any] = {"actor": actor, "on": on, "at": moment}
    for name, parameter in inspect.signature(action).parameters.items():
        kind = str(parameter.annotation)
        if name == key:
            uuid = "UUID" in kind
            values[name] = record.public_id if uuid else record.pk  # type: ignore[attr-defined] # all have one
        elif parameter.kind is inspect.Parameter.VAR_KEYWORD:
            continue
        elif name not in values and parameter.default is inspect.Parameter.empty:
            values[name] = _dummy(kind, on)
    values = {name: values[name] for name in values if name in inspect.signature(action).parameters}
    try:
        with transaction.atomic():
            action(**values)
            transaction.set_rollback(True)
    except DomainError as error:
        return error.message
    except IntegrityError as error:
        return f"the database: {error}"
    return ""


def _dummy(kind: str, on: date) -> Any:
    """Return a value of an annotated kind; the act is refused before it is read."""
    known = {"bool": False, "int": 1, "date": on, "UUID": uuid4(), "str": TEXT}
    return next((value for name, value in known.items() if name in kind), ())


def accounts_in_each_role(person: Principal, act: Act, scope: Any) -> Iterator[Principal]:
    """
    Yield the person, and an account of theirs in each other role that does the act.

    `scope` is the agency of the record, where agencies act on it; other scopes are not tried.
    """
    if person.role not in PARTY:
        yield person
    for role in Role:
        probe = Principal(user_id=0, grant_id=0, role=role, name="x")
        kind = SCOPE_OF[role]
        if role in PARTY or role is person.role or not act.is_for(probe):
            continue
        if kind == ScopeKind.PROVINCE or (kind == ScopeKind.AGENCY and isinstance(scope, Agency)):
            twin = make_principal(role, scope if kind == ScopeKind.AGENCY else None)
            make_same_person(person, twin)
            yield twin
