"""Pictures for tests."""

import random
from io import BytesIO

from PIL import Image


def picture(kind: str, width: int, height: int, colour: str = "teal") -> bytes:
    """One colour, with a darker half, so that it is no single value."""
    image = Image.new("RGB", (width, height), colour)
    image.paste("black", (0, 0, width // 2, height // 2))
    file = BytesIO()
    image.save(file, kind)
    return file.getvalue()


def noise(mode: str, width: int, height: int) -> bytes:
    """What can be pressed together least, as PNG."""
    bands = len(mode)
    image = Image.frombytes(mode, (width, height), random.Random(1).randbytes(width * height * bands))
    file = BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
