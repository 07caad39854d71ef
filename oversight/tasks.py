"""What the clock does with rules and reviews; safe to start twice, by two clocks, or to kill."""

from collections.abc import Iterator
from datetime import date, time
from time import monotonic
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.jobs import as_clock, job
from accounts.models import User
from contracts import actions as contracts
from core.clock import now, today
from core.errors import Busy
from offices.models import TouchedOffice
from oversight import actions
from oversight.facts.runs import days_due, has_just_failed
from oversight.models import RuleRun
from oversight.states import (
    DUTY_CHECK,
    FOUR_EYES,
    JOBS,
    PROOF_CHECK,
    STATE_CHECK,
    UNOPENED_NOTICES,
    RunMode,
    RunState,
)
from violations import actions as violations
from workdays.actions.apart import Moved, counts
from workdays.daily import DAILY, NOT_DONE, DailyJob
from workdays.facts.days import is_caught_up


def _run(day: date, *, mode: str, dry: bool, scheduled: bool) -> dict[str, Any]:
    """Run one day in two transactions, so that a run that dies leaves its row behind."""
    with as_clock() as clock:
        run = actions.begin_run(
            as_of=day, mode=mode, dry=dry, scheduled=scheduled, actor=clock, at=now()
        )
    try:
        with as_clock() as clock:
            done = actions.execute_run(run_id=run.pk, actor=clock, at=now())
    except Busy:
        _withdraw(run)
        return {"as_of": day.isoformat(), "state": "busy"}
    except Exception as error:
        with as_clock() as clock:
            actions.fail_run(run_id=run.pk, error=repr(error), actor=clock, at=now())
        raise
    return {"as_of": day.isoformat(), "state": done.state, "counts": done.counts}


def _withdraw(run: RuleRun) -> None:
    """Fail an extra run that found another at work; a scheduled day's row belongs to that one."""
    if run.is_scheduled or run.state != RunState.RUNNING:
        return
    with as_clock() as clock:
        actions.fail_run(run_id=run.pk, error="busy", actor=clock, at=now())


@job(in_steps=True, soft_time_limit=900)
def flag_termination_review(
    *,
    as_of: str = "",
    mode: str = RunMode.FULL,
    dry: bool = False,
    scheduled: bool = False,
    **_: object,
) -> list[dict[str, Any]]:
    """
    Run the rules as of a day (ISO; today in Tehran if empty) and return what each day brought.

    A scheduled run without a day makes up for every day that was missed, in order. A second start
    of a scheduled day finds it done; one beside a run at work returns quietly.
    """
    days = [date.fromisoformat(as_of)] if as_of else list(_days(scheduled and not dry))
    return [_run(day, mode=mode, dry=dry, scheduled=scheduled) for day in days]


def _days(catches_up: bool) -> Iterator[date]:
    if not catches_up:
        yield today()
        return
    with as_clock():
        yield from days_due(today())


