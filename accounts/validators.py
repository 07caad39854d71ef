"""What a new password must be, each refusal in one plain sentence."""

from django.contrib.auth import password_validation
from django.utils.translation import gettext as _

from core.persian import persian_digits


class LongEnough(password_validation.MinimumLengthValidator):
    """As many characters as the settings say."""

    def get_error_message(self) -> str:
        """Say how long it must be."""
        return self.get_help_text()

    def get_help_text(self) -> str:
        """Say how long it must be."""
        return _("A password has at least {least} characters.").format(
            least=persian_digits(self.min_length)
        )


class NotCommon(password_validation.CommonPasswordValidator):
    """None of those that everybody tries first."""

    def get_error_message(self) -> str:
        """Say what is wrong with it."""
        return _("This password is easy to guess. A sentence of your own is better.")

    def get_help_text(self) -> str:
        """Say what does not do."""
        return _("A password that many people use is refused.")


class NotLikeThePerson(password_validation.UserAttributeSimilarityValidator):
    """Not the person's own name."""

    def get_error_message(self) -> str:
        """Say what is wrong with it."""
        return _("This password is too much like your own name or username.")

    def get_help_text(self) -> str:
        """Say what does not do."""
        return _("It is not like your own name or username.")
