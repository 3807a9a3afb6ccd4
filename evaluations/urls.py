"""Pages of the yearly review, by prefix."""

from django.urls import path

from .views import (
    assessments,
    campaigns,
    caps,
    cell_decisions,
    checking,
    decisions,
    employees,
    explanations,
    findings,
    meetings,
    ratings,
    rerating,
    results,
    reviews,
    ruleset_criteria,
    rulesets,
    verification,
)

app_name = "evaluations"
urlpatterns = [
    # /my-review/
    path("my-review/", assessments.mine, name="mine"),
    # /assessments/
    path("assessments/<int:pk>/", assessments.detail, name="assessment"),
    path("assessments/<int:pk>/edit/", assessments.edit, name="assessment-edit"),
    path("assessments/<int:pk>/autosave/", assessments.autosave, name="autosave"),
    path("assessments/<int:pk>/check/", assessments.check, name="assessment-check"),
    path("assessments/<int:pk>/submit/", assessments.submit, name="assessment-submit"),
    path("assessments/<int:pk>/return/", assessments.send_back, name="assessment-return"),
    path("assessments/<int:pk>/fault/", assessments.fault, name="assessment-fault"),
    path("assessments/<int:pk>/comment/", assessments.comment, name="assessment-comment"),
    path("assessments/<int:pk>/employee/", employees.employee_rating, name="employee-rating"),
    path("assessments/<int:pk>/explanation/", explanations.explain_level, name="explanation"),
    path("assessments/<int:pk>/findings/", findings.findings, name="findings"),
    path(
        "assessments/<int:pk>/findings/<int:finding_pk>/withdraw/", findings.finding_withdraw, name="finding-withdraw"
    ),
    # /campaigns/
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/open/", campaigns.campaign_open, name="campaign-open"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign"),
    path("campaigns/<int:pk>/refresh/", campaigns.campaign_refresh, name="campaign-refresh"),
    # /results/ – of earlier years, taken over from paper
    path("results/template/", results.template, name="results-template"),
    path("results/<int:pk>/", results.upload, name="results-upload"),
    path("results/<int:pk>/preview/", results.preview, name="results-preview"),
    path("results/<int:pk>/load/", results.load, name="results-load"),
    path("results/<int:pk>/rejected/", results.rejected, name="results-rejected"),
    # /rules/
    path("rules/", rulesets.ruleset_list, name="ruleset-list"),
    path("rules/<str:code>/", rulesets.ruleset_detail, name="ruleset"),
    path("rules/<str:code>/install/", rulesets.ruleset_install, name="ruleset-install"),
    path("rules/<str:code>/copy/", rulesets.ruleset_copy, name="ruleset-copy"),
    path("rules/<str:code>/edit/", rulesets.ruleset_edit, name="ruleset-edit"),
    path("rules/<str:code>/bases/new/", rulesets.ruleset_basis_new, name="ruleset-basis-new"),
    path("rules/<str:code>/criteria/<str:subject>/", ruleset_criteria.ruleset_criteria, name="ruleset-criteria"),
    path("rules/<str:code>/criteria.xlsx", ruleset_criteria.ruleset_workbook, name="ruleset-workbook"),
    path("rules/<str:code>/import/", ruleset_criteria.ruleset_import, name="ruleset-import"),
    path("rules/<str:code>/differences/", rulesets.ruleset_differences, name="ruleset-differences"),
    path("rules/<str:code>/effect/", rulesets.ruleset_effect, name="ruleset-effect"),
    path("rules/<str:code>/publish/", rulesets.ruleset_publish, name="ruleset-publish"),
    path("rules/<str:code>/delete/", rulesets.ruleset_delete, name="ruleset-delete"),
    path("rules/<str:code>/check/", checking.ruleset_check, name="ruleset-check"),
    path("rules/<str:code>/check/result/", checking.ruleset_check_result, name="ruleset-check-result"),
    path("rules/<str:code>/check/sample/", checking.ruleset_check_sample, name="ruleset-check-sample"),
    # /reviews/ – the cell
    path("reviews/", reviews.board, name="board"),
    path("reviews/<int:pk>/", reviews.review, name="review"),
    path("reviews/<int:pk>/autosave/", reviews.review_autosave, name="review-autosave"),
    path("reviews/<int:pk>/propose/", reviews.review_propose, name="review-propose"),
    path("reviews/<int:pk>/attendance/", meetings.attendance, name="attendance"),
    path("reviews/<int:pk>/minutes/", meetings.minutes, name="minutes"),
    path("reviews/people/<int:pk>/", reviews.person, name="person"),
    path("reviews/people/<int:pk>/autosave/", reviews.person_autosave, name="person-autosave"),
    # /ratings/ – the cell itself; by the number of its review
    path("ratings/<int:pk>/", ratings.rating, name="rating"),
    path("ratings/<int:pk>/edit/", ratings.rating_edit, name="rating-edit"),
    path("ratings/<int:pk>/autosave/", ratings.rating_autosave, name="rating-autosave"),
    path("ratings/<int:pk>/propose/", ratings.rating_propose, name="rating-propose"),
    path("ratings/<int:pk>/verify/", ratings.rating_verify, name="rating-verify"),
    path("ratings/<int:pk>/send-back/", ratings.rating_send_back, name="rating-send-back"),
    path("ratings/<int:pk>/findings/", findings.rating_findings, name="rating-findings"),
    path(
        "ratings/<int:pk>/findings/<int:finding_pk>/withdraw/",
        findings.rating_finding_withdraw,
        name="rating-finding-withdraw",
    ),
    path("ratings/campaigns/<int:pk>/", ratings.ratings, name="ratings"),
    path("ratings/campaigns/<int:pk>/decision/", cell_decisions.rating_decision, name="rating-decision"),
    path("ratings/campaigns/<int:pk>/choose/", cell_decisions.rating_choose, name="rating-choose"),
    path("ratings/campaigns/<int:pk>/decide/", cell_decisions.rating_decide, name="rating-decide"),
    # /verification/ – the committee's officer
    path("verification/<int:pk>/", verification.verification, name="verification"),
    path("verification/cells/<int:pk>/", verification.verification_cell, name="verification-cell"),
    path("verification/cells/<int:pk>/members/", verification.verification_members, name="verification-members"),
    path("verification/cells/<int:pk>/verify/", verification.verification_verify, name="verification-verify"),
    path("verification/cells/<int:pk>/send-back/", verification.verification_send_back, name="verification-send-back"),
    # /decisions/ – the committee's leader
    path("decisions/<int:pk>/", decisions.decision, name="decision"),
    path("decisions/<int:pk>/preview/", decisions.decision_preview, name="decision-preview"),
    path("decisions/<int:pk>/choose/", decisions.decision_choose, name="decision-choose"),
    path("decisions/<int:pk>/decide/", decisions.decision_decide, name="decision-decide"),
    path("decisions/people/<int:pk>/rerating/", rerating.rerating, name="rerating"),
    path("decisions/<int:pk>/what-if/", caps.what_if_page, name="what-if"),
    path("decisions/<int:pk>/larger-share/", caps.cap_exceptions, name="cap-exceptions"),
    path(
        "decisions/<int:pk>/larger-share/<int:exception_pk>/withdraw/",
        caps.cap_exception_withdraw,
        name="cap-exception-withdraw",
    ),
]
