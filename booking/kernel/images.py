"""Pictures that strangers send: known by what is in them, not by their name, and drawn anew. Nothing of the file itself
is kept: no place where it was taken, no second format that hides in it."""

import warnings
from dataclasses import dataclass
from io import BytesIO
from threading import Lock
from typing import Any

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from booking.kernel.errors import Invalid

MOST_BYTES = 8 * 1024 * 1024  # what a telephone's camera makes, and some
MOST_PIXELS = 30_000_000
KEPT_BYTES = 60_000
FORMATS = ("JPEG", "PNG", "WEBP")
SEVERAL = "MPO"  # a JPEG of some telephones, with a second picture behind the first, which nobody sees
QUALITIES = (86, 75, 60, 40, 20, 5)
EYES = (0.5, 0.35)  # where a cut keeps to: faces are above the middle
AIR = 16  # a logo without a ground gets a sixteenth of its height around it

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # below it is refused, in our words
_one_at_a_time = Lock()  # each takes up to some 200 MB for a moment


@dataclass(frozen=True, slots=True)
class Shape:
    """The most that is kept and the least that is taken, in pixels. `cut`: to a square; else all of it is fitted in."""

    width: int
    height: int
    least: int
    cut: bool


PHOTO = Shape(320, 320, 160, cut=True)
LOGO = Shape(640, 176, 32, cut=False)


@dataclass(frozen=True, slots=True)
class Drawn:
    """WebP."""

    data: bytes
    width: int
    height: int


def redraw(data: bytes, shape: Shape) -> Drawn:
    """Raises `Invalid`, which says what to do instead."""
    with _one_at_a_time:
        try:
            return _written(_shaped(_opened(data, shape), shape), lossless=not shape.cut)
        except Invalid:
            raise
        except Image.DecompressionBombError as problem:
            raise _too_many_pixels() from problem
        except UnidentifiedImageError as problem:
            raise Invalid(_("This is no picture that we can show. Choose a JPEG, PNG or WebP file.")) from problem
        except Exception as problem:  # decoders raise whatever they like over broken bytes
            raise Invalid(_("The picture is broken or not whole. Save it anew, or choose another one.")) from problem


def _opened(data: bytes, shape: Shape) -> Image.Image:
    """Only its head is read here: nothing is unpacked before its size is known."""
    image = Image.open(BytesIO(data), formats=FORMATS)
    if image.width * image.height > MOST_PIXELS:
        raise _too_many_pixels()
    if getattr(image, "is_animated", False) and image.format != SEVERAL:
        raise Invalid(_("The picture moves. Choose one that stands still."))
    if min(image.size) < shape.least:
        raise Invalid(
            _("The picture is too small. Choose one that is at least %(least)s pixels wide and high.")
            % {"least": shape.least}
        )
    image.draft(None, (2 * shape.width, 2 * shape.height))  # a large JPEG is unpacked small
    return image


def _shaped(image: Image.Image, shape: Shape) -> Image.Image:
    """Upright, in plain colours, cut or fitted; never made larger than it was."""
    clear = image.has_transparency_data
    if image.mode.startswith(("I", "F")):
        image = image.convert("I").point(lambda value: value / 256).convert("L")  # sixteen bits of grey
    image = ImageOps.exif_transpose(image).convert("RGBA" if clear else "RGB")
    if shape.cut:
        side = min(shape.width, *image.size)
        image = ImageOps.fit(image, (side, side), centering=EYES)
        return _on_white(image) if clear else image
    return _fitted(image, shape, clear)


def _on_white(image: Image.Image) -> Image.Image:
    ground = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(ground, image).convert("RGB")


def _fitted(image: Image.Image, shape: Shape, clear: bool) -> Image.Image:
    """A logo without a ground begins where something is to be seen, with the same air on all sides."""
    if not clear:
        image.thumbnail((shape.width, shape.height))
        return image
    seen = image.getchannel("A").getbbox()
    if seen is None:
        raise Invalid(_("There is nothing to be seen in the picture. Choose another one."))
    image = image.crop(seen)
    air = shape.height // AIR
    image.thumbnail((shape.width - 2 * air, shape.height - 2 * air))
    return ImageOps.expand(image, air, (0, 0, 0, 0))


def _written(image: Image.Image, *, lossless: bool) -> Drawn:
    """As good as there is room for. Painted over first, so that nothing travels along."""
    clean = Image.new(image.mode, image.size)
    clean.paste(image)
    ways: list[dict[str, Any]] = [{"lossless": True}] if lossless else []
    for way in [*ways, *({"quality": one, "alpha_quality": one} for one in QUALITIES)]:
        kept = BytesIO()
        clean.save(kept, "WEBP", **way)
        if kept.tell() <= KEPT_BYTES:
            break
    return Drawn(kept.getvalue(), *image.size)


def _too_many_pixels() -> Invalid:
    return Invalid(
        _("The picture has too many pixels: %(most)s million at most. Save it smaller, and try again.")
        % {"most": MOST_PIXELS // 1_000_000}
    )
