"""Photographs as they are kept: redrawn, so that no place, device or time stays hidden in them."""

from __future__ import annotations

import io

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from anxin.core.errors import AnxinError

MOST_BYTES = 15 * 1024 * 1024
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 1600


class PhotoError(AnxinError):
    """The picture cannot be taken."""


def redrawn(upload: UploadedFile[bytes]) -> bytes:
    """Return the picture as a plain JPEG of at most 1,600 pixels a side. Refuses what is too large or no picture."""
    if (upload.size or 0) > MOST_BYTES:
        raise PhotoError(_("The picture is larger than 15 MB. Choose a smaller one."))
    try:
        with Image.open(upload) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PhotoError(_("The picture is larger than 15 MB. Choose a smaller one."))
            picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PhotoError(_("This is not a picture that can be read. Use JPEG, PNG or WebP.")) from error
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    plain = Image.new("RGB", upright.size)
    plain.paste(upright)
    out = io.BytesIO()
    plain.save(out, "JPEG", quality=82)
    return out.getvalue()
