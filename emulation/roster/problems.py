"""Why a file or a cell cannot be used, said in one sentence."""

from dataclasses import dataclass, field


class UnusableFile(Exception):
    """The whole file is refused; `code` names the reason, `str()` says it and what to do."""

    def __init__(self, code, message, **values):
        super().__init__(code)
        self.code, self.message, self.values = code, message, values

    def __str__(self):
        return str(self.message) % self.values


@dataclass(frozen=True)
class Problem:
    """One reason why a row is rejected: the field, and a sentence for the person who corrects it."""

    field: str
    message: object
    values: dict = field(default_factory=dict)

    def __str__(self):
        return str(self.message) % self.values


@dataclass(frozen=True)
class Notice:
    """Something done or seen that the reader must know: a conversion, a warning. `code` is stable."""

    code: str
    message: object
    values: dict = field(default_factory=dict)

    def __str__(self):
        return str(self.message) % self.values
