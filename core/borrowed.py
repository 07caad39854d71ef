"""
Sentences of the libraries that people read, so that our catalogue says them in its own Persian.

Django looks into the project's catalogue last, and what it finds there wins.
"""

from typing import Any

from django.core.validators import (
    BaseValidator,
    MaxLengthValidator,
    MaxValueValidator,
    MinLengthValidator,
    MinValueValidator,
)
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

SENTENCES = (
    # django.forms, django.contrib.auth
    _("This field is required."),
    _("Enter a whole number."),
    _("Enter a number."),
    _("Select a valid choice. That choice is not one of the available choices."),
    _("Select a valid choice. %(value)s is not one of the available choices."),
    _("The two password fields didn’t match."),
    # allauth
    _("Current Password"),
    _("New Password"),
    _("New Password (again)"),
    _("Password successfully changed."),
    _("Password successfully set."),
    _("You have signed out."),
    _("You must type the same password each time."),
    _("Incorrect code."),
    _("Authenticator app activated."),
    _("Authenticator app deactivated."),
    _("A new set of recovery codes has been generated."),
    _("Signed out of all other sessions."),
    # rest_framework, django_filters
    _("Not found."),
    _("Malformed request."),
    _("Invalid input."),
    _("A server error occurred."),
    _("Authentication credentials were not provided."),
    _("Incorrect authentication credentials."),
    _("You do not have permission to perform this action."),
    _("Request was throttled."),
    _("This field may not be null."),
    _("This field may not be blank."),
    _("This list may not be empty."),
    _("A valid integer is required."),
    _("Not a valid string."),
    _("Must be a valid UUID."),
    _("Must be a valid boolean."),
    _("Ensure this field has no more than {max_length} characters."),
    _("Ensure this field has at least {min_length} characters."),
    _("Ensure this field has no more than {max_length} elements."),
    _("Ensure this field has at least {min_length} elements."),
    _("Ensure this value is less than or equal to {max_value}."),
    _("Ensure this value is greater than or equal to {min_value}."),
    _("Ensure that there are no more than {max_digits} digits in total."),
    _("Ensure that there are no more than {max_decimal_places} decimal places."),
    _("Date has wrong format. Use one of these formats instead: {format}."),
    _("Datetime has wrong format. Use one of these formats instead: {format}."),
    _('"{input}" is not a valid choice.'),
    _("Invalid data. Expected a dictionary, but got {datatype}."),
    _('Method "{method}" not allowed.'),
    _('Unsupported media type "{media_type}" in request.'),
    _("Could not satisfy the request Accept header."),
    # words of ours that a library has in its own Persian
    _("Cancel"),
    _("Download"),
    _("checksum"),
    _("client"),
    _("expires at"),
    _("hash"),
    _("interval"),
    _("sent"),
    _("verified"),
)

# The limits of any field in our own sentences; Django's speak of «characters of this value».
LIMITS: dict[type[BaseValidator], Any] = {
    MinLengthValidator: gettext_lazy(
        "This is too short: %(show_value)s of at least %(limit_value)s characters."
    ),
    MaxLengthValidator: gettext_lazy(
        "This is too long: %(show_value)s of at most %(limit_value)s characters."
    ),
    MinValueValidator: gettext_lazy("The least is %(limit_value)s."),
    MaxValueValidator: gettext_lazy("The most is %(limit_value)s."),
}
