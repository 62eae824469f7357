"""E-mail: one letter a pack, its pictures and files attached. Our own mail server's word is “sent”, no more."""

from __future__ import annotations

import smtplib

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.validators import validate_email
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core.rooms.allowance import FREELY
from anxin.core.rooms.errors import UnfitAddressError
from anxin.core.rooms.outcome import SENT, Outcome, failed, later, unsure
from anxin.core.rooms.platforms.answers import NOT_REACHED
from anxin.core.rooms.platforms.post import Post
from anxin.core.rooms.wire import Wire
from anxin.core.sentences import sentence

NO_SERVER = gettext_noop("No mail server is set up. Your administrator can: setting email_url.")
REFUSED = gettext_noop("The mail server refused the address.")
CUT_OFF = gettext_noop("The mail server was cut off while it took the letter. Ask in the room whether it came.")


class EMail:
    """Sends a letter to a mailing list or mailbox."""

    allowance = FREELY
    whole = True

    def cost(self, kind: str) -> int:
        """Each pack is one letter."""
        return 1

    def check_address(self, address: str, secret: str) -> None:
        """Ask for one plain address."""
        try:
            validate_email(address)
        except ValidationError as error:
            raise UnfitAddressError(_("Write one e-mail address, such as room@example.org.")) from error

    def send(self, post: Post, wire: Wire) -> Outcome:
        """Hand the letter to the mail server."""
        if not settings.ANXIN["email_url"]:
            return failed(sentence(NO_SERVER))
        connection = get_connection()
        try:
            connection.open()
        except (OSError, smtplib.SMTPException) as error:
            return later(sentence(NOT_REACHED, why=type(error).__name__))
        letter = EmailMessage(
            " ".join(post.title.split()), f"{post.text}\n\n{post.link}", to=[post.address], connection=connection
        )
        for other in post.others:
            letter.attach(other.filename, other.body, other.content_type)
        wire.mark()
        try:
            letter.send()
        except (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError):
            return failed(sentence(REFUSED))
        except (OSError, smtplib.SMTPException):
            return unsure(sentence(CUT_OFF))
        finally:
            connection.close()
        return SENT
