"""The steps that the actions share: sides of a track, texts, saving with a version."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Invalid
from core.identifiers import has_national_id
from core.persian import display_safe, persian_digits
from core.texts import wrong_in_number
from violations.facts import Terms, kept_by_body
from violations.models import Case, ViolationReport
from workdays.facts import Deadline
from workdays.rules import DeadlineKey


class Problems:
    """What is wrong with an input, by field; all of it is said at once."""

    def __init__(self) -> None:
        self.fields: dict[str, list[str]] = {}

    def add(self, field: str, text: str) -> None:
        """Note what is wrong with a field."""
        self.fields.setdefault(field, []).append(text)

    def add_all(self, wrong: Mapping[str, Sequence[str]]) -> None:
        """Note all that is wrong, by field."""
        for field, texts in wrong.items():
            for text in texts:
                self.add(field, text)

    def text(self, field: str, value: str, *, least: int, most: int = 5000) -> str:
        """Return a text as it is stored; note when it is too short or too long."""
        safe = display_safe(value)
        if len(safe) < least:
            self.add(
                field, _("Write at least {least} characters.").format(least=persian_digits(least))
            )
        elif len(safe) > most:
            self.add(field, _("Write at most {most} characters.").format(most=persian_digits(most)))
        return safe

    def number(self, field: str, value: str, *, most: int = 60) -> str:
        """Return the number of a document as it is stored; note when it is none."""
        safe = display_safe(value)
        if wrong := wrong_in_number(safe):
            self.add(field, wrong)
        elif len(safe) > most:
            self.add(field, _("Write at most {most} characters.").format(most=persian_digits(most)))
        return safe

    def raise_if_any(self) -> None:
        """
        Refuse when something is wrong.

        Raises:
            Invalid: with the notes of each field.
        """
        if self.fields:
            raise Invalid(fields=self.fields)


def refuse_personal(problems: Problems, **texts: str) -> None:
    """Note the texts, by field, that hold a person's national ID: an office reads them later."""
    for field, text in texts.items():
        if has_national_id(text):
            problems.add(
                field,
                _(
                    "There is a national ID in this text. Leave it out; a document that shows it"
                    " is added as a restricted file. Of another number write the last four digits."
                ),
            )


def contest_window(case: Case, on: date) -> Deadline:
    """Return the time in which the office contests what was entered in its name on a day."""
    return terms_of(case, on).due(DeadlineKey.WINDOW_AFTER_ENTRY, on)


def terms_of(case: Case, start: date) -> Terms:
    """Return the deadlines of the case's county from a day on."""
    return Terms(case.county.public_id, start, kept_by_body(case))


def change(record: Case | ViolationReport, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write named values, count the version up, and return (before, after) of what changed."""
    changes = {}
    for name, value in values.items():
        before = getattr(record, name)
        if before != value:
            changes[name] = (before, value)
        setattr(record, name, value)
    record.version += 1
    record.save(update_fields=[*values, "version", "updated_at"])
    return changes
