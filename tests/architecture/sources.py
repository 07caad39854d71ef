"""The project's own sources, parsed once."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APPS = (
    "core", "territory", "accounts", "lists", "audit", "approvals", "workdays", "notices",
    "agencies", "offices",
    "contracts", "readiness", "violations", "oversight", "dashboard",
)  # fmt: skip
PACKAGES = (*APPS, "pishkhan")


@dataclass(frozen=True)
class Source:
    """One module: where it lies, its text and its tree."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Return the parsed module."""
        return ast.parse(self.text)

    @property
    def where(self) -> str:
        """Return the path from the top of the repository."""
        return self.path.relative_to(ROOT).as_posix()

    @property
    def app(self) -> str:
        """Return the app."""
        return self.path.relative_to(ROOT).parts[0]

    @property
    def floor(self) -> str:
        """Return the file's floor in its app: models, actions, views …, without `.py`."""
        return self.path.relative_to(ROOT).parts[1].removesuffix(".py")

    def functions(self) -> Iterator[ast.FunctionDef]:
        """Yield every function and method."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                yield node


@cache
def sources() -> tuple[Source, ...]:
    """Return the modules of the apps, without migrations."""
    return tuple(
        Source(path, path.read_text(encoding="utf-8"))
        for package in PACKAGES
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts
    )


@cache
def templates() -> tuple[Source, ...]:
    """Return the templates."""
    folders = [ROOT / "templates", *(ROOT / app / "templates" for app in APPS)]
    return tuple(
        Source(path, path.read_text(encoding="utf-8"))
        for folder in folders
        for path in sorted(folder.rglob("*.html"))
    )


def name_of(node: ast.expr) -> str:
    """Return the last name of what is called or read."""
    match node:
        case ast.Name():
            return node.id
        case ast.Attribute():
            return node.attr
        case ast.Subscript():
            return name_of(node.value)
    return ""


def calls(node: ast.AST) -> Iterator[ast.Call]:
    """Yield every call inside."""
    for inner in ast.walk(node):
        if isinstance(inner, ast.Call):
            yield inner
