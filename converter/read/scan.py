"""Pictures of pages (PNG, JPEG, TIFF) through OCR: a text layer with the places of its lines."""

from __future__ import annotations

import io

from converter.read.decoding import DecodingError
from converter.read.glyphs import Page, lined
from converter.read.layer import Asked, Layer, Writer
from converter.read.ocr import MAX_PIXELS, available, runs_of_picture
from converter.read.setting import tell_unsure, write_pages

_HEIGHT = 842.0  # points: of a page of A4, for which a picture is taken that does not say its size


def _too_large() -> DecodingError:
    limit = MAX_PIXELS // 1_000_000
    return DecodingError("many-pages", "a picture is too large", limit=limit, what="megapixels")


def layer(data: bytes, name: str, asked: Asked) -> Layer:
    """The text layer of a picture, or of each of a file's pictures. Raises DecodingError."""
    if not available():
        raise DecodingError("no-letters", "pictures of pages need OCR")
    import numpy as np
    from PIL import Image, ImageSequence, UnidentifiedImageError

    pages: list[list[Page]] = []
    try:
        with Image.open(io.BytesIO(data)) as picture:
            count = getattr(picture, "n_frames", 1)
            first, last = asked.first, min(asked.last or count, count)
            if first > last:
                raise DecodingError("no-page", f"there are {count} pages", count=count)
            for number, frame in enumerate(ImageSequence.Iterator(picture), 1):
                if not first <= number <= last:
                    continue
                width, height = frame.size
                if width * height > MAX_PIXELS:
                    raise _too_large()
                points = _HEIGHT / height
                page = Page(str(number), width * points, _HEIGHT)
                page.runs = runs_of_picture(np.asarray(frame.convert("RGB")), points)
                pages.append(lined(page))
    except Image.DecompressionBombError as error:
        raise _too_large() from error
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as error:
        if isinstance(error, DecodingError):
            raise
        reason = str(error)[:120] or type(error).__name__
        raise DecodingError("broken", reason, kind="picture", reason=reason) from error
    writer = Writer("scan")
    write_pages(writer, pages)
    tell_unsure(writer, name)
    return writer.done()
