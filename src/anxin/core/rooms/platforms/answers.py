"""What the answers of chat robots mean, where the services agree."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.translation import gettext_noop

from anxin.core.rooms.addresses import Target, resolve
from anxin.core.rooms.errors import UnfitAddressError
from anxin.core.rooms.outcome import DELIVERED, Outcome, failed, later, unsure
from anxin.core.rooms.platforms.post import Codes
from anxin.core.rooms.wire import Answer, NotHeardError, NotReachedError
from anxin.core.sentences import sentence

NOT_REACHED = gettext_noop("The service could not be reached (%(why)s).")
NOT_HEARD = gettext_noop("The service was asked to post, but its answer was not heard. Look into the room.")
TOO_FAST = gettext_noop("The service says that too much is posted; the rest waits.")
WRONG_ADDRESS = gettext_noop("The service does not know this robot. Copy its address anew and change the room.")
WRONG_SIGNATURE = gettext_noop("The signing secret does not fit, or this server's clock is wrong.")
KEYWORD = gettext_noop("The robot takes only posts with its keyword. Set its guard to signing instead.")
FORBIDDEN_ADDRESS = gettext_noop("The robot takes posts from other servers only. Add this server to its list.")
BAD_CONTENT = gettext_noop("The service refused the content (code %(code)s).")
TOO_LARGE = gettext_noop("The service says that the post is too large.")


def safely(call: Callable[[Target], Outcome], address: str, *, extra_query: str = "") -> Outcome:
    """Look the address up, call, and turn what can go wrong on the way into an outcome."""
    try:
        return call(resolve(address, extra_query=extra_query))
    except UnfitAddressError as error:
        return failed(sentence(str(error)))
    except NotReachedError as error:
        return later(sentence(NOT_REACHED, why=str(error)))
    except NotHeardError:
        return unsure(sentence(NOT_HEARD))
    except OSError as error:  # the name could not be looked up
        return later(sentence(NOT_REACHED, why=type(error).__name__))


def outcome_of(answer: Answer, codes: Codes, *, code_names: tuple[str, ...]) -> Outcome:
    """Return what an answer means: the status first, then the service's own code."""
    by_status = _by_status(answer)
    if by_status is not None:
        return by_status
    code = _code(answer, code_names)
    if code is None or answer.status >= 500:
        return unsure(sentence(NOT_HEARD))
    if code == 0:
        return DELIVERED
    return codes.get(code) or failed(sentence(BAD_CONTENT, code=str(code)))


def _by_status(answer: Answer) -> Outcome | None:
    if answer.status == 429 or (answer.status == 503 and answer.retry_after):
        return later(sentence(TOO_FAST), answer.retry_after or 60, blocks_robot=True)
    if 300 <= answer.status < 400 or answer.status in (401, 403, 404, 410):
        return failed(sentence(WRONG_ADDRESS))
    return failed(sentence(TOO_LARGE)) if answer.status == 413 else None


def _code(answer: Answer, names: tuple[str, ...]) -> int | None:
    for name in names:
        value = (answer.body or {}).get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
    return None
