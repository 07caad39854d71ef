"""The house rules that no tool checks (STYLE 2 to 8)."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.utils import translation

from accounts.principal import Principal
from accounts.roles import Role
from audit.verbs import VERBS
from core.acts import SENTENCES
from core.models import ScopedQuerySet
from tests.architecture.sources import APPS, ROOT, Source, calls, name_of, sources

MODELS = [model for model in apps.get_models() if model._meta.app_label in APPS]

# Models whose rows nobody reads by themselves, and why.
UNSCOPED = {
    "accounts.User": "people are found through grants; the pages of users ask the permission",
    "accounts.SentKey": "read by its own caller's key only",
    "accounts.UsedCode": "read only by the check of one-time codes",
    "audit.AuditStream": "heads of chains: read by record() and verify_audit",
    "audit.Touch": "read by `/changes`, which asks the touched record's own `visible_to`",
    "audit.NumberSequence": "read by the action that takes the next number",
    "territory.DivisionAlias": "other names of public divisions",
    "notices.Attempt": "the log of a message, read with it",
    "notices.LetterFile": "read through its letter",
    "offices.OfficeStateInterval": "read through its office, whose card is public",
    "offices.TouchedOffice": "which offices the next run of the rules looks at: keys only",
    "contracts.ContractService": "read through its contract",
    "oversight.FlagEnd": "read through its flag",
    "oversight.PolicyRule": "read through its version",
    "violations.CaseReport": "read through its case and report",
}

# Actions that leave no event, and why.
SILENT = {
    "choose_columns": "how a person sees a list; changes nothing for anybody else",
    "choose_default": "how a person sees a list; changes nothing for anybody else",
    "choose_density": "how a person sees a list; changes nothing for anybody else",
    "save_draft": "a draft is its writer's own scratch paper",
    "discard_draft": "a draft is its writer's own scratch paper",
    "sweep_drafts": "what its writer has not touched for 30 days is forgotten",
    "sweep_sheets": "what its writer has not touched for 30 days is forgotten; the reports stay",
    "check_sheet": "asks only for what was asked before; the job leaves its own event",
    "check_row": "nothing changes but what is known of the row; its workbook left the event",
    "file_row": "the report's own filing leaves the event",
    "refuse_row": "nothing changes but what is known of the row",
    "sweep_uploads": "what was never attached is forgotten; its upload stays in the history",
    "check_import": "nothing changes but the import's own result; applying it leaves the event",
    "follow_work": "a line among a person's jobs; the work that it follows leaves its own events",
    "begin_run": "the run's own row says it; executing it leaves the event",
    "mark_read": "a person's own mark on a notification",
    "mark_all_read": "a person's own mark on a notification",
    "archive": "a person's own mark on a notification",
    "snooze": "a person's own mark on a notification",
    "fail_run": "the run's own row says why",
    "write_naming": "half of an act: whoever names leaves the event, of the case or the review",
}

# Where the clock is read below the doors, and why.
KEEPS_TIME = {
    "audit/actions.py": "an event without a given moment happened now",
    "offices/actions/licence_clock.py": "updated_at of a whole set: for people, never for rules",
    "violations/facts/news.py": "a message goes to whose turn it is when it is spread",
}

# How a door may begin to read. `all` and `select_related` stand in a class attribute `queryset`
# that Scoped narrows; `about` and `contacts_for` take what was found in scope, or the person.
IN_SCOPE = {"visible_to", "own", "all", "select_related", "none", "about", "contacts_for"}
# Models that everybody who is signed in may read in full.
PUBLIC = ("Agency", "Division", "Licence", "Office", "Service", "ViolationType")
# Doors that begin to read otherwise, and why nothing leaks.
UNSEEN = {
    "accounts/api.py ApiToken": "the token that was made or revoked just now",
    "accounts/views.py User": "one's own row",
    "contracts/forms/filters.py Contract": "inside Exists of contracts in scope",
    "contracts/forms/filters.py Guarantee": "inside Exists of contracts in scope",
    "violations/views/row_acts.py CaseReport": "one's own reports, of cases that the list shows",
    "oversight/views/lists.py TerminationReview": "a class attribute that the list narrows",
    "violations/views/panels/cells.py PointEntry": "inside a sum beside offices in scope",
    "notices/forms.py Dispatch": "inside Exists of letters in scope",
    "contracts/views/acts/documents.py EndingProof": "a class attribute that Scoped narrows",
    "notices/views/letters.py Dispatch": "the proofs of a letter found in scope",
    "notices/views/letters.py Letter": "the public check: number, date and hash only",
    "notices/views/letters.py LetterFile": "the file of a letter found in scope, or its hash",
    "notices/views/outbox.py Attempt": "the log of messages found in scope",
    "oversight/api/duties.py Duty": "a class attribute that Scoped narrows",
    "oversight/api/policies.py PolicyVersion": "the version of a row found in scope",
    "oversight/views/policies.py PolicyVersion": "the approved version in force is public",
    "oversight/views/duties.py Duty": "a class attribute that Scoped narrows",
    "violations/views/dropped.py PendingAct": "what waits for a case found in scope, for insiders",
    "violations/views/history.py Case": "counts of others' proven cases, by severity only",
    "violations/views/evidence.py Evidence": "a class attribute that Scoped narrows",
    "violations/views/panels/rows.py Case": "counts of others' proven cases, by severity only",
    "violations/views/timeline.py AuditEvent": "the trail of records found in scope",
}


def describe(source: Source, node: ast.AST, what: str) -> str:
    """Return where something stands."""
    return f"{source.where}:{getattr(node, 'lineno', 0)}: {what}"


class TestModels:
    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    def test_says_who_sees_it(self, model: type[models.Model]) -> None:
        queryset = model._default_manager.get_queryset()
        answers = isinstance(queryset, ScopedQuerySet) and (
            type(queryset).visible_to is not ScopedQuerySet.visible_to
        )

        assert answers or model._meta.label in UNSCOPED

    def test_excuses_only_models_that_need_it(self) -> None:
        known = {model._meta.label for model in MODELS}
        scoped = {
            model._meta.label
            for model in MODELS
            if isinstance(model._default_manager.get_queryset(), ScopedQuerySet)
        }

        assert set(UNSCOPED) <= known - scoped

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    def test_names_each_constraint_and_explains_it(self, model: type[models.Model]) -> None:
        prefix = model._meta.label_lower.replace(".", "_")
        for constraint in model._meta.constraints:
            assert constraint.name.startswith(prefix), constraint.name
            message = constraint.violation_error_message
            assert message != constraint.default_violation_error_message, constraint.name

    @pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
    def test_leaves_the_order_to_its_lists(self, model: type[models.Model]) -> None:
        assert not model._meta.ordering


class TestImports:
    def test_stand_at_the_top(self) -> None:
        found = [
            describe(source, node, function.name)
            for source in sources()
            for function in source.functions()
            if not (source.floor == "apps" and function.name == "ready")
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]

        assert not found

    def test_read_the_clock_only_in_doors(self) -> None:
        below = {"actions", "facts", "rules", "states", "models"}
        found = [
            describe(source, node, alias.name)
            for source in sources()
            if source.floor in below
            for node in ast.walk(source.tree)
            if isinstance(node, ast.ImportFrom) and node.module == "core.clock"
            for alias in node.names
            if alias.name in {"now", "today"} and source.where not in KEEPS_TIME
        ]

        assert not found

    def test_take_the_clock_of_the_database_for_stamps_alone(self) -> None:
        """What compares moments reads `pishkhan_now()`, which tests move (core/sql/days.sql)."""
        python = re.compile(r"(?<!updated_at=)(?<!created_at__gt=)\bNow\(\)")
        sql = re.compile(r"(?<!\w)(now|(statement|clock|transaction)_timestamp)\(\)")
        stamps = re.compile(r"--.*|updated_at = now\(\)|SELECT now\(\), now|epoch FROM clock_t.*")
        files = [
            file for app in APPS for file in (ROOT / app / "sql").glob("*.sql")
            if file.name != "days.sql"
        ]  # fmt: skip
        found = [source.where for source in sources() if python.search(source.text)]
        found += [str(file) for file in files if sql.search(stamps.sub("", file.read_text()))]

        assert not found


class TestCode:
    @pytest.mark.parametrize("name", ["raw", "extra", "RawSQL", "eval", "exec"])
    def test_goes_around_nothing(self, name: str) -> None:
        found = [
            describe(source, call, name)
            for source in sources()
            for call in calls(source.tree)
            if name_of(call.func) == name
        ]

        assert not found

    def test_marks_markup_safe_only_where_it_is_drawn(self) -> None:
        drawers = (
            "core/svg/", "core/icons.py", "core/templatetags/", "core/fields.py",
            "core/markup.py",  # escapes whatever is not HTML yet
            "core/panels.py",  # joins blocks that templates have rendered
            "dashboard/guide.py",  # draws files of ours, whose HTML the reader of Markdown escapes
        )  # fmt: skip
        found = [
            describe(source, call, name_of(call.func))
            for source in sources()
            if not source.where.startswith(drawers)
            for call in calls(source.tree)
            if name_of(call.func) in {"mark_safe", "SafeString", "SafeText"}
        ]

        assert not found

    def test_calls_no_shell(self) -> None:
        pattern = re.compile(r"os\.system|shell=True|pickle|yaml\.load|marshal")
        found = [
            f"{source.where}: {match.group()}"
            for source in sources()
            for match in pattern.finditer(source.text)
        ]

        assert not found

    def test_reads_rows_in_scope(self) -> None:
        found = {
            f"{source.where} {name}"
            for source, name, method in readings()
            if method not in IN_SCOPE and name not in PUBLIC
        }

        assert not sorted(found - set(UNSEEN))
        assert not sorted(set(UNSEEN) - found), "no longer needed"

    @pytest.mark.parametrize("name", PUBLIC)
    def test_calls_public_what_everybody_sees(self, name: str) -> None:
        model = next(model for model in MODELS if model.__name__ == name)
        for role in Role:
            person = Principal(user_id=1, grant_id=1, role=role, name="")
            rows: Any = model._default_manager

            assert str(rows.visible_to(person).query) == str(rows.all().query)


def readings() -> Iterator[tuple[Source, str, str]]:
    """Yield module, model and first method of each reading that begins in a door."""
    for source in sources():
        if source.floor not in {"views", "api", "forms"}:
            continue
        for node in ast.walk(source.tree):
            match node:
                case ast.Attribute(value=ast.Attribute(value=model, attr="objects"), attr=method):
                    yield source, name_of(model), method


@cache
def offered(app: str) -> frozenset[str]:
    """Return the names that an app's actions offer to the doors."""
    module = import_module(f"{app}.actions")
    names = getattr(module, "__all__", None) or [
        name for name in vars(module) if not name.startswith("_")
    ]
    return frozenset(names)


