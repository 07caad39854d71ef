"""What a person does with the own notifications, and how the person wants to be told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.principal import Principal
from audit.actions import record
from core.crypto import encrypt
from core.errors import Invalid
from core.persian import latin_digits
from notices.models import Notification, Reach
from notices.rules import clean_choices, is_mobile, one_line


@transaction.atomic
def mark_read(*, notification_ids: Iterable[int], actor: Principal, at: datetime) -> int:
    """Mark own notifications as read; return how many were new."""
    rows = Notification.objects.visible_to(actor).filter(pk__in=list(notification_ids))
    return rows.filter(read_at__isnull=True).update(read_at=at, updated_at=at)


@transaction.atomic
def mark_all_read(*, actor: Principal, on: date, at: datetime) -> int:
    """Mark all that is shown as read; return how many were new."""
    rows = Notification.objects.visible_to(actor).unread(on)
    return rows.update(read_at=at, updated_at=at)


@transaction.atomic
def archive(*, notification_id: int, actor: Principal, at: datetime) -> Notification:
    """
    Put an own notification away; it counts as read.

    Raises:
        Notification.DoesNotExist: there is none with this key among the own ones.
    """
    row = Notification.objects.visible_to(actor).lock(notification_id)
    row.archived_at = row.archived_at or at
    row.read_at = row.read_at or at
    row.save(update_fields=["archived_at", "read_at", "updated_at"])
    return row


@transaction.atomic
def snooze(*, notification_id: int, actor: Principal, on: date) -> Notification:
    """
    Put an own notification off to tomorrow, when it is new again.

    Raises:
        Notification.DoesNotExist: there is none with this key among the own ones.
    """
    row = Notification.objects.visible_to(actor).lock(notification_id)
    row.snoozed_until, row.read_at = on + timedelta(days=1), None
    row.save(update_fields=["snoozed_until", "read_at", "updated_at"])
    return row


@dataclass(frozen=True)
class Wishes:
    """How a person wants to be told; an address of None stays as it is."""

    choices: Mapping[str, Iterable[str]]
    quiet_from: time
    quiet_to: time
    mobile: str | None = None
    email: str | None = None


@transaction.atomic
def set_reach(*, wishes: Wishes, actor: Principal, at: datetime) -> Reach:
    """
    Set on which ways the actor is told; an empty address removes it.

    Raises:
        Invalid: by field mobile, email.
    """
    reach, _made = Reach.objects.select_for_update().get_or_create(user_id=actor.user_id)
    changes: dict[str, tuple[object, object]] = {}
    if wrong := wrong_in_addresses(wishes.mobile or "", wishes.email or ""):
        raise Invalid(fields=wrong)
    if wishes.mobile is not None:
        number = _number(wishes.mobile)
        reach.mobile_sealed = encrypt(number) if number else ""
        changes["mobile"] = (None, "set" if number else "removed")
    if wishes.email is not None:
        address = one_line(wishes.email)
        reach.email_sealed = encrypt(address) if address else ""
        changes["email"] = (None, "set" if address else "removed")
    chosen = clean_choices(wishes.choices)
    if chosen != reach.choices:
        changes["choices"] = (None, "set")
    reach.choices = chosen
    reach.quiet_from, reach.quiet_to = wishes.quiet_from, wishes.quiet_to
    reach.save(
        update_fields=[
            "mobile_sealed",
            "email_sealed",
            "choices",
            "quiet_from",
            "quiet_to",
            "updated_at",
        ]
    )
    record(actor=actor, verb="reach.changed", target=reach, changes=changes, at=at)
    return reach


def wrong_in_addresses(mobile: str, email: str) -> dict[str, list[str]]:
    """Return, by field, what is wrong with a mobile number and an e-mail address, if given."""
    wrong: dict[str, list[str]] = {}
    number, address = _number(mobile), one_line(email)
    if number and not is_mobile(number):
        wrong["mobile"] = [_("A mobile number has 11 digits and starts with 09.")]
    if address and not _is_email(address):
        wrong["email"] = [_("This is not an e-mail address.")]
    return wrong


def _number(mobile: str) -> str:
    return latin_digits(mobile).replace(" ", "")


def _is_email(address: str) -> bool:
    try:
        validate_email(address)
    except ValidationError:
        return False
    return address.isascii()
