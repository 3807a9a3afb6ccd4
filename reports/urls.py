"""Routes of reports."""

from django.urls import path

from .views import annual, forms, issued, jobs, kinds, layouts, lists, posters, registrations, sheets, word_templates

app_name = "reports"

urlpatterns = [
    # /reports/annual/
    path("reports/annual/", annual.annual, name="annual"),
    path("reports/annual/pdf/", annual.annual_pdf, name="annual-pdf"),
    path("reports/annual/xlsx/", annual.annual_xlsx, name="annual-xlsx"),
    # /reports/forms/
    path("reports/forms/<int:pk>/", forms.self_review, name="self-review"),
    # /reports/commendations/, /reports/progress/
    path("reports/commendations/<int:pk>/<int:number>/pdf/", lists.commendations_pdf, name="commendations-pdf"),
    path("reports/progress/<int:pk>/<int:number>/pdf/", lists.progress_pdf, name="progress-pdf"),
    # /reports/registrations/<unit>/<year>/
    path("reports/registrations/<int:pk>/<int:number>/pdf/", registrations.unit_year_pdf, name="unit-year-pdf"),
    path("reports/registrations/<int:pk>/<int:number>/pairs/pdf/", registrations.pairs_pdf, name="pairs-pdf"),
    # /reports/posters/
    path("reports/posters/boards/<int:pk>/", posters.board_poster, name="board-poster"),
    path("reports/posters/pledges/<int:pk>/", posters.pledge_poster, name="pledge-poster"),
    path("reports/posters/surveys/<int:pk>/", posters.survey_poster, name="survey-poster"),
    # /pledges/board/paper/, /reports/sheets/
    path("pledges/board/paper/", sheets.papers, name="papers"),
    path("reports/sheets/new/<int:pk>/<int:number>/", sheets.blank_sheet, name="sheet-blank"),
    path("reports/sheets/<str:kind>/", sheets.cell_sheets, name="cell-sheets"),
    path("reports/sheets/<str:kind>/<int:pk>/", sheets.sheet, name="sheet"),
    # /reports/kinds/
    path("reports/kinds/", kinds.kinds, name="kinds"),
    path("reports/kinds/<slug:code>/", kinds.kind, name="kind"),
    path("reports/kinds/<slug:code>/<slug:file_format>/", kinds.kind_file, name="kind-file"),
    # /reports/layout/
    path("reports/layout/", layouts.layout, name="layout"),
    path("reports/layout/picture.css", layouts.layout_css, name="layout-css"),
    # /reports/jobs/
    path("reports/jobs/", jobs.job_list, name="jobs"),
    path("reports/jobs/new/", jobs.job_new, name="job-new"),
    path("reports/jobs/batch/", jobs.job_batch, name="job-batch"),
    path("reports/jobs/<int:pk>/", jobs.job, name="job"),
    path("reports/jobs/<int:pk>/cancel/", jobs.job_cancel, name="job-cancel"),
    path("reports/jobs/<int:pk>/retry/", jobs.job_retry, name="job-retry"),
    path("reports/jobs/<int:pk>/file/", jobs.job_file, name="job-file"),
    # /reports/word/
    path("reports/word/<int:pk>/", word_templates.word_templates, name="word-templates"),
    path("reports/word/<int:pk>/ours/", word_templates.word_template_ours, name="word-template-ours"),
    path("reports/word/template/<int:pk>/", word_templates.word_template_file, name="word-template-file"),
    path(
        "reports/word/template/<int:pk>/withdraw/", word_templates.word_template_withdraw, name="word-template-withdraw"
    ),
    # /reports/documents/
    path("reports/documents/", issued.document_list, name="documents"),
    path("reports/documents/issue/", issued.document_issue, name="document-issue"),
    path("reports/documents/numbering/<int:pk>/", issued.document_number, name="document-number"),
    path("reports/documents/<int:pk>/", issued.document, name="document"),
    path("reports/documents/<int:pk>/file/", issued.document_file, name="document-file"),
    # /verify/ – open to anybody who holds a document
    path("verify/", issued.verify_start, name="verify-start"),
    path("verify/<str:code>/", issued.verify, name="verify"),
]
