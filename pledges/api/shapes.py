"""What goes over the wire: serializers, and how input is checked."""

from rest_framework import serializers

from emulation.web import asked_number

from ..models import (
    CheckIn,
    CheckInLine,
    Confidence,
    Group,
    Kind,
    Measure,
    Outcome,
    Pledge,
    PledgeItem,
    PledgeTemplate,
    PledgeVersion,
    TemplateItem,
)
from ..rules import ItemDraft
from ..selectors.check_ins import Standing
from ..services import Line


class DraftIn(serializers.Serializer):
    """The words of one item; incomplete is fine until the pledge is submitted."""

    group = serializers.ChoiceField(Group.choices)
    deed = serializers.CharField(max_length=500, allow_blank=True, default="")
    measure = serializers.CharField(max_length=300, allow_blank=True, default="")
    method = serializers.CharField(max_length=500, allow_blank=True, default="")
    due_on = serializers.DateField(allow_null=True, default=None)
    measure_kind = serializers.ChoiceField(Measure.choices, default=Measure.WORDS)
    baseline = serializers.DecimalField(14, 2, min_value=0, allow_null=True, default=None)
    target = serializers.DecimalField(14, 2, min_value=0, allow_null=True, default=None)
    counted_in = serializers.CharField(max_length=40, allow_blank=True, default="")
    shown_by = serializers.CharField(max_length=300, allow_blank=True, default="")
    is_for_term = serializers.BooleanField(default=False)


class ItemOut(serializers.ModelSerializer):
    """One item with its result."""

    class Meta:
        model = PledgeItem
        fields = [
            "id", "position", "group", "deed", "measure", "measure_kind", "baseline", "target", "counted_in", "method",
            "shown_by", "is_for_term", "due_on", "outcome", "evidence", "proposed_outcome", "outcome_reason",
            "reported_at",
        ]  # fmt: skip


class PledgeOut(serializers.ModelSerializer):
    """A pledge with its items; `version` goes back with every change."""

    year = serializers.IntegerField(source="year.number")
    member_name = serializers.CharField(source="member.full_name")
    unit_name = serializers.CharField(source="unit.name")
    theme = serializers.CharField(source="theme.title", default="")
    recorded_by = serializers.CharField(source="recorded_by.display_name", default="")
    confirmed_by = serializers.CharField(source="confirmed_by.display_name", default="")
    items = ItemOut(many=True)

    class Meta:
        model = Pledge
        fields = [
            "id", "year", "member", "member_name", "unit", "unit_name", "theme", "kind", "state", "version",
            "on_behalf", "recorded_by", "return_reason", "submitted_at", "confirmed_at", "confirmed_by", "items",
        ]  # fmt: skip


class PledgeIn(serializers.Serializer):
    """A pledge to start: whose (by membership), of which year, with which words."""

    membership = serializers.IntegerField()
    year = serializers.IntegerField(help_text="The id of the year.")
    kind = serializers.ChoiceField(Kind.choices, default=Kind.BOTH)
    items = DraftIn(many=True, required=False, default=list)


class WordsIn(serializers.Serializer):
    """The words of a pledge as they shall be."""

    kind = serializers.ChoiceField(Kind.choices, required=False)
    version = serializers.IntegerField(required=False)
    items = DraftIn(many=True)


class PledgeReasonIn(serializers.Serializer):
    """Why a pledge goes back."""

    reason = serializers.CharField()


class ResultIn(serializers.Serializer):
    """What came of one item."""

    item = serializers.IntegerField()
    outcome = serializers.ChoiceField(Outcome.choices, allow_blank=True)
    evidence = serializers.CharField(allow_blank=True, default="")
    reason = serializers.CharField(
        max_length=500, allow_blank=True, default="", help_text="Needed where the figures say otherwise."
    )


class ReportIn(serializers.Serializer):
    """Results of items; those left out stay as they are."""

    version = serializers.IntegerField(required=False)
    results = ResultIn(many=True)


