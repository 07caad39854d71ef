"""REST: the hearing session of a case; its acts are moves of the case."""

from django.utils.translation import gettext as _

from accounts.principal import Principal
from accounts.roles import Permission, Role
from core.errors import IllegalMove
from core.rest import Moving, move, needs
from violations import actions
from violations.api import arguments
from violations.api.case_shapes import CaseSerializer
from violations.api.rights import keeps
from violations.facts import session_of
from violations.models import Case
from violations.states import HEARD_IN


def hears(actor: Principal, case: Case) -> bool:
    """Tell whether the actor may have a seat: who keeps the track, and the office."""
    return actor.role is Role.OPERATOR or keeps(actor, case)


def _session(case: Case) -> int:
    """
    Return the key of the session on which a case stands; the action looks at the scope.

    Raises:
        IllegalMove: there is none.
    """
    session = session_of(case)
    if session is None:
        raise IllegalMove(_("There is no hearing session in this case."))
    return session.pk


class HearingMoves(Moving):
    """The moves of a hearing session, for the viewset of cases."""

    hearing = move(
        "hearing", "Call a hearing session; its summons is issued to the office.",
        needs(Permission.CASE_SERVE, of=keeps), arguments.SummonArguments, CaseSerializer,
        lambda case, data, who: actions.summon_to_hearing(case_id=case.pk, **data, **who),
        states=HEARD_IN,
    )  # fmt: skip
    hearing_minutes = move(
        "hearing_minutes", "Record that the session was held, who came, and its minutes.",
        needs(Permission.CASE_SERVE, of=keeps), arguments.MinutesArguments, CaseSerializer,
        lambda case, data, who: actions.record_hearing(session_id=_session(case), **data, **who),
    )  # fmt: skip
    hearing_end = move(
        "hearing_end", "Postpone or cancel the session that was called.",
        needs(Permission.CASE_SERVE, of=keeps), arguments.CallOffArguments, CaseSerializer,
        lambda case, data, who: actions.call_off_hearing(
            session_id=_session(case), **data, **who
        ),
    )  # fmt: skip
    recusal = move(
        "recusal", "Stand back from the session, as one who was called to sit.",
        needs(Permission.HEARING_RECUSE, of=keeps), arguments.RecusalArguments, CaseSerializer,
        lambda case, data, who: actions.recuse_from_hearing(
            session_id=_session(case), **data, **who
        ),
    )  # fmt: skip
    minutes_signature = move(
        "minutes_signature", "Sign the minutes of the session, with a one-time code.",
        needs(Permission.HEARING_SIGN, of=hears, once=True), arguments.SignedArguments,
        CaseSerializer,
        lambda case, data, who: actions.sign_minutes(session_id=_session(case), **who),
    )  # fmt: skip
    signature_refusal = move(
        "signature_refusal", "Note who does not sign the minutes, with a one-time code.",
        needs(Permission.HEARING_REFUSAL, of=keeps, once=True), arguments.RefusalArguments,
        CaseSerializer,
        lambda case, data, who: actions.record_refusal(session_id=_session(case), **data, **who),
    )  # fmt: skip
