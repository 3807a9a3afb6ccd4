"""Routes of pledges."""

from django.urls import path

from .views import (
    acts,
    board,
    changes,
    check_ins,
    drives,
    going,
    half_years,
    indicators,
    initiatives,
    open_pages,
    own,
    postings,
    progress,
    record,
    rollup,
    supervision,
    surveys,
    templates,
    worksheets,
)

app_name = "pledges"

urlpatterns = [
    # /pledges/mine/
    path("pledges/mine/", own.mine, name="mine"),
    path("pledges/mine/history/", own.history, name="history"),
    # /pledges/board/
    path("pledges/board/", board.board, name="board"),
    path("pledges/board/confirm/", board.board_confirm, name="board-confirm"),
    # /pledges/board/: many at once
    path("pledges/board/record/", record.record, name="record"),
    path("pledges/board/grid/", record.grid, name="grid"),
    # /pledges/board/progress/
    # /pledges/board/themes/: what came of the pledges, by theme and unit
    path("pledges/board/themes/<int:pk>/<int:number>/", rollup.roll_up, name="roll-up"),
    path("pledges/board/progress/", progress.board, name="check-in-board"),
    path("pledges/board/distribution/", progress.board_distribution, name="distribution"),
    # /pledges/start/<membership>/<year>/
    path("pledges/start/<int:pk>/<int:number>/", own.start, name="start"),
    # /pledges/<pk>/
    path("pledges/<int:pk>/", own.detail, name="detail"),
    path("pledges/<int:pk>/edit/", own.edit, name="edit"),
    path("pledges/<int:pk>/autosave/", own.autosave, name="autosave"),
    path("pledges/<int:pk>/submit/", acts.submit, name="submit"),
    path("pledges/<int:pk>/return/", acts.send_back, name="return"),
    path("pledges/<int:pk>/confirm/", acts.confirm, name="confirm"),
    path("pledges/<int:pk>/report/", own.report, name="report"),
    # /pledges/<pk>/progress/<month>/, /pledges/progress/<pk>/comment/
    path("pledges/<int:pk>/progress/<int:month>/", check_ins.check_in, name="check-in"),
    path("pledges/progress/<int:pk>/comment/", check_ins.check_in_comment, name="check-in-comment"),
    # /pledges/<pk>/change/, /pledges/<pk>/versions/, /pledges/changes/<pk>/
    path("pledges/<int:pk>/change/", changes.change_open, name="change-open"),
    path("pledges/<int:pk>/versions/", changes.versions, name="versions"),
    path("pledges/changes/<int:pk>/", changes.change, name="change"),
    path("pledges/changes/<int:pk>/submit/", changes.submit, name="change-submit"),
    path("pledges/changes/<int:pk>/withdraw/", changes.withdraw, name="change-withdraw"),
    path("pledges/changes/<int:pk>/return/", changes.send_back, name="change-return"),
    path("pledges/changes/<int:pk>/agree/", changes.agree, name="change-agree"),
    # /pledges/<pk>/half-year/, /pledges/half-year/<pk>/comment/, /pledges/board/half-year/
    path("pledges/<int:pk>/half-year/", half_years.half_year, name="half-year"),
    path("pledges/half-year/<int:pk>/comment/", half_years.comment, name="half-year-comment"),
    path("pledges/board/half-year/", half_years.board, name="half-year-board"),
    # /pledges/board/supervision/, /pledges/supervision/<pk>/corrected/
    path("pledges/board/supervision/", supervision.note_list, name="supervision"),
    path("pledges/board/supervision/new/", supervision.note_new, name="supervision-new"),
    path("pledges/supervision/<int:pk>/corrected/", supervision.corrected, name="supervision-corrected"),
    # /pledges/board/worksheet/
    path("pledges/board/worksheet/", worksheets.worksheet, name="worksheet"),
    path("pledges/board/worksheet/file/", worksheets.worksheet_file, name="worksheet-file"),
    path("pledges/board/worksheet/check/", worksheets.preview, name="worksheet-preview"),
    path("pledges/board/worksheet/apply/", worksheets.apply, name="worksheet-apply"),
    # /go/<code>/
    path("go/", going.find, name="go-find"),
    path("go/<str:code>/", going.go, name="go"),
    # /pledges/board/templates/
    path("pledges/board/templates/", templates.template_list, name="template-list"),
    path("pledges/board/templates/new/", templates.template_new, name="template-new"),
    path("pledges/board/templates/<int:pk>/", templates.template_edit, name="template-edit"),
    path("pledges/board/templates/<int:pk>/retire/", templates.template_retire, name="template-retire"),
    # /registrations/: what units register of themselves
    path("registrations/", initiatives.board, name="initiative-board"),
    path("registrations/units/<int:pk>/", initiatives.newest, name="unit-year-newest"),
    path("registrations/units/<int:pk>/<int:number>/", initiatives.of_unit, name="unit-year"),
    path("registrations/units/<int:pk>/<int:number>/new/", initiatives.new, name="initiative-new"),
    path("registrations/units/<int:pk>/<int:number>/pairs/", drives.pairs, name="pairs"),
    path("registrations/units/<int:pk>/<int:number>/drive/", drives.drive_new, name="drive-new"),
    # /registrations/models/<pk>/
    path("registrations/models/<int:pk>/", initiatives.detail, name="initiative"),
    path("registrations/models/<int:pk>/edit/", initiatives.edit, name="initiative-edit"),
    path("registrations/models/<int:pk>/withdraw/", initiatives.withdraw, name="initiative-withdraw"),
    path("registrations/models/<int:pk>/confirm/", initiatives.confirm, name="initiative-confirm"),
    path("registrations/models/<int:pk>/return/", initiatives.send_back, name="initiative-return"),
    path("registrations/models/<int:pk>/start/", initiatives.start, name="initiative-start"),
    path("registrations/models/<int:pk>/end/", initiatives.end, name="initiative-end"),
    path("registrations/models/<int:pk>/indicator/", indicators.new, name="indicator-new"),
    # /registrations/indicators/<pk>/, /registrations/readings/<pk>/
    path("registrations/indicators/<int:pk>/", indicators.edit, name="indicator-edit"),
    path("registrations/indicators/<int:pk>/remove/", indicators.remove, name="indicator-remove"),
    path("registrations/indicators/<int:pk>/reading/", indicators.reading_new, name="reading-new"),
    path("registrations/readings/<int:pk>/correct/", indicators.reading_correct, name="reading-correct"),
    # /registrations/drives/<pk>/
    path("registrations/drives/<int:pk>/", drives.drive_edit, name="drive-edit"),
    path("registrations/drives/<int:pk>/remove/", drives.drive_remove, name="drive-remove"),
    # /pledges/public/: the public board
    path("pledges/public/", postings.board_newest, name="public"),
    path("pledges/public/<int:pk>/", postings.board, name="public-board"),
    path("pledges/public/<int:pk>/setting/", postings.board_setting, name="public-setting"),
    path("pledges/public/<int:pk>/choose/", postings.board_choose, name="public-choose"),
    path("pledges/public/posted/<int:pk>/", postings.posting, name="posting"),
    path("pledges/public/posted/<int:pk>/comment/", postings.comment, name="posting-comment"),
    path("pledges/public/comments/<int:pk>/answer/", postings.comment_answer, name="board-comment-answer"),
    path("pledges/public/comments/<int:pk>/hide/", postings.comment_hide, name="board-comment-hide"),
    path("pledges/<int:pk>/consent/", postings.consent, name="consent"),
    path("pledges/<int:pk>/consent/withdraw/", postings.consent_withdraw, name="consent-withdraw"),
    # /surveys/
    path("surveys/", surveys.survey_list, name="survey-list"),
    path("surveys/new/", surveys.survey_new, name="survey-new"),
    path("surveys/<int:pk>/", surveys.survey, name="survey"),
    path("surveys/<int:pk>/edit/", surveys.survey_edit, name="survey-edit"),
    path("surveys/<int:pk>/close/", surveys.survey_close, name="survey-close"),
    # open to whoever has the address: /b/<code>/, /s/<code>/
    path("b/<str:code>/", open_pages.board, name="open-board"),
    path("s/thanks/", open_pages.survey_thanks, name="survey-thanks"),
    path("s/<str:code>/", open_pages.survey, name="survey-answer"),
]
