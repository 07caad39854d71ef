"""
Every clause by which the product narrows what somebody sees, each one removable.

Read from the source: a clause is a condition of a filter, an operand of `&` and `|`, a `none()`, a
call of another narrowing method, or a test that picks whose ids count. Without it more is seen.
"""

import ast
import copy
import importlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from types import CodeType, FunctionType
from typing import Any, cast

from dev.tasks import ROOT

# Where sight is said beside the querysets: who the principal is, what a decision's service opens.
ELSEWHERE = {
    "accounts/principal.py": {
        "Principal.agency_ids", "Principal.county_ids", "Principal.office_ids",
        "Principal.is_province", "Principal.is_agency", "Principal.scope",
    },
    "accounts/sight.py": {"enter"},
    "core/scope.py": {"set_scope"},
    "violations/facts/told.py": {"_is_told", "told_to", "told_results", "is_told", "knows_parties"},
    "contracts/models/contract.py": {"ContractQuerySet.sent"},
}  # fmt: skip
# Methods that narrow; without the call all rows of the table are meant.
NARROWING = {
    "own", "visible_to", "read_by", "told_to", "contacts_for", "sent", "running", "newest",
}  # fmt: skip
EVERYTHING = "~Q(pk__in=[])"


@dataclass(frozen=True)
class Clause:
    """One clause of one function, and the function's source without it."""

    path: str
    function: str
    line: int
    text: str
    mutated: ast.Module

    def __str__(self) -> str:
        return f"{self.path}:{self.line} {self.function}: {self.text}"


def sources() -> Iterator[tuple[str, set[str] | None]]:
    """Yield each file that says who sees what, and its functions; None are all of a principal."""
    for path in sorted([*ROOT.glob("*/models/*.py"), *ROOT.glob("*/models.py")]):
        yield str(path.relative_to(ROOT)), None
    yield from ELSEWHERE.items()


@cache
def clauses() -> list[Clause]:
    """Return every clause, file by file."""
    found = []
    for path, named in sources():
        tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
        for owner, function in functions(tree):
            name = f"{owner.name}.{function.name}" if owner else function.name
            takes = any(one.arg == "principal" for one in function.args.args)
            if name in named if named else takes:
                found += [
                    Clause(path, name, line, text, mutated)
                    for line, text, mutated in _mutants(owner, function)
                ]
    return found