def actions() -> Iterator[tuple[Source, ast.FunctionDef]]:
    """Yield the public functions of actions that take an actor."""
    for source in sources():
        if source.floor != "actions" or "audit/" in source.where:
            continue
        for node in source.tree.body:
            if isinstance(node, ast.FunctionDef) and node.name in offered(source.app):
                names = {arg.arg for arg in (*node.args.args, *node.args.kwonlyargs)}
                if "actor" in names:
                    yield source, node


WRITES = {"save", "create", "update", "bulk_create", "bulk_update", "delete", "get_or_create",
          "update_or_create"}  # fmt: skip


def reach() -> dict[str, set[str]]:
    """Return, for each function of the actions, the names that it calls, also through others."""
    direct: dict[str, set[str]] = {}
    for source in sources():
        if source.floor in {"actions", "events"}:
            for function in source.functions():
                names = {name_of(call.func) for call in calls(function)}
                passed = {
                    name_of(arg) for call in calls(function)
                    for arg in (*call.args, *(keyword.value for keyword in call.keywords))
                    if isinstance(arg, ast.Name | ast.Attribute)
                }  # fmt: skip
                direct.setdefault(function.name, set()).update(names | passed)
    for _round in range(8):
        for name, called in direct.items():
            for other in list(called):
                if other not in WRITES | {name}:
                    called.update(direct.get(other, set()))
    return direct


