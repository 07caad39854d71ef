"""Acts on many rows: what was chosen, what would be done, and the outcome of each row."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import translation
from django.utils.translation import gettext as _

from accounts.jobs import acting_as, as_clock
from accounts.principal import Principal
from core.clock import now, today
from core.errors import DomainError
from lists.actions import finish_job, note_outcomes
from lists.columns import Act, Request
from lists.exports import NoList
from lists.facts import counts_by_end, list_named
from lists.listed import Listed
from lists.models import Job

STEP = 100
MOST_ROWS = 1000


class TooManyRows(DomainError):
    """More rows were chosen than are done at once."""

    code = "too-many-rows"

    @staticmethod
    def default_message() -> str:
        return _("At most a thousand rows are done at once. Narrow the filter.")


class NothingChosen(DomainError):
    """No row was chosen."""

    code = "nothing-chosen"
    status = 400

    @staticmethod
    def default_message() -> str:
        return _("Choose at least one row first.")


@dataclass(frozen=True)
class Choice:
    """The rows that somebody chose: their keys, and whether they are all that match."""

    keys: tuple[int, ...]
    is_all: bool


def chosen(listed: Listed, names: Sequence[str], *, is_all: bool, most: int = MOST_ROWS) -> Choice:
    """
    Return the chosen rows of a list that are in scope; `is_all` takes every row that matches.

    Raises:
        TooManyRows: there are more than `most`.
        NothingChosen: none of the names is a row in scope.
    """
    rows = listed.found() if is_all else listed.base().filter(**{f"{listed.key}__in": names})
    order = [*listed.order] if is_all else ["pk"]
    keys = tuple(rows.order_by(*order).values_list("pk", flat=True)[: most + 1])
    if len(keys) > most:
        raise TooManyRows
    if not keys:
        raise NothingChosen
    return Choice(keys, is_all)


def act_named(listed: Listed, name: str) -> Act | None:
    """Return an act of a list that the person's role is offered."""
    return next((act for act in listed.may_act() if act.name == name), None)


def run_act(job: Job, actor: Principal) -> None:
    """
    Do an act to the rows of a job, in steps; each row has its own outcome.

    A step stays together with the outcomes of its rows: a worker that takes the job after another
    one goes on behind them.

    Raises:
        NoList: the role no longer has the list or the act.
        Stopped: the person asked to stop.
    """
    with translation.override(job.arguments["language"]):
        listed = list_named(job.list_name, actor=actor, query="", on=today())
        act = act_named(listed, job.arguments["act"]) if listed else None
        if listed is None or act is None:
            raise NoList
        keys: list[int] = job.arguments["keys"]
        data = answers(act, actor, job.arguments["data"])
        for start in range(len(job.arguments["outcomes"]), len(keys), STEP):
            _step(
                job, listed, act, Request(keys[start : start + STEP], data, actor, today(), now())
            )
        with acting_as(actor):
            known = Job.objects.get(pk=job.pk).arguments["outcomes"]
            errors = [
                {"key": outcome["key"], "reason": outcome["reason"]}
                for outcome in known
                if outcome["reason"]
            ]
            counts = counts_by_end(known)
            finish_job(job_id=job.pk, counts=counts, errors=errors, actor=actor, at=now())


def _step(job: Job, listed: Listed, act: Act, asked: Request) -> None:
    total = len(job.arguments["keys"])
    gone = _("This row is not in your scope any more.")
    with acting_as(asked.actor):
        rows = listed.base().filter(pk__in=asked.keys)
        labels = dict(rows.values_list("pk", listed.key))
        done = act.perform(asked)
        outcomes = [
            {"row": key, "key": labels.get(key, ""), "reason": done.get(key, gone)}
            for key in asked.keys
        ]
        note_outcomes(job_id=job.pk, outcomes=outcomes, total=total, at=now())
    with as_clock():
        note_outcomes(job_id=job.pk, outcomes=[], total=total, at=now(), asks=True)


def answers(act: Act, actor: Principal, raw: dict[str, str]) -> dict[str, object]:
    """
    Return the answers of an act's form, judged again at the moment of the work.

    Raises:
        DomainError: an answer is no longer possible.
    """
    if act.form_class is None:
        return {}
    form = act.form_class(raw, actor=actor)  # type: ignore[call-arg] # forms of acts take the actor
    if not form.is_valid():
        raise DomainError(
            " ".join(str(error) for errors in form.errors.values() for error in errors)
        )
    return dict(form.cleaned_data)
