"""What a template needs for a form that may come back: what was sent, what is wrong, where."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from anxin.core.web.forms import Sent, sent_of

register = template.Library()


@register.simple_tag(takes_context=True)
def sent_to(context: Context, action: str, **which: Any) -> Sent:
    """Return the refused form that was sent to this address with these hidden values, else an empty one."""
    sent = sent_of(context.get("request"))
    return sent if sent.is_for(action, which) else Sent()


@register.simple_tag(takes_context=True)
def sent_back(context: Context) -> Sent:
    """Return whichever form of this page was refused: for the faults of forms that are buttons only."""
    return sent_of(context.get("request"))


@register.simple_tag
def given(sent: Sent, field: str, otherwise: Any = "") -> Any:
    """Return what was written into a field, or what stands there to begin with."""
    if not sent.refused:
        return "" if otherwise is None else otherwise
    return sent.given.get(field, "")


@register.simple_tag
def given_all(sent: Sent, field: str, otherwise: Any = ()) -> Any:
    """Return every box that was ticked, or those that are to begin with."""
    return sent.given.getlist(field) if sent.refused else (otherwise or ())


@register.filter
def asks(sent: Sent, field: str) -> bool:
    """Say whether a field was asked for anew."""
    return bool(sent.fault(field))


@register.simple_tag
def fault(sent: Sent, field: str) -> SafeString | str:
    """Print what is wrong with a field, for above it."""
    said = sent.fault(field)
    return format_html('<p class="error" id="fault-{}">{}</p>', field, said) if said else ""


@register.simple_tag
def marked(sent: Sent, field: str, described: str = "") -> SafeString | str:
    """Print the attributes that tie a field to its help and to its fault."""
    wrong = bool(sent.fault(field))
    ids = " ".join(filter(None, [described, f"fault-{field}" if wrong else ""]))
    parts = ([format_html(' aria-describedby="{}"', ids)] if ids else []) + ([' aria-invalid="true"'] if wrong else [])
    return SafeString("".join(parts))


@register.inclusion_tag("components/faults.html")
def faults(sent: Sent) -> dict[str, Any]:
    """Sum up on top what is wrong, each with a link to its field."""
    return {"faults": sent.faults}