class PledgeChangeReasonIn(serializers.Serializer):
    """Why a confirmed pledge is to be changed."""

    reason = serializers.CharField(max_length=1000)


class PledgeChangeItemIn(DraftIn):
    """One item of a change: `item` is the id of the one it takes the place of, null for a new one."""

    item = serializers.IntegerField(min_value=1, allow_null=True, default=None)


class PledgeChangeIn(serializers.Serializer):
    """The words of a change as they shall be."""

    version = serializers.IntegerField(required=False)
    items = PledgeChangeItemIn(many=True)


class PledgeVersionItemOut(serializers.Serializer):
    """One item of a version as it is frozen."""

    item = serializers.IntegerField(allow_null=True)
    group = serializers.CharField()
    deed = serializers.CharField()
    measure = serializers.CharField()
    measure_kind = serializers.CharField()
    baseline = serializers.CharField(allow_null=True)
    target = serializers.CharField(allow_null=True)
    counted_in = serializers.CharField()
    method = serializers.CharField()
    shown_by = serializers.CharField()
    is_for_term = serializers.BooleanField()
    due_on = serializers.DateField(allow_null=True)


class PledgeVersionOut(serializers.ModelSerializer):
    """One version of a pledge: its text, why, who asked, who agreed."""

    asked_by = serializers.CharField(source="asked_by.display_name", default="")
    agreed_by = serializers.CharField(source="agreed_by.display_name", default="")
    items = PledgeVersionItemOut(many=True)

    class Meta:
        model = PledgeVersion
        fields = [
            "id", "pledge", "number", "state", "version", "reason", "on_behalf", "asked_by", "asked_at",
            "return_reason", "agreed_by", "agreed_at", "items",
        ]  # fmt: skip


class SkippedOut(serializers.Serializer):
    """Somebody left out, and why."""

    name = serializers.CharField()
    reason = serializers.CharField()


class BulkOut(serializers.Serializer):
    """What a bulk act did."""

    done = serializers.ListField(child=serializers.IntegerField())
    skipped = SkippedOut(many=True)
    missing = serializers.IntegerField()


class RecordIn(serializers.Serializer):
    """Many members' pledges at once: the same words for all, or each member's own of last year."""

    unit = serializers.IntegerField()
    year = serializers.IntegerField(help_text="The id of the year.")
    members = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=5000)
    template = serializers.IntegerField(required=False)
    items = DraftIn(many=True, required=False, default=list)
    from_last_year = serializers.BooleanField(default=False)
    submit = serializers.BooleanField(default=False)


class ConfirmIn(serializers.Serializer):
    """Pledges of a unit to confirm together."""

    unit = serializers.IntegerField()
    pledges = serializers.ListField(child=serializers.IntegerField(), allow_empty=False, max_length=5000)


class TemplateItemOut(serializers.ModelSerializer):
    """One item of a template, due on a day of any year."""

    class Meta:
        model = TemplateItem
        fields = [
            "position", "group", "deed", "measure", "measure_kind", "baseline", "target", "counted_in", "method",
            "shown_by", "is_for_term", "due_day", "due_month",
        ]  # fmt: skip


class TemplateOut(serializers.ModelSerializer):
    """A template with its items."""

    unit_name = serializers.CharField(source="unit.name")
    items = TemplateItemOut(many=True)

    class Meta:
        model = PledgeTemplate
        fields = ["id", "unit", "unit_name", "name", "is_active", "items"]


class TemplateIn(serializers.Serializer):
    """A template as it shall be; of the dates only day and month are kept."""

    unit = serializers.IntegerField()
    name = serializers.CharField(max_length=200)
    items = DraftIn(many=True)


class LineIn(serializers.Serializer):
    """How far one item is."""

    item = serializers.IntegerField()
    confidence = serializers.ChoiceField(Confidence.choices)
    value = serializers.DecimalField(14, 2, min_value=0, allow_null=True, default=None)
    done = serializers.CharField(max_length=2000, allow_blank=True, default="")
    link = serializers.URLField(max_length=500, allow_blank=True, default="")
    next_step = serializers.CharField(max_length=500, allow_blank=True, default="")


