"""
Notices and their service: nothing is served by a click of the agency.

A notice in the portal is served when the office acknowledges it; a letter or a visit on the day
that its receipt shows.
"""

from datetime import date, datetime
from uuid import UUID

from accounts.principal import Principal
from violations.models import Notice


def issue_notice(
    *,
    case_id: int,
    kind: str,
    channel: str,
    actor: Principal,
    on: date,
    at: datetime,
    text: str = "",
) -> Notice:
    """
    Issue a notice of a case: `charge` when opened, `decision` when decided, `appeal_result` when final.

    The official text is written when none is given. From the charge on the office sees the case.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: the case is not in the state of this notice, or it has been issued.
    """
    raise NotImplementedError


def acknowledge_notice(
    *, case_id: int, kind: str, actor: Principal, on: date, at: datetime
) -> Notice:
    """
    Acknowledge, as the office, a notice issued in the portal: it is served on `on`.

    A served charge starts the defence window, a served decision the appeal window.

    Raises:
        NotPermitted: the actor is not the office's operator.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no such notice waits for service.
    """
    raise NotImplementedError


def record_service(
    *,
    case_id: int,
    kind: str,
    served_on: date,
    proof: str,
    receipt_id: UUID,
    actor: Principal,
    on: date,
    at: datetime,
    channel: str = "letter",
) -> Notice:
    """
    Record that a notice was served by letter or in person on `served_on`, with its receipt.

    `receipt_id` is the public id of an uploaded file. A notice that was issued in the portal and
    not acknowledged may be served so too; `channel` then says how.

    Raises:
        NotPermitted: the role serves no notices, or not in this track.
        Case.DoesNotExist: there is none with this key in the actor's scope.
        IllegalMove: no such notice waits for service.
        Invalid: by field served_on, proof, receipt, channel.
    """
    raise NotImplementedError