def functions(tree: ast.Module) -> Iterator[tuple[ast.ClassDef | None, ast.FunctionDef]]:
    """Yield the functions of a module, and the methods of its classes with their class."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield None, node
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, ast.FunctionDef):
                    yield node, inner


def _mutants(
    owner: ast.ClassDef | None, function: ast.FunctionDef
) -> Iterator[tuple[int, str, ast.Module]]:
    seen = set()
    for place, node in enumerate(_body(function)):
        for text, change in _changes(node):
            twin = copy.deepcopy(function)
            target = _body(twin)[place]
            _replace(twin, target, change(target))
            if ast.unparse(twin) not in seen:  # two ways to leave out the same are one clause
                seen.add(ast.unparse(twin))
                line = getattr(node, "lineno", function.lineno)
                yield line, text, _alone(twin, owner)


def _alone(function: ast.FunctionDef, owner: ast.ClassDef | None) -> ast.Module:
    """Return a module of one function, in its class if it is a method: `super()` needs it."""
    body: list[ast.stmt] = [function]
    if owner is not None:
        body = [ast.ClassDef(owner.name, [], [], body, [])]
    return ast.fix_missing_locations(ast.Module(body, []))


def _body(function: ast.FunctionDef) -> list[ast.AST]:
    """Return what a function does, node by node, without its annotations."""
    return [node for statement in function.body for node in ast.walk(statement)]


Change = Callable[[Any], ast.expr]


def _changes(node: ast.AST) -> Iterator[tuple[str, Change]]:
    """Yield what can be left out of one expression, and how."""
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd):
        yield f"without {ast.unparse(node.left)}", lambda one: one.right
        yield f"without {ast.unparse(node.right)}", lambda one: one.left
    elif isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield f"everything besides {ast.unparse(node.left)}", lambda _one: _expression(EVERYTHING)
    elif isinstance(node, ast.IfExp) and isinstance(node.orelse, ast.Tuple | ast.Constant):
        yield f"without {ast.unparse(node.test)}", lambda one: one.body
    elif _asks_role(node):
        yield f"without {ast.unparse(node)}", lambda _one: ast.Constant(value=True)
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _of_statement(node.value)
    elif isinstance(node, ast.Call):
        yield from _of_call(node)


def _asks_role(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute):
        return node.attr in {"is_province", "is_agency"}
    return isinstance(node, ast.Compare) and ".role" in ast.unparse(node)


def _of_statement(text: str) -> Iterator[tuple[str, Change]]:
    """Yield a setting that is told to the database for longer than its transaction."""
    parts = text.split(", true)")
    for place in range(1, len(parts)):
        longer = ", true)".join(parts[:place]) + ", false)" + ", true)".join(parts[place:])
        name = parts[place - 1].rsplit("set_config(", 1)[-1]
        yield f"{name} past the transaction", lambda _one, text=longer: ast.Constant(text)  # type: ignore[misc]


def _of_call(node: ast.Call) -> Iterator[tuple[str, Change]]:
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    if name in {"filter", "exclude"} and isinstance(node.func, ast.Attribute):
        yield from _arguments(node, _all)
    elif name == "set_scope":
        for place, word in enumerate(node.keywords):
            if word.arg != "scope":
                yield f"without {ast.unparse(word)}", _without(len(node.args) + place)
    elif name == "may":
        yield f"without {ast.unparse(node)}", lambda _one: ast.Constant(value=True)
    elif name == "Q":
        yield from _arguments(node, lambda _one: _expression(EVERYTHING))
    elif name == "none" and isinstance(node.func, ast.Attribute):
        yield f"all for {ast.unparse(node)}", lambda one: one.func.value
    elif name in NARROWING and not ast.unparse(node).startswith("super"):
        yield f"all for {ast.unparse(node)}", _all


def _all(call: Any) -> ast.expr:
    return ast.Call(ast.Attribute(call.func.value, "all", ast.Load()), [], [])


def _arguments(node: ast.Call, empty: Change) -> Iterator[tuple[str, Change]]:
    """Yield a call without each of its arguments; without its only one it is `empty`."""
    count = len(node.args) + len(node.keywords)
    for place, argument in enumerate([*node.args, *node.keywords]):
        text = ast.unparse(argument)
        if text == "pk__in=[]":
            continue  # what is nothing is left out as `none()` is
        yield f"without {text}", empty if count == 1 else _without(place)


def _without(place: int) -> Change:
    def change(call: ast.Call) -> ast.expr:
        kept = [*call.args, *call.keywords]
        del kept[place]
        call.args = [one for one in kept if isinstance(one, ast.expr)]
        call.keywords = [one for one in kept if isinstance(one, ast.keyword)]
        return call

    return change


def _expression(text: str) -> ast.expr:
    return ast.parse(text, mode="eval").body


def _replace(root: ast.AST, old: ast.AST, new: ast.expr) -> None:
    for parent in ast.walk(root):
        for name, value in ast.iter_fields(parent):
            if value is old:
                setattr(parent, name, new)
            elif isinstance(value, list) and old in value:
                value[value.index(old)] = new


def function_of(clause: Clause) -> FunctionType:
    """Return the running function in which a clause stands."""
    module: Any = importlib.import_module(clause.path.removesuffix(".py").replace("/", "."))
    found: Any = module
    for name in clause.function.split("."):
        found = vars(found)[name]
    found = found.fget if isinstance(found, property) else found
    return cast("FunctionType", found)


@contextmanager
def removed(clause: Clause) -> Iterator[None]:
    """Run without a clause: the function has the other code until the end."""
    function = function_of(clause)
    kept = function.__code__
    function.__code__ = _code(compile(clause.mutated, clause.path, "exec"), clause.function)
    try:
        yield
    finally:
        function.__code__ = kept


def _code(code: CodeType, name: str) -> CodeType:
    """Return the code of a function from its module's, by its qualified name."""
    for part in name.split("."):
        code = next(
            one for one in code.co_consts if isinstance(one, CodeType) and one.co_name == part
        )
    return code


def conjuncts(policy: str) -> Iterator[tuple[str, str]]:
    """Yield each condition of a row policy that others are joined to by AND, and the rest of it."""
    yield "the whole policy", "true"
    opened: list[int] = []
    parts: dict[int, list[int]] = {}
    for place, letter in enumerate(policy):
        if letter == "(":
            opened.append(place)
            parts[place] = [place + 1]
        elif letter == ")":
            start = opened.pop()
            cuts = [*parts[start], place]
            if len(cuts) > 2:
                for begin, end in pairwise(cuts):
                    stop = end - len(" AND ") if end != place else end
                    yield policy[begin:stop], policy[:begin] + "true" + policy[stop:]
        elif opened and policy.startswith(" AND ", place):
            parts[opened[-1]].append(place + len(" AND "))
