"""A picture that a stranger sends is read by what is in it, and only what can be seen of it is kept."""

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from booking.kernel import images
from booking.kernel.errors import Invalid
from booking.kernel.images import KEPT_BYTES, LOGO, MOST_PIXELS, PHOTO, redraw
from tests.picturing import noise, picture

MARK = b"<script>alert(1)</script> CANARY 59.3293N"


def opened(drawn: images.Drawn) -> Image.Image:
    image = Image.open(BytesIO(drawn.data))
    assert (image.format, image.size) == ("WEBP", (drawn.width, drawn.height))
    return image


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_is_cut_to_a_square_and_made_small(kind):
    drawn = redraw(picture(kind, 1200, 800), PHOTO)
    assert opened(drawn).size == (320, 320)
    assert len(drawn.data) <= KEPT_BYTES


def test_a_small_photo_is_not_blown_up():
    assert opened(redraw(picture("PNG", 200, 180), PHOTO)).size == (180, 180)


def test_a_photo_is_turned_upright_before_it_is_cut():
    """A telephone held upright keeps the picture lying, with a note how to turn it."""
    image = Image.new("RGB", (800, 400), "red")
    image.paste("blue", (0, 0, 400, 400))
    exif = Image.Exif()
    exif[0x0112] = 6  # turn a quarter to the right: what was left is above
    file = BytesIO()
    image.save(file, "JPEG", exif=exif)
    kept = opened(redraw(file.getvalue(), PHOTO)).convert("RGB")
    above, below = kept.getpixel((160, 10)), kept.getpixel((160, 310))
    assert above[2] > 200 > above[0]
    assert below[0] > 200 > below[2]


def test_nothing_that_cannot_be_seen_is_kept():
    """Where it was taken, what was written into it, and what hangs behind its end."""
    exif = Image.Exif()
    exif[0x010E] = MARK.decode()
    exif.get_ifd(0x8825)[2] = (59.0, 19.0, 45.0)
    plain = Image.new("RGB", (400, 400), "green")
    for kind in ("JPEG", "PNG", "WEBP"):
        file = BytesIO()
        plain.save(file, kind, exif=exif, xmp=MARK, icc_profile=MARK)
        for shape in (PHOTO, LOGO):
            drawn = redraw(file.getvalue() + MARK, shape)
            assert b"CANARY" not in drawn.data
            image = opened(drawn)
            image.load()
            assert not image.getexif()
            assert set(image.info) <= {"loop", "background", "timestamp", "duration"}


def test_a_logo_keeps_its_form_and_its_clear_ground():
    image = Image.new("RGBA", (1000, 600), (0, 0, 0, 0))
    image.paste("navy", (100, 250, 900, 350))  # eight times as wide as high, in the middle of nothing
    file = BytesIO()
    image.save(file, "PNG")
    kept = opened(redraw(file.getvalue(), LOGO))
    assert kept.mode == "RGBA"
    assert kept.width == 640
    assert kept.height < 110
    assert kept.getpixel((0, 0))[3] == 0
    assert kept.getpixel((320, kept.height // 2))[3] == 255
    assert opened(redraw(picture("JPEG", 2000, 500), LOGO)).size == (640, 160)


def test_a_clear_photo_stands_on_white():
    file = BytesIO()
    Image.new("RGBA", (300, 300), (0, 0, 0, 0)).save(file, "PNG")
    kept = opened(redraw(file.getvalue(), PHOTO)).convert("RGB")
    assert min(kept.getpixel((150, 150))) > 250


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "I;16", "CMYK"])
def test_every_kind_of_colours_is_read(mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    file = BytesIO()
    image = Image.new("I", (300, 300), 40_000).convert("I;16") if mode == "I;16" else Image.new("L", (300, 300), 156)
    image.convert(mode).save(file, kind)
    kept = opened(redraw(file.getvalue(), PHOTO)).convert("L")
    assert kept.getpixel((150, 150)) in ((0, 255) if mode == "1" else range(146, 166))


@pytest.mark.parametrize("shape", [PHOTO, LOGO], ids=["photo", "logo"])
@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_even_noise_is_kept_small(mode, shape):
    assert len(redraw(noise(mode, 640, 640), shape).data) <= KEPT_BYTES


def png_of(width: int, height: int) -> bytes:
    """The head of a picture of that size, and hardly anything of what would have to follow."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000))


def chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def moving(kind: str) -> bytes:
    file = BytesIO()
    frames = [Image.new("RGB", (200, 200), colour) for colour in ("red", "blue")]
    frames[0].save(file, kind, save_all=True, append_images=frames[1:], duration=100)
    return file.getvalue()


def one_in(kind: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (400, 400), "red").save(file, kind)
    return file.getvalue()


JPEG = picture("JPEG", 600, 600)
REFUSED = {
    "nothing": (b"", "no picture"),
    "words": (MARK, "no picture"),
    "a page that calls itself a picture": (b"<html><body>" + MARK, "no picture"),
    "SVG": (b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>', "no picture"),
    "GIF": (one_in("GIF"), "no picture"),
    "a GIF with a JPEG behind": (one_in("GIF") + JPEG, "no picture"),
    "BMP": (one_in("BMP"), "no picture"),
    "TIFF": (one_in("TIFF"), "no picture"),
    "PDF": (one_in("PDF"), "no picture"),
    "half a JPEG": (JPEG[: len(JPEG) // 2], "broken"),
    "half a PNG": (noise("RGB", 300, 300)[:9000], "broken"),
    "half a WebP": (picture("WEBP", 600, 600)[:-100], "broken"),
    "a moving WebP": (moving("WEBP"), "moves"),
    "a moving PNG": (moving("PNG"), "moves"),
    "too small": (picture("PNG", 400, 90), "at least 160 pixels"),
    "too many pixels": (png_of(6000, MOST_PIXELS // 6000 + 1), "30 million"),
    "a bomb": (png_of(60_000, 60_000), "30 million"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_picture_is_refused_with_what_to_do(name):
    data, words = REFUSED[name]
    with pytest.raises(Invalid) as refused:
        redraw(data, PHOTO)
    assert words in str(refused.value.message)
    assert "hoose" in str(refused.value.message) or "try again" in str(refused.value.message)


def test_a_logo_of_nothing_is_none():
    file = BytesIO()
    Image.new("RGBA", (300, 300), (255, 0, 0, 0)).save(file, "PNG")
    with pytest.raises(Invalid) as refused:
        redraw(file.getvalue(), LOGO)
    assert "nothing to be seen" in str(refused.value.message)


def test_a_bomb_in_the_words_of_a_picture_is_not_unpacked():
    words = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 80_000_000, 9))
    png = picture("PNG", 300, 300)
    with pytest.raises(Invalid):
        redraw(png[:33] + words + png[33:], PHOTO)


def test_a_telephones_second_picture_is_passed_over():
    file = BytesIO()
    first, second = (Image.new("RGB", (400, 400), colour) for colour in ("green", "red"))
    first.save(file, "MPO", save_all=True, append_images=[second])
    kept = opened(redraw(file.getvalue(), PHOTO)).convert("RGB")
    assert kept.getpixel((160, 160))[0] < 60
