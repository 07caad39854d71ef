"""How the pages of letters, messages and webhooks open."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from accounts.roles import Role
from core.crypto import encrypt
from notices.models import Letter, LetterTemplate, Message, Webhook
from notices.states import CarrierName, MessageState
from tests.factories import NOW, TODAY
from tests.journeys.brings.doors import Bring, Doors, Opening
from tests.journeys.brings.violations import begun
from tests.violations.benches import Bench
from tests.violations.stories import moment
from violations.actions import issue_notice

KEY = UUID("01900000-0000-7000-8000-00000000feed")


def given_up(carrier: CarrierName, code: str, **values: Any) -> Message:
    """Return a message that was given up at once, for this answer."""
    return Message.objects.create(
        carrier=carrier, state=MessageState.DEAD, attempts=1, next_at=NOW, ended_at=NOW,
        last_code=code, **values,
    )  # fmt: skip


def receipt(to: Doors) -> Opening:
    """The letter of a notice on paper waits for the scan of its receipt."""
    bench = Bench()
    case = begun(bench).open().case
    issue_notice(
        case_id=case.pk, kind="charge", channel="letter", actor=bench.manager, **moment(TODAY)
    )
    return to.by(bench.clerk, Letter.objects.get(subject_id=case.public_id).public_id)


def redo(to: Doors) -> Opening:
    """A text message was given up; its page shows its key, which is the same in each picture."""
    message = given_up(CarrierName.SMS, "no-number", public_id=KEY)
    return to.by(to.world.people[Role.PLATFORM_ADMIN], message.public_id)


def resend(to: Doors) -> Opening:
    """A call of a webhook was given up."""
    clerk = to.world.people[Role.AGENCY_CLERK]
    hook = Webhook.objects.create(
        grant_id=clerk.grant_id, name="سامانهٔ دیگر", url="https://receiver.example/calls",
        resources=["contracts"], secret_sealed=encrypt("whsec_AAAA"),
    )  # fmt: skip
    given_up(CarrierName.WEBHOOK, "http-302", webhook=hook)
    return to.by(clerk, hook.public_id)


def withdraw_template(to: Doors) -> Opening:
    """The secretariat has added a version of a text that is no law, which begins later."""
    secretariat = to.world.people[Role.SECRETARIAT]
    last = LetterTemplate.objects.exclude(provenance="law").latest("pk")
    version = LetterTemplate.objects.create(
        kind=last.kind, version=last.version + 1, subject=last.subject, body=last.body,
        provenance="assumed", source=last.source, starts_on=TODAY + timedelta(days=20),
        written_by=secretariat.user_id,
    )  # fmt: skip
    return to.by(secretariat, version.public_id)


BRINGS: dict[str, Bring] = {
    "notices:receipt": receipt,
    "notices:redo": redo,
    "notices:resend": resend,
    "notices:withdraw-template": withdraw_template,
}
