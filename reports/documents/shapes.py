"""The annual report as plain data. Page, PDF, XLSX and JSON all take this object, so their figures cannot disagree."""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .paper import Basis, Letterhead, Signature, Stamp

Text = str | Promise


@dataclass(frozen=True)
class Line:
    """A number with its name; one that is part of the line above is set in."""

    label: Text
    count: int
    is_part: bool = False


@dataclass(frozen=True)
class LevelCount:
    """How many got a level; the base of the percent is those rated. `x` and `width` are of a bar of 1000."""

    code: str
    label: Text
    count: int
    percent: Decimal | None
    x: int
    width: int

    @property
    def share(self) -> str:
        """Return the percent as the reader writes it; a dash where there is no base."""
        return "–" if self.percent is None else f"{number_format(self.percent)}\u00a0%"


@dataclass(frozen=True)
class ChartRow:
    """A level as the chart of the screen takes it: the percent already in words."""

    code: str
    label: Text
    count: int
    percent: str
    x: int
    width: int


@dataclass(frozen=True)
class Roster:
    """The list on the cut-off date; women and provisional members are parts of the total."""

    total: int
    official: int
    provisional: int
    women: int
    to_review: int
    reviewed: int
    rated: int
    unrated: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the numbers under their names."""
        return (
            Line(_("Members on the list"), self.total),
            Line(_("official members"), self.official, True),
            Line(_("provisional members"), self.provisional, True),
            Line(_("women"), self.women, True),
            Line(_("Members to be reviewed and rated"), self.to_review),
            Line(_("Members reviewed by their cell"), self.reviewed),
            Line(_("Members rated"), self.rated),
            Line(_("Members not rated"), self.unrated),
        )


@dataclass(frozen=True)
class SplitRow:
    """The levels of one part of those rated."""

    code: str
    label: Text
    rated: int
    levels: tuple[LevelCount, ...]


@dataclass(frozen=True)
class Split:
    """Those rated, divided by one property; the rows add to all of them."""

    code: str
    label: Text
    rows: tuple[SplitRow, ...]


@dataclass(frozen=True)
class CellRow:
    """One cell of a ward's table."""

    unit_id: int
    name: str
    listed: int
    to_review: int
    reviewed: int
    rated: int
    unrated: int
    levels: tuple[LevelCount, ...]


@dataclass(frozen=True)
class CapRow:
    """The cap on the top level in one group, as decided or as it would be now (QĐ 366-QĐ/TW Art. 11.1.5)."""

    group: str
    label: Text
    base: int
    percent: int
    maximum: int
    proposed: int
    chosen: int | None
    over: int
    working: str
    reading: Text
    exception: str
    choice_reason: str
    after: str
    is_decided: bool

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what the working rests on: how the base is read, the larger share's decision, the choice's reason."""
        found = [_("Base: %(reading)s") % {"reading": self.reading}]
        if self.exception:
            found.append(_("%(percent)s %% by %(paper)s") % {"percent": self.percent, "paper": self.exception})
        if self.choice_reason:
            found.append(_("Reason of the choice: %(reason)s") % {"reason": self.choice_reason})
        if self.after:
            found.append(_("After re-rating: %(sentence)s") % {"sentence": self.after})
        return tuple(f"{note.rstrip('.')}." for note in map(str, found))


@dataclass(frozen=True)
class Rerated:
    """One member rated again after the decision, with both levels and the paper (form 03)."""

    name: str
    cell: str
    before: str
    after: str
    paper: str
    reason: str


@dataclass(frozen=True)
class Reratings:
    """How many were rated again; without names for who may see figures only."""

    count: int
    people: tuple[Rerated, ...]


@dataclass(frozen=True)
class Waived:
    """A step let go before what comes first (Art. 12.2): where, who was open, why, by whom and when."""

    unit: str
    step: Text
    open_members: int
    reason: str
    waived: str


@dataclass(frozen=True)
class Person:
    """Somebody named in a list, with the level and the reason where there are such."""

    name: str
    cell: str
    level: str
    reason: str


@dataclass(frozen=True)
class ReasonedList:
    """People of one level, or stepped down, with why."""

    code: str
    label: Text
    count: int
    people: tuple[Person, ...]


@dataclass(frozen=True)
class PledgeResults:
    """What was pledged and what came of it."""

    members: int
    registered: int
    confirmed: int
    fulfilled: int
    partly: int
    not_fulfilled: int
    no_result: int
    items: int
    items_kept: int
    items_partly: int
    items_not_kept: int
    items_no_result: int

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the numbers under their names."""
        return (
            Line(_("Members who are expected to pledge"), self.members),
            Line(_("Members who have registered a pledge"), self.registered),
            Line(_("Members whose pledge is confirmed"), self.confirmed),
            Line(_("kept everything"), self.fulfilled, True),
            Line(_("kept a part"), self.partly, True),
            Line(_("did not keep it"), self.not_fulfilled, True),
            Line(_("result not reported yet"), self.no_result, True),
            Line(_("Items of confirmed pledges"), self.items),
            Line(_("items kept"), self.items_kept, True),
            Line(_("items kept in part"), self.items_partly, True),
            Line(_("items not kept"), self.items_not_kept, True),
            Line(_("items without a result yet"), self.items_no_result, True),
        )


