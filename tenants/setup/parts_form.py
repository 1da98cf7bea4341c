"""A settings form of a row and of what hangs below it: its lengths, who gives it, the terms of each service."""

from typing import Any, ClassVar

from tenants.setup.row_form import RowForm


class PartsForm(RowForm):
    """In `state` the parts stand under the name `parts`, as JSON has them. What a page does not show stays as it is."""

    parts: ClassVar[str]
    recalled: Any = None

    def kept(self) -> Any:
        """What the database has, always in the same order."""
        raise NotImplementedError

    def typed(self) -> Any:
        """As far as it is right."""
        raise NotImplementedError

    def write(self, parts: Any) -> None:
        raise NotImplementedError

    def state(self) -> dict[str, Any]:
        return super().state() | {self.parts: self.kept()}

    def wanted(self) -> dict[str, Any]:
        return super().state() | {self.parts: self.typed() if self.recalled is None else self.recalled}

    def store(self) -> None:
        super().store()
        self.write(self.typed())

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.recalled = kept[self.parts]

    def restore(self, kept: dict[str, Any]) -> None:
        self.set_columns(kept)
        super().store()
        self.write(kept[self.parts])
