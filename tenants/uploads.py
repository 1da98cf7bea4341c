"""Files that come with a form: one, on pages that ask for one, and no more of it in memory than a picture may have."""

from collections.abc import Callable
from io import BytesIO
from typing import Any, TypeVar

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile

from booking.kernel.images import MOST_BYTES

UNREAD = 4 * MOST_BYTES  # a body beyond that is no mistake in choosing a picture

View = TypeVar("View", bound=Callable[..., Any])


def takes_file(view: View) -> View:
    """The page's form has a field for a file. Anywhere else a file is passed over."""
    view.takes_file = True  # type: ignore[attr-defined]
    return view


class OnePicture(FileUploadHandler):
    """Counts what is too large to its end, so that the form can say so and keep everything else."""

    def handle_raw_input(self, input_data: Any, _meta: Any, content_length: int, *others: Any) -> None:
        if content_length > UNREAD:
            raise RequestDataTooBig

    def new_file(self, *args: Any, **named: Any) -> None:
        super().new_file(*args, **named)
        match = self.request.resolver_match if self.request else None
        if match is None or not getattr(match.func, "takes_file", False):
            raise SkipFile
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start + len(raw_data) <= MOST_BYTES:
            self.kept.write(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.kept.seek(0)
        return InMemoryUploadedFile(
            self.kept, self.field_name, self.file_name, self.content_type, file_size, self.charset,
            self.content_type_extra,
        )  # fmt: skip
