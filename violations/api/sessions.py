"""REST: the hearing session of a case; its acts are moves of the case."""

from typing import Any

from django.utils.translation import gettext as _

from accounts.principal import Principal
from core.acts import ILLEGAL_MOVE
from core.clock import today
from core.errors import IllegalMove
from core.rest import Move, Moving, act_move
from core.rest.moves import Weighed
from violations import actions
from violations.acts.absences import ANSWER_ABSENCE, CONTEST_ABSENCE
from violations.acts.cases import SUMMON
from violations.acts.hearings import (
    CALL_OFF,
    CONFIRM_DAY,
    HEARING_ACTS,
    HOLD,
    NOTE_REFUSAL,
    RECUSE,
    SIGN,
    session_in,
)
from violations.api import arguments
from violations.api.case_shapes import CaseSerializer
from violations.api.reports import files_in
from violations.models import Case


def no_session() -> str:
    """Return that the case has no session to act on."""
    return _("There is no hearing session in this case.")


def _session(case: Case, actor: Principal) -> int:
    """
    Return the key of the session on which a case stands.

    Raises:
        IllegalMove: there is none that the actor may see.
    """
    session = session_in(case, actor)
    if session is None:
        raise IllegalMove(no_session())
    return session.pk


class HearingMoves(Moving):
    """The moves of a hearing session, for the viewset of cases."""

    def weigh(self, spec: Move, record: Any) -> Weighed:
        """Say whether a move is open to the caller; the acts on a session ask the case's."""
        of_session = spec.act.table is HEARING_ACTS
        if not of_session or not spec.act.is_of(self.actor, record, today()):
            return super().weigh(spec, record)
        session = session_in(record, self.actor)
        if session is None:
            return Weighed(False, ILLEGAL_MOVE, no_session())
        return super().weigh(spec, session)

    hearing = act_move(
        "hearing", SUMMON, "Call a hearing session; its summons is issued to the office.",
        arguments.SummonArguments, CaseSerializer,
        lambda case, data, who: actions.summon_to_hearing(case_id=case.pk, **data, **who),
        path="hearing",
    )  # fmt: skip
    hearing_minutes = act_move(
        "hearing_minutes", HOLD, "Record that the session was held, who came, and its minutes.",
        arguments.MinutesArguments, CaseSerializer,
        lambda case, data, who: actions.record_hearing(
            session_id=_session(case, who["actor"]), **data, **who
        ),
        path="hearing-minutes",
    )  # fmt: skip
    hearing_end = act_move(
        "hearing_end", CALL_OFF, "Postpone or cancel the session that was called.",
        arguments.CallOffArguments, CaseSerializer,
        lambda case, data, who: actions.call_off_hearing(
            session_id=_session(case, who["actor"]), **data, **who
        ),
        path="hearing-end",
    )  # fmt: skip
    hearing_day = act_move(
        "hearing_day", CONFIRM_DAY, "Confirm the session for a day that the calendar closes.",
        arguments.ReasonArguments, CaseSerializer,
        lambda case, data, who: actions.confirm_session_day(
            session_id=_session(case, who["actor"]), **data, **who
        ),
        path="hearing-day",
    )  # fmt: skip
    recusal = act_move(
        "recusal", RECUSE, "Stand back from the session, as one who was called to sit.",
        arguments.RecusalArguments, CaseSerializer,
        lambda case, data, who: actions.recuse_from_hearing(
            session_id=_session(case, who["actor"]), **data, **who
        ),
        path="recusal",
    )  # fmt: skip
    minutes_signature = act_move(
        "minutes_signature", SIGN,
        "Sign the minutes of the session, with a one-time code. The server writes the declaration"
        " to the history.",
        arguments.SignatureArguments, CaseSerializer,
        lambda case, data, who: actions.sign_minutes(
            session_id=_session(case, who["actor"]), remark=data.get("remark", ""), **who
        ),
        once=True, path="minutes-signature",
    )  # fmt: skip
    signature_refusal = act_move(
        "signature_refusal", NOTE_REFUSAL,
        "Note who does not sign the minutes, with a one-time code.",
        arguments.RefusalArguments, CaseSerializer,
        lambda case, data, who: actions.record_refusal(
            session_id=_session(case, who["actor"]), **files_in(data), **who
        ),
        once=True, path="signature-refusal",
    )  # fmt: skip
    absence_contest = act_move(
        "absence_contest", CONTEST_ABSENCE,
        "Contest that the minutes of the session note you absent, with a one-time code.",
        arguments.AbsenceContestArguments, CaseSerializer,
        lambda case, data, who: actions.contest_absence(
            session_id=_session(case, who["actor"]), **data, **who
        ),
        path="absence-contest",
    )  # fmt: skip
    absence_answer = act_move(
        "absence_answer", ANSWER_ABSENCE,
        "Answer who contests a noted absence, with a one-time code.",
        arguments.AbsenceAnswerArguments, CaseSerializer,
        lambda case, data, who: actions.answer_absence(
            session_id=_session(case, who["actor"]), **data, **who
        ),
        path="absence-answer",
    )  # fmt: skip