@job(soft_time_limit=600)
def compare_states(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Compare each record's state with its last event, as of a day (ISO; today in Tehran if empty).

    Return how many differ; a second run of a day adds nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    run = actions.compare_states(as_of=day, actor=User.objects.system(), at=now())
    return {"untrue": run.counts["untrue"]}


@job(in_steps=True, soft_time_limit=1000)
def verify_proofs(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Verify history, anchors, sealed rows and files, and recount the flags, as of a day.

    The day is ISO, today in Tehran if empty.
    Return how many are not what was sealed; a second run of a day adds nothing.
    """
    day, started, at = date.fromisoformat(as_of) if as_of else today(), monotonic(), now()
    found = actions.look_at_proofs(at)
    wrong_rows, sealed = actions.look_at_rows()
    wrong_flags, recounted = actions.look_at_flags(day)
    with as_clock() as clock:
        run = actions.note_proofs(
            as_of=day, found=[*found, *wrong_rows, *wrong_flags], started=started, actor=clock,
            at=at, fit={"sealed": sealed, "recounted": recounted},
        )  # fmt: skip
    return {"altered": run.counts["altered"]}


@job(in_steps=True, soft_time_limit=300)
def flag_touched(**_: object) -> dict[str, Any]:
    """Run the rules for the offices whose facts changed since; nothing to do leaves no trace."""
    with as_clock():
        waiting = TouchedOffice.objects.exists() and is_caught_up(today())
    if not waiting:
        return {}
    return _run(today(), mode=RunMode.INCREMENTAL, dry=False, scheduled=False)


@job(soft_time_limit=600)
def check_four_eyes(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Look for one person in two roles, as of a day (ISO; today in Tehran if empty).

    Return how many records and unknown accounts were found; a second run of a day adds nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    run = actions.check_four_eyes(as_of=day, actor=User.objects.system(), at=now())
    return {name: run.counts[name] for name in ("breaches", "unidentified")}


@job(soft_time_limit=600)
def follow_unopened(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Remind offices of notices that wait unopened in their portals, or put them down for paper.

    Return how many notices went on by a step, and how many files failed, which the row of the run
    names. Reminders leave on the day itself: another day (ISO; today in Tehran if empty) does
    nothing. A second run of a day moves nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    if day != today():
        return {}
    started, clock = monotonic(), User.objects.system()
    follow = (contracts.follow_unopened, violations.follow_unopened, actions.follow_unopened)
    outcomes = [each(as_of=day, actor=clock, at=now()) for each in follow]
    run = actions.note_unopened(
        as_of=day, outcomes=outcomes, started=started, actor=clock, at=now()
    )
    return {name: run.counts[name] for name in ("unopened", "failed")}


@job(soft_time_limit=300)
def follow_reviews(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Let hearings lapse, put silent agencies before the deputy, close what is carried out.

    As of a day (ISO; today in Tehran if empty); a second run moves nothing. By itself it waits
    until the days that were missed have been made up for.
    """
    if not as_of and not is_caught_up(today()):
        return {}
    day = date.fromisoformat(as_of) if as_of else today()
    clock = User.objects.system()
    return counts(
        heard=actions.hear_lapsed(as_of=day, actor=clock),
        escalated=actions.escalate_silent(as_of=day, actor=clock),
        released=actions.end_baseless(as_of=day, actor=clock, at=now()),
        superseded=Moved(actions.supersede_stale(as_of=day, actor=clock)),
        closed=actions.close_executed(as_of=day, actor=clock),
    )


@job(soft_time_limit=300)
def follow_duties(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Date the duties of agencies and let each climb one step at most; return how many, by step.

    As of a day (ISO; today in Tehran if empty); a second run moves nothing. By itself it waits
    until the days that were missed have been made up for.
    """
    if not as_of and not is_caught_up(today()):
        return {}
    day = date.fromisoformat(as_of) if as_of else today()
    moved = actions.follow_duties(as_of=day, actor=User.objects.system(), at=now())
    return counts(**{str(state): keys for state, keys in moved.items()})


@job(soft_time_limit=60)
def date_duties(**_: object) -> int:
    """Compute the ends of periods that nobody has computed yet; return how many."""
    return actions.date_duties(actor=User.objects.system())


@job(soft_time_limit=600)
def check_duties(*, as_of: str = "", **_: object) -> dict[str, int]:
    """
    Look for findings without exactly one duty, as of a day (ISO; today in Tehran if empty).

    Return how many were looked at and how many are astray; a second run of a day adds nothing.
    """
    day = date.fromisoformat(as_of) if as_of else today()
    run = actions.check_duties(as_of=day, actor=User.objects.system(), at=now())
    return {name: run.counts[name] for name in ("findings", "astray")}


def _flag_day(day: date) -> Any:
    """Weigh the rules as of a day; None when another run is at work."""
    (told,) = flag_termination_review(as_of=day.isoformat(), scheduled=True)
    return None if told["state"] == "busy" else told["state"]


def _unopened_day(day: date) -> Any:
    """Follow the notices of a day; where a file fails, once more an hour later, up to midnight."""
    if day == today() and has_just_failed(UNOPENED_NOTICES, day, now()):
        return NOT_DONE
    done = follow_unopened(as_of=day.isoformat())
    return NOT_DONE if done.get("failed") else done


def register_days() -> None:
    """Tell the scheduler what this app does once a day: rules first, then what follows them."""
    finality = "violations.deadline_tick"
    jobs = (
        DailyJob(
            "oversight.follow_unopened", _unopened_day, 30,
            _("reminders of notices that nobody opened"),
        ),
        DailyJob(
            "oversight.flag", _flag_day, 60, JOBS["flag_termination_review"], time(2),
            in_steps=True, after=("contracts.expire_contracts", finality),
        ),
        _dated(follow_reviews, 70, _("what follows reviews"), 2),
        _dated(follow_duties, 75, _("the ladder of the agencies' duties"), 2),
        _dated(check_four_eyes, 80, JOBS[FOUR_EYES], 3),
        _dated(check_duties, 85, JOBS[DUTY_CHECK], 3, "oversight.flag", "oversight.follow_duties"),
        _dated(compare_states, 90, JOBS[STATE_CHECK], 3),
        DailyJob(
            "oversight.verify_proofs", lambda day: verify_proofs(as_of=day.isoformat()), 95,
            JOBS[PROOF_CHECK], time(4), in_steps=True,
        ),
    )  # fmt: skip
    for one in jobs:
        DAILY.add(one)


def _dated(task: Any, order: int, title: Any, hour: int, *after: str) -> DailyJob:
    """Return a task that takes `as_of` as a daily job, from an hour of the night on."""
    return DailyJob(
        name=task.name.replace(".tasks.", "."),
        run=lambda day: task(as_of=day.isoformat()),
        order=order,
        title=title,
        not_before=time(hour),
        after=after,
    )
