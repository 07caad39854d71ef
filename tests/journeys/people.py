"""People of the journeys, and the stage on which they act."""

import os
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from accounts.models import User
from accounts.principal import Principal
from accounts.roles import Role
from accounts.sealing import seal_factor
from core.clock import now
from tests.factories import make_principal

PASSWORD = "گذرواژهٔ بلند آزمون ۱۴۰۵"
STEP = 30
# Seconds that a code still holds when it is handed out; a page on a busy machine takes some.
TYPING = 6
WIDE, NARROW = (1366, 768), (390, 844)


@dataclass
class Person:
    """Somebody with a role, a password and an authenticator."""

    principal: Principal
    username: str
    secret: str
    used: set[int] = field(default_factory=set)

    @classmethod
    def make(cls, role: Role, scope: Any = None, name: str = "") -> "Person":
        """Make a person with one grant."""
        principal = make_principal(role, scope, name)
        user = User.objects.get(pk=principal.user_id)
        user.set_password(PASSWORD)
        user.save()
        secret = generate_totp_secret()
        data = {"secret": seal_factor(secret, user.pk)}
        Authenticator.objects.create(user=user, type="totp", data=data)
        return cls(principal, user.username, secret)

    def code(self) -> str:
        """Return a code that has not been used and does not end while it is typed; waits for it."""
        counter = int(time.time()) // STEP
        while counter in self.used or time.time() % STEP > STEP - TYPING:
            time.sleep(1)
            counter = int(time.time()) // STEP
        self.used.add(counter)
        return str(format_hotp_value(hotp_value(self.secret, counter)))


class Stage:
    """A running site; `enter` brings somebody in with a session whose factor is no longer fresh."""

    def __init__(self, browser: Browser, site: str) -> None:
        self.browser = browser
        self.site = site
        self.contexts: list[BrowserContext] = []
        self.errors: list[str] = []

    def open(self, size: tuple[int, int] = WIDE, **options: Any) -> Page:
        """Return a page of a new browser window; its script errors are kept."""
        context = self.browser.new_context(
            base_url=self.site,
            viewport={"width": size[0], "height": size[1]},
            locale="fa-IR",
            timezone_id="Asia/Tehran",
            **options,
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def enter(
        self,
        person: Person,
        size: tuple[int, int] = WIDE,
        *,
        is_fresh: bool = False,
        **options: Any,
    ) -> Page:
        """Return a page of somebody who signed in a while ago."""
        client = Client()
        client.force_login(
            User.objects.get(pk=person.principal.user_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        session: Any = client.session
        session["has_factor"] = True
        session["factor_at"] = now().timestamp() if is_fresh else 0.0
        session["started_at"] = now().timestamp()
        session.save()
        page = self.open(size, **options)
        page.context.add_cookies(
            [{"name": "session", "value": str(session.cookie_key), "url": self.site}]
        )
        return page

    def close(self) -> None:
        """Close every window; first take a picture of each where JOURNEY_SHOTS names a folder."""
        folder = os.environ.get("JOURNEY_SHOTS")
        for number, context in enumerate(self.contexts):
            for page in context.pages if folder else ():
                page.screenshot(path=f"{folder}/{number}.png", full_page=True)
            context.close()
