"""Acts on the record itself: verifying that nobody has touched it."""

from ..access import ensure
from ..chain import Verdict, verify
from ..journal import record
from ..models import Account, Unit


def check_journal(*, unit: Unit, by: Account) -> Verdict:
    """Verify the chain from its first entry to its last, whatever unit they belong to; that it was done is recorded."""
    ensure(by, "journal.verify", unit)
    verdict = verify()
    data = {"count": verdict.count, "seal": verdict.seal, "damage": verdict.damage.value if verdict.damage else ""}
    record(by, "journal.verified", unit, unit=unit, data=data)
    return verdict
