"""The public board over HTTP: what it shows, its setting, consent, comments."""

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response
from rest_framework.views import APIView

from emulation.models import Unit, Year

from ..models import Audience, BoardComment, Posting, PublicBoard, Whose
from ..selectors import board_for, boards_of, comments_on, shown
from ..selectors.postings import RELATED
from ..services import (
    agree_to_posting,
    answer_comment,
    choose_for_board,
    comment_posting,
    hide_comment,
    set_board,
    withdraw_posting,
)
from .pledges import PledgeLens
from .shapes import valid


class PublicBoardOut(serializers.ModelSerializer):
    """A board's setting."""

    number = serializers.IntegerField(source="year.number")
    unit_name = serializers.CharField(source="year.unit.name")

    class Meta:
        model = PublicBoard
        fields = [
            "year", "number", "unit_name", "audience", "whose", "with_progress", "shows_measure", "shows_due",
            "shows_method", "shows_repairs", "version",
        ]  # fmt: skip


class PublicBoardIn(serializers.Serializer):
    """Who reads the board and what stands on it; what is left out stays as it was."""

    audience = serializers.ChoiceField(Audience.choices, required=False)
    whose = serializers.ChoiceField(Whose.choices, required=False)
    with_progress = serializers.BooleanField(required=False)
    shows_measure = serializers.BooleanField(required=False)
    shows_due = serializers.BooleanField(required=False)
    shows_method = serializers.BooleanField(required=False)
    shows_repairs = serializers.BooleanField(required=False)
    version = serializers.IntegerField(required=False)


class TickedIn(serializers.Serializer):
    """The members of a unit who may stand on the board."""

    unit = serializers.IntegerField()
    members = serializers.ListField(child=serializers.IntegerField(), allow_empty=True)


class PostedItemOut(serializers.Serializer):
    """What shows of an item."""

    deed = serializers.CharField(source="item.deed")
    measure = serializers.CharField()
    method = serializers.CharField()
    due_on = serializers.DateField(allow_null=True)
    confidence = serializers.CharField(source="line.confidence", default="")
    figures = serializers.CharField()


class PostedPledgeOut(serializers.Serializer):
    """A pledge as the board shows it."""

    id = serializers.IntegerField(source="posting.pk")
    member_name = serializers.CharField(source="pledge.member.full_name")
    unit = serializers.IntegerField(source="unit.pk")
    unit_name = serializers.CharField(source="unit.name")
    theme = serializers.CharField(source="pledge.theme.title", default="")
    items = PostedItemOut(many=True)


class ConsentIn(serializers.Serializer):
    """To whom at most the pledge may be shown; `paper` where it is recorded for another."""

    agreed_to = serializers.ChoiceField(Audience.choices)
    with_progress = serializers.BooleanField(default=False)
    with_repairs = serializers.BooleanField(default=False)
    paper = serializers.CharField(max_length=200, allow_blank=True, default="")
    version = serializers.IntegerField(required=False)


class ConsentOut(serializers.ModelSerializer):
    """What was agreed to."""

    class Meta:
        model = Posting
        fields = [
            "id", "pledge", "agreed_to", "with_progress", "with_repairs", "paper", "on_behalf", "agreed_at",
            "withdrawn_at", "version",
        ]  # fmt: skip


class SaidIn(serializers.Serializer):
    """A comment."""

    text = serializers.CharField(max_length=1000)


class CommentAnswerIn(serializers.Serializer):
    """The owner's answer."""

    answer = serializers.CharField(max_length=1000)


class HideIn(serializers.Serializer):
    """Why a comment is hidden."""

    reason = serializers.CharField(max_length=500)


class BoardCommentOut(serializers.ModelSerializer):
    """A comment without its author, who is for the owner, the secretary and the committee."""

    class Meta:
        model = BoardComment
        fields = ["id", "text", "written_at", "answer", "answered_at", "hidden_at", "hidden_because"]


class BoardCommentShownOut(serializers.Serializer):
    """A comment as one reader sees it."""

    author = serializers.CharField()
    comment = BoardCommentOut()


