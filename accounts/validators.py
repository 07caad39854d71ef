"""What a new password must be, each refusal in one plain sentence."""

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.passwords import weakness
from core.persian import latin_digits, persian_digits


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
    """None of those that everybody tries first, whichever digits they are written in."""

    def validate(self, password: str, user: User | None = None) -> None:
        """
        Compare the password with Latin digits.

        Raises:
            ValidationError: it is in the list.
        """
        super().validate(latin_digits(password), user)

    def get_error_message(self) -> str:
        """Say what is wrong with it."""
        return _("This password is easy to guess. A sentence of your own is better.")

    def get_help_text(self) -> str:
        """Say what does not do."""
        return _("A password that many people use is refused.")


class NotGuessable:
    """Nothing that somebody tries who knows the person, the product or the keyboard."""

    def validate(self, password: str, user: User | None = None) -> None:
        """
        Compare the password with names, rows of keys and words of the product.

        Raises:
            ValidationError: it is easy to guess; one sentence for each reason.
        """
        found = weakness(password, user)
        sentences = {
            _(
                "It has your own name, username, office code or mobile number in it. Choose words"
                " that have nothing to do with you."
            ): found.is_personal,
            _("It is of digits only. Add words."): found.is_digits,
            _(
                "It is mostly of keys or letters that lie side by side, or of one repeated."
                " Choose words instead."
            ): found.has_row,
            _(
                "It is mostly of a year, or of words of this site, the province or its agencies."
                " Choose other words."
            ): found.has_context,
        }
        if wrong := [text for text, is_wrong in sentences.items() if is_wrong]:
            raise ValidationError([ValidationError(text, "password_guessable") for text in wrong])

    def get_help_text(self) -> str:
        """Say what does not do."""
        return _(
            "It has no name or number of your own in it, and is not mostly of digits, neighbouring"
            " keys, a year, or words of this site."
        )