class CheckInIn(serializers.Serializer):
    """A report of one period; `version` is that of the report read, 0 for the first."""

    month = serializers.IntegerField(help_text="The last month of the period.")
    version = serializers.IntegerField(required=False)
    lines = LineIn(many=True)


class CheckInLineOut(serializers.ModelSerializer):
    """How far one item is."""

    class Meta:
        model = CheckInLine
        fields = ["item", "confidence", "value", "done", "link", "next_step"]


class CheckInOut(serializers.ModelSerializer):
    """A report of one period, with the cell's comment."""

    recorded_by = serializers.CharField(source="recorded_by.display_name", default="")
    commented_by = serializers.CharField(source="commented_by.display_name", default="")
    lines = CheckInLineOut(many=True)

    class Meta:
        model = CheckIn
        fields = [
            "id", "pledge", "month", "version", "on_behalf", "recorded_by", "sent_at", "comment", "commented_by",
            "commented_at", "is_returned", "lines",
        ]  # fmt: skip


class PeriodOut(serializers.Serializer):
    """One period of a pledge: where it stands, and the report if one was sent."""

    month = serializers.IntegerField(source="period.month")
    first = serializers.DateField(source="period.first")
    last = serializers.DateField(source="period.last")
    standing = serializers.ChoiceField(Standing.choices)
    report = CheckInOut(allow_null=True)


class CheckInCommentIn(serializers.Serializer):
    """What the cell says on a report."""

    comment = serializers.CharField(max_length=1000)
    send_back = serializers.BooleanField(default=False)
    version = serializers.IntegerField(required=False)


class PeriodCountOut(serializers.Serializer):
    """A cell's reports of one period."""

    month = serializers.IntegerField(source="period.month")
    expected = serializers.IntegerField()
    sent = serializers.IntegerField()
    trouble = serializers.IntegerField()


class CellChecksOut(serializers.Serializer):
    """One cell's reports by period."""

    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    counts = PeriodCountOut(many=True)


class NumbersOut(serializers.Serializer):
    """Counts; items and members counted are those of confirmed pledges."""

    members = serializers.IntegerField()
    registered = serializers.IntegerField()
    submitted = serializers.IntegerField()
    confirmed = serializers.IntegerField()
    items = serializers.IntegerField()
    items_kept = serializers.IntegerField()
    items_partly = serializers.IntegerField()
    items_not_kept = serializers.IntegerField()
    items_no_result = serializers.IntegerField()
    members_all = serializers.IntegerField()
    members_partly = serializers.IntegerField()
    members_not = serializers.IntegerField()
    members_no_result = serializers.IntegerField()


class CellFiguresOut(serializers.Serializer):
    """One cell's figures."""

    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    numbers = NumbersOut()


class FiguresOut(serializers.Serializer):
    """A unit's figures of a year."""

    year = serializers.IntegerField()
    total = NumbersOut()
    cells = CellFiguresOut(many=True)


def valid(serializer: type[serializers.Serializer], request) -> dict:
    """Return the checked input, or raise the serializer's ValidationError."""
    checked = serializer(data=request.data)
    checked.is_valid(raise_exception=True)
    return dict(checked.validated_data)


def drafts(items: list[dict]) -> list[ItemDraft]:
    """Return the words of checked items."""
    return [ItemDraft(**item) for item in items]


def texts_of(items: list[dict]) -> list[tuple[int | None, ItemDraft]]:
    """Return the words of a checked change, each with the key of its item."""
    return [(one["item"], ItemDraft(**{name: value for name, value in one.items() if name != "item"})) for one in items]


def lines_of(lines: list[dict]) -> dict[int, Line]:
    """Return the checked lines by item."""
    return {line["item"]: Line(**{name: value for name, value in line.items() if name != "item"}) for line in lines}


def number(asked, name: str) -> int | None:
    """Return a whole number of the address, None when there is none."""
    return asked_number(asked.get(name))