@dataclass(frozen=True)
class MemberRow:
    """One line of the full list; `level` is empty for those not rated and `unrated` says why."""

    number: int
    name: str
    born: str
    sex: Text
    is_official: bool
    form: str
    level: str
    is_decided: bool
    unrated: Text
    reason: str


@dataclass(frozen=True)
class Section:
    """The members of one cell, by given name in Vietnamese order."""

    cell: str
    count: int
    members: tuple[MemberRow, ...]


@dataclass(frozen=True)
class CollectiveRow:
    """One cell rated as a collective by form 01; `level` is empty while the cell has not proposed its own level."""

    unit_id: int
    cell: str
    kind: Text
    points: Decimal | None
    level: str
    is_decided: bool
    reason: str


@dataclass(frozen=True)
class Collectives:
    """The cells rated as collectives, and the cap among cells of similar kind in the committee's whole scope."""

    total: int
    rated: int
    unrated: int
    decided: int
    levels: tuple[LevelCount, ...]
    rows: tuple[CollectiveRow, ...]
    caps: tuple[CapRow, ...]
    decisions: tuple[str, ...]

    @property
    def is_draft(self) -> bool:
        """Return whether some cell is not decided yet."""
        return self.decided < self.total

    @property
    def lines(self) -> tuple[Line, ...]:
        """Return the numbers under their names."""
        return (
            Line(_("Cells to be rated as collectives"), self.total),
            Line(_("cells rated"), self.rated, True),
            Line(_("of these decided"), self.decided, True),
            Line(_("cells that have not proposed their own level"), self.unrated, True),
        )


@dataclass(frozen=True)
class LegendLine:
    """A code of the lists and what it stands for."""

    code: str
    label: Text


@dataclass(frozen=True)
class Provenance:
    """Where the figures come from."""

    rule_set: str
    decisions: tuple[str, ...]
    closings: tuple[str, ...]
    made_at: datetime.datetime
    made_by: str


@dataclass(frozen=True)
class AnnualReport:
    """The annual classification report of a cell or of a ward; without names for who may see figures only.

    `from_paper`: the results were taken over from paper, no cap was counted. `forms` are those of HD `guidance`.
    `collectives` is empty while no cell has proposed its own level.
    """

    unit_code: str
    unit_name: str
    kind: str
    year: int
    cut_off: datetime.date
    is_draft: bool
    from_paper: bool
    undecided: int
    shows_names: bool
    letterhead: Letterhead
    bases: tuple[Basis, ...]
    roster: Roster
    levels: tuple[LevelCount, ...]
    shares_add_up: bool
    splits: tuple[Split, ...]
    cells: tuple[CellRow, ...]
    caps: tuple[CapRow, ...]
    caps_in_cells: bool
    collectives: Collectives | None
    unrated: tuple[ReasonedList, ...]
    reasoned: tuple[ReasonedList, ...]
    reratings: Reratings
    waived: tuple[Waived, ...]
    pledges: PledgeResults
    sections: tuple[Section, ...]
    legend: tuple[LegendLine, ...]
    guidance: str
    forms: str
    signature: Signature
    recipients: tuple[str, ...]
    provenance: Provenance
    stamp: Stamp | None = None

    @property
    def chart(self) -> tuple[ChartRow, ...]:
        """Return the levels as the chart of the screen takes them."""
        return tuple(ChartRow(row.code, row.label, row.count, row.share, row.x, row.width) for row in self.levels)

    @property
    def has_pledges(self) -> bool:
        """Return whether there is anything to tell of pledges: of a year on paper they may not be kept here."""
        return not self.from_paper or self.pledges.registered > 0

    @property
    def is_ward(self) -> bool:
        return self.kind == "ward"
