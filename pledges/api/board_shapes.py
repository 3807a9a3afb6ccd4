"""The boards of progress as they go over the wire."""

from rest_framework import serializers

from ..models import Confidence


class PartOut(serializers.Serializer):
    """So many of so many."""

    part = serializers.IntegerField()
    whole = serializers.IntegerField()
    percent = serializers.IntegerField()


class StandingOut(serializers.Serializer):
    """One period of one member."""

    month = serializers.SerializerMethodField()
    standing = serializers.SerializerMethodField()

    def get_month(self, pair) -> int:
        return pair[0].month

    def get_standing(self, pair) -> str:
        return pair[1].value


class BoardRowOut(serializers.Serializer):
    """One member's line: the pledge, its standing in each period, since when nothing is heard."""

    member = serializers.IntegerField(source="membership.member_id")
    name = serializers.CharField(source="membership.member.full_name")
    pledge = serializers.IntegerField(source="pledge.pk", allow_null=True, default=None)
    has_account = serializers.BooleanField()
    silent_since = serializers.IntegerField(source="silent_since.month", allow_null=True, default=None)
    standings = StandingOut(many=True)


class TroubleOut(serializers.Serializer):
    """An item that is at risk or will not be kept, by the newest report."""

    pledge = serializers.IntegerField(source="check_in.pledge_id")
    name = serializers.CharField(source="check_in.pledge.member.full_name")
    month = serializers.IntegerField(source="check_in.month")
    item = serializers.IntegerField(source="item_id")
    deed = serializers.CharField(source="item.deed")
    confidence = serializers.ChoiceField(Confidence.choices)
    done = serializers.CharField()
    next_step = serializers.CharField()


class CheckInBoardOut(serializers.Serializer):
    """A cell's members × periods, and the items in trouble."""

    rows = BoardRowOut(many=True)
    trouble = TroubleOut(many=True)


class CellStandingOut(serializers.Serializer):
    """One cell beside the others."""

    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    members = serializers.IntegerField(source="progress.members")
    confirmed = PartOut()
    on_track = PartOut()
    silent = PartOut()
    trouble = PartOut()


class RemarkOut(serializers.Serializer):
    """A cell worth a look, and why."""

    unit = serializers.IntegerField(source="unit.pk")
    kind = serializers.CharField(source="kind.value")
    sentence = serializers.CharField()


class ComparisonOut(serializers.Serializer):
    """The cells under a unit side by side; `silent` counts the reports missing of the period named by its month."""

    period = serializers.IntegerField(source="period.month", allow_null=True, default=None)
    cells = CellStandingOut(many=True)
    remarks = RemarkOut(many=True)


class CountedOut(serializers.Serializer):
    """So many of a kind."""

    code = serializers.CharField()
    count = serializers.IntegerField(source="part.part")


class GroupConfidenceOut(serializers.Serializer):
    """The items of one group of deeds by how sure their members are."""

    group = serializers.CharField(source="code")
    items = serializers.IntegerField(source="on_track.whole")
    on_track = serializers.IntegerField(source="on_track.part")
    at_risk = serializers.IntegerField(source="at_risk.part")
    off = serializers.IntegerField(source="off.part")


class DistributionOut(serializers.Serializer):
    """How the confirmed pledges under a unit are made up."""

    pledges = serializers.IntegerField()
    items = serializers.IntegerField()
    reported = serializers.IntegerField()
    by_items = CountedOut(many=True)
    outcomes = CountedOut(many=True)
    groups = GroupConfidenceOut(many=True)
