from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from anxin.core.territory import queries


def search(request: HttpRequest) -> HttpResponse:
    """Find places by name, pinyin or code."""
    text = request.GET.get("q", "").strip()[:80]
    return render(request, "console/search.html", {"text": text, "found": queries.search(text)})
