"""Routes of reports."""

from django.urls import path

from .views import annual, forms, issued
from . import views, views_sheets
from . import views, views_posters

app_name = "reports"

urlpatterns = [
    # /reports/annual/
    path("reports/annual/", annual.annual, name="annual"),
    path("reports/annual/pdf/", annual.annual_pdf, name="annual-pdf"),
    path("reports/annual/xlsx/", annual.annual_xlsx, name="annual-xlsx"),
    # /reports/forms/
    path("reports/forms/<int:pk>/", forms.self_review, name="self-review"),
    # /reports/documents/
    path("reports/documents/", issued.document_list, name="documents"),
    path("reports/documents/issue/", issued.document_issue, name="document-issue"),
    path("reports/documents/numbering/<int:pk>/", issued.document_number, name="document-number"),
    path("reports/documents/<int:pk>/", issued.document, name="document"),
    path("reports/documents/<int:pk>/file/", issued.document_file, name="document-file"),
    # /verify/ – open to anybody who holds a document
    path("verify/", issued.verify_start, name="verify-start"),
    path("verify/<str:code>/", issued.verify, name="verify"),
    path("reports/annual/", views.annual, name="annual"),
    path("reports/annual/pdf/", views.annual_pdf, name="annual-pdf"),
    path("reports/annual/xlsx/", views.annual_xlsx, name="annual-xlsx"),
    # /reports/commendations/
    path("reports/commendations/<int:pk>/<int:number>/pdf/", views.commendations_pdf, name="commendations-pdf"),
    # /reports/progress/
    path("reports/progress/<int:pk>/<int:number>/pdf/", views.progress_pdf, name="progress-pdf"),
    # /reports/sheets/
    path("reports/sheets/", views_sheets.papers, name="papers"),
    # /pledges/board/paper/, /reports/sheets/
    path("pledges/board/paper/", views_sheets.papers, name="papers"),
    path("reports/sheets/new/<int:pk>/<int:number>/", views_sheets.blank_sheet, name="sheet-blank"),
    path("reports/sheets/<str:kind>/", views_sheets.cell_sheets, name="cell-sheets"),
    path("reports/sheets/<str:kind>/<int:pk>/", views_sheets.sheet, name="sheet"),
    # /reports/registrations/<unit>/<year>/
    path("reports/registrations/<int:pk>/<int:number>/pdf/", views.unit_year_pdf, name="unit-year-pdf"),
    path("reports/registrations/<int:pk>/<int:number>/pairs/pdf/", views.pairs_pdf, name="pairs-pdf"),
    # /reports/posters/
    path("reports/posters/boards/<int:pk>/", views_posters.board_poster, name="board-poster"),
    path("reports/posters/pledges/<int:pk>/", views_posters.pledge_poster, name="pledge-poster"),
    path("reports/posters/surveys/<int:pk>/", views_posters.survey_poster, name="survey-poster"),
]
