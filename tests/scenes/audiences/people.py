"""Acts on accounts, roles, keys, letters and webhooks, for the test of the column `tells`."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from accounts import acts
from accounts.actions import create_user, issue_token, succeed_token
from accounts.identity import identify_user, identity_of
from accounts.models import ApiToken, RoleGrant, User
from accounts.roles import Role
from approvals.actions import confirm_act, refuse_act, withdraw_act
from approvals.acts import CONFIRM, REFUSE, WITHDRAW
from core.clock import now, today
from core.crypto import encrypt
from notices import actions
from notices import acts as notices
from notices.models import Letter, LetterTemplate, Message, Webhook
from tests.accounts.test_acts import OF_GRANTS, OF_TOKENS, OF_USERS, REASON
from tests.act_news import Doing, open_doings
from tests.factories import make_agency, make_principal, national_id
from tests.notices.test_acts import OF_MESSAGES, OF_TEMPLATES, OF_WEBHOOKS
from tests.scenes.cases import decided


def of_accounts(request: Any) -> Iterator[Doing]:
    """Yield the acts on accounts, roles and keys."""
    admin = make_principal(Role.PLATFORM_ADMIN)
    clerk = make_principal(Role.AGENCY_CLERK, make_agency())
    manager = make_principal(Role.AGENCY_MANAGER, make_agency())
    users = User.objects.filter(pk__in=[clerk.user_id, manager.user_id]).order_by("pk")
    calls = {act: call for act, call in OF_USERS.items() if act is not acts.IDENTIFY}
    known = identity_of(national_id(990_009))
    bare = User.objects.create(username="bare", full_name="بی‌نقش", **known)
    shut = User.objects.get(pk=make_principal(Role.EXPERT).user_id)
    yield from open_doings(calls, [bare], [admin], today())
    User.objects.filter(pk=shut.pk).update(is_active=False)
    del calls[acts.GRANT_ROLE], calls[acts.PROPOSE_ROLE]
    yield from open_doings(calls, [*users, User.objects.get(pk=shut.pk)], [admin], today())
    for user, number in ((users[0], 990_001), (users[1], 990_002)):
        yield Doing(acts.IDENTIFY, partial(
            identify_user, user_id=user.pk, national_id=national_id(number), reason=REASON,
            actor=admin, at=now()))  # fmt: skip
    grants = RoleGrant.objects.filter(user__in=users)
    yield from open_doings(OF_GRANTS, grants, [admin], today())
    yield Doing(acts.CREATE, partial(
        create_user, username="taze", full_name="کاربر تازه", position="کارشناس", actor=admin,
        at=now(), national_id=national_id(990_003)))  # fmt: skip
    issue = partial(issue_token, name="کلید", days=30, grant_id=clerk.grant_id, actor=clerk,
                    at=now())  # fmt: skip
    yield Doing(acts.ISSUE, issue)
    token = ApiToken.objects.get(pk=issue()[0].pk)
    yield from open_doings(OF_TOKENS, [token], [clerk], today())
    yield Doing(acts.SUCCEED, partial(succeed_token, token_id=token.pk, actor=clerk, at=now()))


def of_letters(request: Any) -> Iterator[Doing]:
    """Yield the acts on letters and on their texts."""
    secretary, deputy = (make_principal(role) for role in (Role.SECRETARIAT, Role.DEPUTY))
    body = LetterTemplate.objects.get(kind="case.summons", version=1).body
    text = partial(actions.TemplateText, "case.summons", "دعوت به جلسه", body)
    soon = today() + timedelta(days=30)
    when: dict[str, Any] = {"on": today(), "at": now()}
    add = partial(actions.add_template, text=text("custom", "صورت‌جلسه", soon), actor=secretary,
                  **when)  # fmt: skip
    yield Doing(notices.ADD_TEMPLATE, add)
    propose = partial(actions.propose_template, text=text("law", "صورت‌جلسه", soon),
                      actor=secretary, **when)  # fmt: skip
    yield Doing(notices.PROPOSE_TEMPLATE, propose)
    yield from open_doings(OF_TEMPLATES, [add()], [secretary, deputy], today())
    pending = propose()
    confirm = partial(confirm_act, pending_id=pending.pk, actor=deputy, **when)
    yield Doing(notices.APPROVE_TEMPLATE, confirm)
    yield Doing(CONFIRM, confirm)
    yield Doing(REFUSE, partial(
        refuse_act, pending_id=pending.pk, reason=REASON, actor=deputy, **when))  # fmt: skip
    yield Doing(WITHDRAW, partial(
        withdraw_act, pending_id=pending.pk, actor=secretary, **when))  # fmt: skip
    confirm()
    latest = LetterTemplate.objects.latest("pk")
    yield from open_doings(OF_TEMPLATES, [latest], [secretary, deputy], today())
    decided()
    letter = Letter.objects.latest("pk")
    yield Doing(notices.RENDER, partial(
        actions.render_letter, letter_id=letter.public_id, actor=User.objects.system(),
        at=now()))  # fmt: skip


def of_webhooks(request: Any) -> Iterator[Doing]:
    """Yield the acts on webhooks and on messages that were given up."""
    clerk = make_principal(Role.AGENCY_CLERK, make_agency())
    admin = make_principal(Role.PLATFORM_ADMIN)
    request.getfixturevalue("monkeypatch").setattr(
        "socket.getaddrinfo", lambda *_args, **_more: [(0, 0, 0, "", ("198.41.0.4", 443))]
    )
    yield Doing(notices.ADD_WEBHOOK, partial(
        actions.add_webhook, name="گیرنده", url="https://receiver.example/new",
        resources=["offices"], actor=clerk, at=now()))  # fmt: skip
    webhook = Webhook.objects.create(
        grant_id=clerk.grant_id, name="گیرنده", url="https://receiver.example/hook",
        resources=["offices"], secret_sealed=encrypt("whsec_AAAA"),
    )  # fmt: skip
    Message.objects.create(
        carrier="webhook", webhook=webhook, state="dead", ended_at=now(), next_at=now(),
        payload={"type": "offices.changed", "data": {"id": "1"}},
    )  # fmt: skip
    yield from open_doings(OF_WEBHOOKS, [webhook], [clerk], today())
    dead = Message.objects.create(carrier="letter", state="dead", ended_at=now(), next_at=now())
    yield from open_doings(OF_MESSAGES, [dead], [admin], today())


SOURCES = (of_accounts, of_letters, of_webhooks)
