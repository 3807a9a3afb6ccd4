"""What the secretary types about the meeting: who was present. Parsed by hand as the sheet is, a row for each."""

from dataclasses import dataclass, replace

from django.core.exceptions import ValidationError
from django.http import QueryDict

from emulation.web import asked_number

from ..attendance import Seat
from ..services.attendance import Mark


@dataclass(frozen=True, slots=True)
class SeatInput:
    """One member's row as stored or as typed."""

    seat: Seat
    error: str = ""

    @property
    def name(self) -> str:
        return f"m{self.seat.member}"


class AttendanceForm:
    """The register: a tick and a reason for each who was absent."""

    def __init__(self, seats: list[Seat], version: int, data: QueryDict | None = None) -> None:
        self.rows = [SeatInput(seat if data is None else _typed(seat, data)) for seat in seats]
        self.version = version if data is None else asked_number(data.get("version")) or 0

    @property
    def marks(self) -> dict[int, Mark]:
        """What save_attendance takes."""
        return {row.seat.member: Mark(row.seat.is_present, row.seat.reason) for row in self.rows}

    @property
    def summoned(self) -> int:
        return sum(row.seat.is_voter for row in self.rows)

    @property
    def present(self) -> int:
        return sum(row.seat.is_voter and row.seat.is_present for row in self.rows)

    def show(self, refused: ValidationError, version: int) -> bool:
        """Put a refusal beside its rows; say whether it is about rows. After a stale one the page goes on from now."""
        if getattr(refused, "code", None) == "stale":
            self.version = version
        if not hasattr(refused, "error_dict"):
            return False
        said = {name: " ".join(sentences) for name, sentences in refused.message_dict.items()}
        self.rows = [replace(row, error=said.get(row.name, "")) for row in self.rows]
        return True

    @property
    def faults(self) -> list[tuple[str, str]]:
        """Every fault with the id of its field."""
        return [(f"{row.name}-reason", row.error) for row in self.rows if row.error]


def _typed(seat: Seat, data: QueryDict) -> Seat:
    """Return the seat as sent; who is not ticked was present."""
    name = f"m{seat.member}"
    return replace(seat, is_present=f"{name}-absent" not in data, reason=data.get(f"{name}-reason", ""))
