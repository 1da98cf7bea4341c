"""Static files: hashed and compressed by whitenoise, and each entry stylesheet as one file."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

IMPORT = re.compile(r'@import "([a-z-]+\.css)";')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ENTRIES = ("css/public.css", "css/desk.css")


class JoinedSheet:
    """A source of one file: the stylesheet with its imports put in, in their order."""

    def __init__(self, storage: Storage) -> None:
        self.storage = storage

    def open(self, path: str) -> ContentFile:
        """The joined text; a missing part raises FileNotFoundError and stops collectstatic."""
        folder = PurePosixPath(path).parent

        def part(match: re.Match[str]) -> str:
            return self._read(str(folder / match[1]))

        joined = IMPORT.sub(part, self._read(path))
        return ContentFile(COMMENT.sub("", joined).encode())

    def _read(self, path: str) -> str:
        with self.storage.open(path) as file:
            return str(file.read().decode())


class JoinedStaticFilesStorage(CompressedManifestStaticFilesStorage):
    """Spares the first visit a dozen requests. Without it (DEBUG), the browser follows the imports itself."""

    def post_process(self, paths: dict[str, Any], *args: Any, **options: Any) -> Iterator[Any]:
        for name in ENTRIES:
            if name in paths:
                storage, path = paths[name]
                paths[name] = (JoinedSheet(storage), path)
        yield from super().post_process(paths, *args, **options)
