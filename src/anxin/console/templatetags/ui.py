"""What templates say over and over: figures with intervals, dates, stored sentences."""

from __future__ import annotations

from django import template
from django.urls import Resolver404, resolve

from anxin.console.access import allowed
from anxin.core.people.actor import Actor
from anxin.core.sentences import say
from anxin.core.web import shown

register = template.Library()


@register.filter
def may(actor: Actor, url_name: str) -> bool:
    """Say whether this person may open an address, so that no page links to a refusal."""
    return allowed(actor, url_name, "GET")


@register.filter
def may_open(actor: Actor, path: str) -> bool:
    """Say the same of a stored address."""
    try:
        return allowed(actor, resolve(path.partition("#")[0].partition("?")[0]).view_name, "GET")
    except Resolver404:
        return False


register.filter("say", say)
register.filter("percent", shown.percent)
register.filter("chance", shown.chance)
register.filter("number", shown.number)
register.filter("day", shown.day)
register.filter("moment", shown.moment)
register.filter("clock", shown.clock_time)
register.simple_tag(shown.span, name="span")


@register.inclusion_tag("components/figure.html")
def figure(label: str, value: str, *, interval: str = "", of: str = "", note: str = "") -> dict[str, str]:
    """Print a large figure with its interval and what it is of."""
    return {"label": label, "value": value, "interval": interval, "of": of, "note": note}
