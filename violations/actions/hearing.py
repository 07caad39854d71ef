"""The office is heard: defence, paper copies, waived and lapsed windows, the day of decision."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.principal import Principal, require
from accounts.roles import Permission
from audit.actions import record, record_many
from audit.row_seals import add_seals
from contracts.models import Waiver
from contracts.states import WaiverWindow
from core.acts import begin
from core.clock import day_in_tehran
from core.errors import IllegalMove, Invalid
from core.jalali import long
from violations.actions.evidence import attach, claim, claim_scan
from violations.actions.finality import settle
from violations.actions.paper import PERFORMED, files_of, propose_paper
from violations.actions.steps import Problems, change, contest_window, terms_of
from violations.acts.cases import DEFEND, ENTER_PAPER_DEFENCE, SCHEDULE, WAIVE
from violations.facts import in_time, objected_to, waiver_text
from violations.facts.typed_days import wrong_in_paper_defence
from violations.models import Case, Defence, Evidence
from violations.states import CaseState
from workdays.actions import keep_deadlines
from workdays.actions.apart import Moved, move_apart
from workdays.facts import Kept, is_entered_back

FURTHEST = timedelta(days=365)
STANCES = ("denies", "partly", "accepts")


@transaction.atomic
def submit_defence(
    *,
    case_id: int,
    stance: str,
    text: str,
    evidence_ids: Sequence[UUID],
    actor: Principal,
    on: date,
    at: datetime,
) -> Defence:
    """
    File the office's answer; `stance` is denies, partly or accepts.

    The window stays open to its last day, until which the answer is completed by a further one. A
    late one is stored and marked until the case is decided.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the notice has not been served, or the case has been decided.
        Invalid: by field stance, text, evidence.
    """
    case: Case = begin(DEFEND, case_id, actor, on)
    words, files = _read(Problems(), stance, text, evidence_ids, None, actor, at)
    attach(files, at=at, case=case)
    said = {"stance": stance, "text": words, "written_by": actor.user_id}
    return _hear(case, said | {"written_by_name": actor.name}, files, on, actor=actor, at=at)


@transaction.atomic
def enter_paper_defence(
    *,
    case_id: int,
    stance: str,
    text: str,
    evidence_ids: Sequence[UUID],
    received_on: date,
    actor: Principal,
    on: date,
    at: datetime,
) -> Defence:
    """
    Enter a defence that came on paper on `received_on`; in time or late by that day.

    The first file is its scan. The office hears of it and may contest it (docs/adr/0053-paper.md).
    Where that day lies so far back that another person confirms it (rule `paper_entry`), it is
    proposed, and returned without being stored.

    Raises:
        NotPermitted: the role enters no paper, or not in this track, or decides the case.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the notice has not been served, or the case has been decided.
        Invalid: by field stance, text, evidence, received_on.
    """
    case: Case = begin(ENTER_PAPER_DEFENCE, case_id, actor, on)
    problems = Problems()
    problems.add_all(wrong_in_paper_defence(case, {"received_on": received_on}, on))
    words, files = _read(problems, stance, text, evidence_ids, case, actor, at)
    said = {"stance": stance, "text": words, "written_by": actor.user_id, "is_paper": True}
    said |= {"written_by_name": actor.name}
    if is_entered_back(received_on, on, case.county.public_id):
        propose_paper(
            ENTER_PAPER_DEFENCE, case, received_on, words, files, actor=actor, on=on, at=at,
            stance=stance,
        )  # fmt: skip
        return Defence(case=case, submitted_on=received_on, **said)
    attach(files, at=at, case=case)
    return _hear(case, said, files, received_on, actor=actor, at=at)


def _confirm_defence(
    case: Case, arguments: Mapping[str, Any], actor: Principal, on: date, at: datetime
) -> None:
    """Store the paper defence that another person has entered, as its second person."""
    said = {
        "stance": arguments["stance"],
        "text": arguments["text"],
        "is_paper": True,
        "written_by": arguments["entered_by"],
        "written_by_name": arguments["entered_by_name"],
    }
    day = date.fromisoformat(arguments["day"])
    _hear(case, said, files_of(arguments), day, actor=actor, at=at)


PERFORMED[ENTER_PAPER_DEFENCE.key] = _confirm_defence


@transaction.atomic
def waive_window(*, case_id: int, window: str, actor: Principal, on: date, at: datetime) -> Waiver:
    """
    End the `defence` or the `appeal` window early, as the office, with a fresh factor.

    The official declaration (`facts.waiver_text`) is stored. After the defence window the case
    waits for its decision, with the answer given so far or without; after the appeal window it is
    final.

    Raises:
        NotPermitted, FactorRequired: not the office's operator, or the factor is stale.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the window is not running.
        Invalid: there is no such window.
    """
    case: Case = begin(WAIVE, case_id, actor, on)
    if window not in {WaiverWindow.DEFENCE, WaiverWindow.APPEAL}:
        raise Invalid(fields={"window": [_("There is no such window.")]})
    is_defence = window == WaiverWindow.DEFENCE
    target = _after_window(case) if is_defence else CaseState.FINAL
    running = CaseState.NOTIFIED if is_defence else CaseState.DECIDED
    if case.state != running:
        raise IllegalMove(_("This window is not running."))
    sentence = waiver_text(case, window)
    waiver = Waiver.objects.create(
        window=window,
        subject_type="violations.case",
        subject_id=case.public_id if is_defence else objected_to(case),
        office=case.office,
        text=sentence,
        given_on=on,
        given_at=at,
        given_by=actor.user_id,
        given_by_name=actor.name,
    )
    values: dict[str, Any] = {"state": target}
    if is_defence:
        values |= _decide_from(case, on)
    else:
        values["final_on"] = on
    changes = change(case, values)
    if not is_defence:
        changes |= settle([case])[case.pk]
    record(
        actor=actor,
        verb="case.window_waived",
        target=case,
        changes=changes | {"window": (None, window)},
        note=sentence,
        at=at,
    )
    return waiver


@transaction.atomic
def lapse_defences(*, as_of: date, actor: Principal, at: datetime | None = None) -> Moved:
    """
    Close the defence windows whose due day lies before `as_of`; return the keys that moved.

    Who answered in time has defended the case; of the others the defence has lapsed. A case that
    fails stays as it is.

    Raises:
        NotPermitted: the actor is not the clock.
    """
    require(actor, Permission.CASE_TICK)
    due = list(
        Case.objects.visible_to(actor)
        .filter(state=CaseState.NOTIFIED, defence_due_on__lt=as_of)
        .select_for_update(skip_locked=True, of=("self",))
        .order_by("pk")
    )
    return move_apart(due, lambda cases: _lapse(cases, as_of, actor, at))


def _lapse(due: Sequence[Case], as_of: date, actor: Principal, at: datetime | None) -> None:
    """Close the defence windows of locked cases, with an event each."""
    keys = [case.pk for case in due]
    heard = set(in_time().filter(case__in=keys).values_list("case", flat=True))
    after = {key: CaseState.DEFENDED if key in heard else CaseState.DEFENCE_LAPSED for key in keys}
    for state in sorted(set(after.values())):
        moved = [key for key in keys if after[key] == state]
        Case.objects.filter(pk__in=moved).update(
            state=state, version=F("version") + 1, updated_at=Now()
        )
    record_many(
        actor=actor,
        verb="case.defence_lapsed",
        targets=[
            (case, {"state": (case.state, after[case.pk]), "as_of": (None, as_of)}) for case in due
        ],
        at=at,
    )


def _after_window(case: Case) -> CaseState:
    """Return where a case stands when its defence window ends: with an answer in time, or not."""
    is_heard = in_time().filter(case=case).exists()
    return CaseState.DEFENDED if is_heard else CaseState.DEFENCE_LAPSED


@transaction.atomic
def schedule_case(
    *, case_id: int, decision_on: date, actor: Principal, on: date, at: datetime
) -> Case:
    """
    Name the day on which a heard case is decided.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the office has not been heard, or the case has been decided.
        Invalid: by field decision_on.
    """
    case: Case = begin(SCHEDULE, case_id, actor, on)
    problems = Problems()
    if decision_on < on:
        problems.add("decision_on", _("The day of decision cannot be before today."))
    elif decision_on > (last := max(case.decision_due_on or on + FURTHEST, on)):
        text = _("The day lies after the last day of the decision: {day}.")
        problems.add("decision_on", text.format(day=long(last)))
    problems.raise_if_any()
    changes = change(case, {"state": CaseState.SCHEDULED, "decision_on": decision_on})
    record(actor=actor, verb="case.scheduled", target=case, changes=changes, at=at)
    return case


def _read(
    problems: Problems,
    stance: str,
    text: str,
    evidence_ids: Sequence[UUID],
    entered_in: Case | None,
    actor: Principal,
    at: datetime,
) -> tuple[str, list[Evidence]]:
    """
    Return the words of an answer and its files, or refuse what is wrong with either.

    `entered_in` is the case into which an answer on paper is entered; it needs a scan.
    """
    if stance not in STANCES:
        problems.add("stance", _("Choose what the office says."))
    words = problems.text("text", text, least=10, most=20_000)
    claimed = claim_scan if entered_in else claim
    files = claimed(evidence_ids, actor=actor, at=at, problems=problems)
    if entered_in and _is_contested_scan(entered_in, files):
        problems.add("evidence", _("The office contested this scan. Add another proof."))
    problems.raise_if_any()
    return words, files


def _hear(
    case: Case,
    said: Mapping[str, Any],
    files: Sequence[Evidence],
    day: date,
    *,
    actor: Principal,
    at: datetime,
) -> Defence:
    """Store what the office answered on a day; its window stays open to the last day."""
    is_late = case.defence_due_on is not None and day > case.defence_due_on
    until = contest_window(case, day_in_tehran(at)) if said.get("is_paper") else None
    defence = Defence.objects.create(
        case=case,
        submitted_on=day,
        submitted_at=at,
        is_late=is_late,
        scan=files[0] if until else None,
        contest_until=until.due_on if until else None,
        **said,
    )
    if until:
        keep_deadlines(kept=[Kept("defence.contest", defence, until, case.county_id)])
    record(
        actor=actor,
        verb="case.defended_late" if is_late else "case.defended",
        target=case,
        changes=add_seals(
            change(case, {})
            | {
                "stance": (None, defence.stance),
                "submitted_on": (None, day),
                "entered_on": (None, day_in_tehran(at)),
                "paper": (None, defence.is_paper),
                "contest_until": (None, defence.contest_until),
                "evidence": (None, [file.sha256 for file in files]),
            },
            defence=defence,
        ),
        at=at,
    )
    return defence


def _is_contested_scan(case: Case, files: Sequence[Evidence]) -> bool:
    """Tell whether one of these files equals the scan of a paper that the office contested."""
    contested = case.defences.filter(contested_on__isnull=False)
    return contested.filter(scan__sha256__in=[file.sha256 for file in files]).exists()


def _decide_from(case: Case, day: date) -> dict[str, Any]:
    """Start the time to decide on the day on which the window was ended; return its end."""
    terms = terms_of(case, day)
    decision = terms.due("decision", day)
    keep_deadlines(kept=[terms.kept("case.decision", case, decision)])
    return {"decision_due_on": decision.due_on}
