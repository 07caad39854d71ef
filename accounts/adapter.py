"""What differs from allauth's defaults: no sign-up, secrets of authenticators encrypted at rest."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from django.http import HttpRequest

from core.crypto import decrypt, encrypt


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by a platform admin, never by visitors."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Tell that nobody signs up."""
        return False


class MfaAdapter(DefaultMFAAdapter):
    """Authenticator secrets leave the process encrypted only."""

    def encrypt(self, text: str) -> str:
        """Return the secret as it is stored."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret as it is checked."""
        return decrypt(encrypted_text)
