"""E-mail through Django's backends; the key of the message is its Message-ID."""

import smtplib
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage

from notices.carriers import Parcel, SendFailed
from notices.rules import one_line

NO_SERVER = "django.core.mail.backends.dummy.EmailBackend"
REFUSED = 500  # from here on an SMTP answer is final


def send(parcel: Parcel, at: datetime) -> str:
    """Send one mail; repeated, it carries the same Message-ID, which receivers count once."""
    if not parcel.address:
        raise SendFailed("no-address", is_final=True)
    if settings.EMAIL_BACKEND == NO_SERVER:
        raise SendFailed("no-such-way", is_final=True)
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    reference = f"<{parcel.key}@{host}>"
    mail = EmailMessage(
        subject=one_line(str(parcel.payload.get("subject", "")))[:200],
        body=str(parcel.payload.get("text", "")),
        to=[one_line(parcel.address)],
        headers={"Message-ID": reference, "Auto-Submitted": "auto-generated"},
    )
    try:
        mail.send()
    except smtplib.SMTPRecipientsRefused as error:
        code = max((code for code, _words in error.recipients.values()), default=REFUSED)
        raise SendFailed(f"smtp-{code}", is_final=code >= REFUSED) from None
    except smtplib.SMTPResponseException as error:
        raise SendFailed(f"smtp-{error.smtp_code}", is_final=False) from None
    except (smtplib.SMTPException, OSError) as error:
        raise SendFailed(f"no-answer-{type(error).__name__}"[:48]) from None
    return reference
