"""What one act on a case is made of: its move, its form, what it does, what is said afterwards."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from feedback.errors import N_
from feedback.models import Case
from feedback.rules.lifecycle import Act, Actor
from feedback.web.agency.forms import ActForm

NO_SUCH_CHOICE = N_("Hãy chọn một dòng trong danh sách.")

Do = Callable[[Session, Actor, Case, Any], object]


@dataclass(frozen=True)
class Doing:
    """One act. Without fields it is done by its button alone. `words` replace the name in the lifecycle table."""

    act: Act
    form: type[ActForm]
    do: Do
    said: Any
    icon: str
    key: str | None = None
    words: Any = None
    is_rare: bool = False  # shown only where it can be done: elsewhere nobody asks why it cannot

    @property
    def is_one_button(self) -> bool:
        return self.form is ActForm


def text_of(field: Any) -> str:
    return field.data or ""
