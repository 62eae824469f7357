"""The long tail of services, through Apprise: a text with the link, to services that the operator allowed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from anxin.core.rooms import rules
from anxin.core.rooms.addresses import public_number
from anxin.core.rooms.allowance import Allowance
from anxin.core.rooms.errors import UnfitAddressError
from anxin.core.rooms.outcome import SENT, Outcome, failed, later
from anxin.core.rooms.platforms.answers import NOT_REACHED
from anxin.core.rooms.platforms.post import Post
from anxin.core.rooms.wire import Wire
from anxin.core.sentences import sentence

MOST_TEXT_BYTES = 2048
REFUSED = gettext_noop("The service did not take it. Look into the room before you send it again.")


class Apprise:
    """Posts the text through one Apprise address."""

    allowance = Allowance(burst=5, per_second=0.2)
    whole = True

    def cost(self, kind: str) -> int:
        """Each pack is one post."""
        return 1

    def check_address(self, address: str, secret: str) -> None:
        """Take an address of a service that the operator allowed."""
        _service(address)

    def send(self, post: Post, wire: Wire) -> Outcome:
        """Hand the text over; Apprise says yes or no, not why."""
        try:
            service = _service(post.address)
            host = getattr(service, "host", "") or ""
            if host:
                public_number(str(host), int(getattr(service, "port", None) or 443))
        except UnfitAddressError as error:
            return failed(sentence(str(error)))
        except OSError as error:
            return later(sentence(NOT_REACHED, why=type(error).__name__))
        wire.mark()
        text = rules.cut(post.text, MOST_TEXT_BYTES, post.link)
        return SENT if service.notify(title=post.title, body=text) else failed(sentence(REFUSED))


def _service(address: str) -> Any:
    """Return Apprise's own object for the address. It is loaded only here: most districts never need it."""
    from apprise import Apprise as Library

    scheme = address.partition("://")[0].lower()
    if scheme not in settings.ANXIN["room_apprise"]:
        raise UnfitAddressError(
            _("Posts through “%(service)s” are not allowed here. Your administrator can: setting room_apprise.")
            % {"service": scheme[:20]}
        )
    service = Library.instantiate(address)
    if service is None:
        raise UnfitAddressError(_("Apprise cannot read this address. Look it up in Apprise's list of services."))
    return service