class BoardList(generics.ListAPIView):
    """The boards the caller reads."""

    serializer_class = PublicBoardOut

    def get_queryset(self) -> QuerySet:
        return boards_of(self.request.user)


class BoardDetail(APIView):
    """Read what stands on a year's board; set it."""

    @extend_schema(responses=PostedPledgeOut(many=True), operation_id="public_board_read")
    def get(self, request, pk: int):
        board = get_object_or_404(boards_of(request.user), year=pk)
        found = shown(board, board_for(request.user, board, timezone.localdate()))
        return Response(PostedPledgeOut(found, many=True).data)

    @extend_schema(request=PublicBoardIn, responses=PublicBoardOut)
    def put(self, request, pk: int):
        board = set_board(year=_year(request, pk), by=request.user, **valid(PublicBoardIn, request))
        return Response(PublicBoardOut(board).data)


class BoardTicked(APIView):
    """Tick the members of a unit."""

    @extend_schema(request=TickedIn, responses=PublicBoardOut)
    def post(self, request, pk: int):
        values = valid(TickedIn, request)
        unit = get_object_or_404(Unit.objects.visible_to(request.user), pk=values["unit"])
        year = _year(request, pk)
        board = choose_for_board(year=year, unit=unit, members=values["members"], by=request.user)
        return Response(PublicBoardOut(board).data)


class PledgeConsent(PledgeLens, generics.GenericAPIView):
    """Agree that a pledge is posted."""

    @extend_schema(request=ConsentIn, responses=ConsentOut)
    def post(self, request, pk: int):
        posting = agree_to_posting(pledge=self.get_object(), by=request.user, **valid(ConsentIn, request))
        return Response(ConsentOut(posting).data)


class ConsentWithdraw(PledgeLens, generics.GenericAPIView):
    """Take the consent back."""

    @extend_schema(request=None, responses=ConsentOut)
    def post(self, request, pk: int):
        posting = get_object_or_404(Posting.objects.select_related("pledge__unit"), pledge=self.get_object())
        return Response(ConsentOut(withdraw_posting(posting=posting, by=request.user)).data)


class PostingComments(APIView):
    """Read what is said of a posted pledge; say something."""

    @extend_schema(responses=BoardCommentShownOut(many=True))
    def get(self, request, pk: int):
        return Response(BoardCommentShownOut(comments_on(request.user, _posting(request, pk)), many=True).data)

    @extend_schema(request=SaidIn, responses={201: BoardCommentOut})
    def post(self, request, pk: int):
        comment = comment_posting(posting=_posting(request, pk), by=request.user, **valid(SaidIn, request))
        return Response(BoardCommentOut(comment).data, status=status.HTTP_201_CREATED)


class CommentAnswer(APIView):
    """Answer a comment on the own pledge."""

    @extend_schema(request=CommentAnswerIn, responses=BoardCommentOut)
    def post(self, request, pk: int):
        comment = answer_comment(comment=_comment(request, pk), by=request.user, **valid(CommentAnswerIn, request))
        return Response(BoardCommentOut(comment).data)


class CommentHide(APIView):
    """Take a comment off the board."""

    @extend_schema(request=HideIn, responses=BoardCommentOut)
    def post(self, request, pk: int):
        comment = hide_comment(comment=_comment(request, pk), by=request.user, **valid(HideIn, request))
        return Response(BoardCommentOut(comment).data)


def _year(request, pk: int) -> Year:
    return get_object_or_404(Year.objects.visible_to(request.user).select_related("unit"), pk=pk)


def _posting(request, pk: int) -> Posting:
    seen = Posting.objects.visible_to(request.user).filter(pledge__year__public_board__isnull=False)
    return get_object_or_404(seen.select_related(*RELATED), pk=pk)


def _comment(request, pk: int) -> BoardComment:
    seen = BoardComment.objects.visible_to(request.user).select_related("posting__pledge__unit")
    return get_object_or_404(seen, pk=pk)
