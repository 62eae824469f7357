from __future__ import annotations

import gzip

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import gettext as _

from anxin.core.errors import NotFoundError
from anxin.core.released.models import Publication


def layer(request: HttpRequest, key: str) -> HttpResponse:
    """Serve a ready-made map layer as it lies; an unchanged one costs the browser nothing."""
    etag = Publication.objects.filter(key=key).values_list("etag", flat=True).first()
    if etag is None:
        raise NotFoundError(_("This layer of the map is not ready yet. It comes with the next round."))
    if etag in request.headers.get("If-None-Match", ""):
        return HttpResponseNotModified(headers={"ETag": etag})
    held = Publication.objects.get(key=key)
    packed = "gzip" in request.headers.get("Accept-Encoding", "")
    body = bytes(held.body) if packed else gzip.decompress(bytes(held.body))
    headers = {"ETag": held.etag, "Cache-Control": "private, no-cache", "Vary": "Accept-Encoding"}
    if packed:
        headers["Content-Encoding"] = "gzip"
    return HttpResponse(body, content_type=held.content_type, headers=headers)