class TestActions:
    def test_take_everything_by_keyword(self) -> None:
        found = [
            describe(source, node, node.name)
            for source, node in actions()
            if node.args.args or node.args.posonlyargs
        ]

        assert not found

    def test_are_atomic(self) -> None:
        found = [
            describe(source, node, node.name)
            for source, node in actions()
            if not any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
            and WRITES & {name_of(call.func) for call in calls(node)}
        ]

        assert not found

    def test_leave_an_event(self) -> None:
        called = reach()
        found = [
            describe(source, node, node.name)
            for source, node in actions()
            if WRITES & called[node.name]
            and not {"record", "record_many"} & called[node.name]
            and node.name not in SILENT
        ]

        assert not found

    def test_say_what_they_do(self) -> None:
        found = [
            describe(source, node, node.name)
            for source, node in actions()
            if not ast.get_docstring(node)
        ]

        assert not found


def verbs() -> set[str]:
    """Return every verb that some action records."""
    found = set()
    for source in sources():
        for call in calls(source.tree):
            for keyword in call.keywords:
                if keyword.arg == "verb":
                    found |= set(said(keyword.value))
    return found


def said(value: ast.expr) -> Iterator[str]:
    """Yield the verbs that an expression can be."""
    if isinstance(value, ast.IfExp):
        yield from (*said(value.body), *said(value.orelse))
    elif isinstance(value, ast.Constant) and isinstance(value.value, str):
        yield value.value


class TestVerbs:
    def test_have_a_sentence(self) -> None:
        assert not sorted(verbs() - set(VERBS) - set(SENTENCES))

    def test_have_one_sentence(self) -> None:
        assert not set(VERBS) & set(SENTENCES)

    def test_have_a_persian_sentence(self) -> None:
        with translation.override("fa"):
            plain = [
                verb
                for verb, text in {**VERBS, **SENTENCES}.items()
                if not re.search("[\u0600-\u06ff]", str(text))
            ]

        assert not plain


class TestParts:
    def test_are_drawn_by_somebody(self) -> None:
        templates = ROOT / "templates"
        pages = [path.read_text(encoding="utf-8") for path in templates.rglob("*.html")]
        texts = "\n".join([*pages, *(source.text for source in sources())])
        parts = {
            path.relative_to(templates).as_posix()
            for path in templates.rglob("*.html")
            if path.name.startswith("_") or path.parent.name == "components"
        }

        assert sorted(part for part in parts if part not in texts) == []
