"""The site as a table, and the map of addresses it is held against.

PAGES: methods · route · what it is about in the demonstration · who may open it. M member, S secretary of the same
cell, O officer and L leader of the ward, V viewer and A administrator of the province, X secretary of another ward.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, get_resolver

from emulation.models import DataRequest, Membership, StudySession, Theme
from evaluations.models import Assessment, Commendation, RuleSet, RuleSetState
from evaluations.models import State as AssessmentState
from pledges.models import (
    BoardComment,
    CheckIn,
    Drive,
    HalfYearReview,
    Indicator,
    Initiative,
    Pledge,
    PledgeTemplate,
    PledgeVersion,
    Posting,
    Reading,
    State,
    SupervisionNote,
    Survey,
)
from tests.seeded import MEMBER, SECRETARY, Place, account

PAGES = """
GET       home                                 –           MSOLVAX
GET       emulation:unit-list                  –           MSOLVAX
GET       emulation:unit-detail                cell        MSOLVA
POST      emulation:subject-types              cell        –
GET POST  emulation:unit-new                   cell        A
GET POST  emulation:unit-edit                  cell        A
GET POST  emulation:unit-close                 cell        A
GET POST  emulation:member-admit               cell        O
GET POST  emulation:member-receive             cell        O
GET POST  emulation:cells-merge                ward        O
GET POST  emulation:cell-split                 cell        O
GET POST  emulation:cell-move                  cell        O
GET       emulation:movement-newest            ward        –
GET       emulation:movement                   ward        OLV
GET       emulation:movement-xlsx              ward        OLV
GET       emulation:journal                    ward        OLVA
POST      emulation:journal-verify             ward        –
GET POST  emulation:account-new                cell        A
GET       emulation:accounts-many              ward        A
POST      emulation:accounts-create            ward        –
POST      emulation:accounts-renew             ward        –
GET       emulation:account-detail             cell        A
POST      emulation:account-reset              cell        –
POST      emulation:account-active             cell        –
POST      emulation:account-sessions           cell        –
POST      emulation:account-factors            cell        –
GET POST  emulation:account-office             cell        –
GET POST  emulation:role-new                   cell        A
POST      emulation:role-end                   –           –
GET POST  emulation:roster-upload              ward        O
GET       emulation:roster-preview             ward        –
POST      emulation:roster-load                ward        –
GET       emulation:roster-rejected            ward        –
GET       emulation:roster-template            –           MSOLVAX
GET       emulation:member-detail              membership  MSOL
GET POST  emulation:member-edit                membership  SO
GET POST  emulation:circumstance-new           membership  SO
GET POST  emulation:membership-end             membership  SO
GET POST  emulation:member-transfer            membership  O
GET POST  emulation:stay-new                   membership  O
GET POST  emulation:member-restore             membership  O
GET POST  emulation:member-official            membership  SO
GET POST  emulation:move-correct               membership  O
GET POST  emulation:move-undo                  membership  O
GET POST  emulation:request-new                membership  MSO
GET       emulation:request-list               –           MSOLVAX
GET       emulation:request                    asked       MSOL
POST      emulation:request-take               asked       –
POST      emulation:request-extend             asked       –
POST      emulation:request-finish             asked       –
POST      emulation:request-refuse             asked       –
GET       emulation:register                   –           MSOLVAX
POST      emulation:register-acknowledge       –           –
GET POST  emulation:register-note              ward        OL
GET       emulation:attachment                 –           –
POST      emulation:attachment-withdraw        –           –
GET       emulation:retention                  ward        OLA
GET POST  emulation:retention-set              ward        LA
GET       emulation:breaches                   ward        LA
POST      emulation:breaches-export            ward        –
GET POST  emulation:breach-new                 ward        LA
GET       emulation:breach                     –           –
POST      emulation:breach-report              –           –
POST      emulation:breach-notify              –           –
GET       emulation:year-list                  –           MSOLVAX
GET POST  emulation:year-new                   ward        OL
GET       emulation:year-detail                year        MSOLVA
GET POST  emulation:year-check-ins             year        OL
GET POST  emulation:theme-edit                 year        SOL
GET POST  emulation:basis-new                  year        OL
GET       emulation:themes                     –           MSOLVAX
GET       emulation:theme                      theme       MSOLVA
POST      emulation:theme-attach               theme       –
GET POST  emulation:theme-write                cell        SOL
GET       emulation:studies                    cell        MSOL
GET POST  emulation:study-new                  cell        S
GET       emulation:study                      study       MSOL
GET POST  emulation:study-edit                 study       S
GET POST  emulation:study-attendance           study       S
GET POST  emulation:study-withdraw             study       S
GET       emulation:account                    –           MSOLVAX
GET POST  emulation:delegation-new             role        S
POST      emulation:delegation-end             –           –
GET       emulation:own-record                 –           MSOLVAX
GET       emulation:own-data                   –           MSOLVAX
POST      emulation:own-data-export            –           –
GET       emulation:notices                    –           MSOLVAX
POST      emulation:notices-read               –           –
GET POST  emulation:notices-settings           –           MSOLVAX
GET       emulation:deadlines                  –           MSOLVAX
POST      emulation:session-end                –           –
POST      emulation:sessions-end-others        –           –
GET POST  emulation:key-new                    –           MSOLVAX
POST      emulation:key-revoke                 –           –
GET       emulation:styleguide                 –           MSOLVAX
GET       pledges:mine                         –           MSOLVAX
GET       pledges:history                      –           MSOLVAX
GET       pledges:board                        –           SOLX
POST      pledges:board-confirm                –           –
GET POST  pledges:record                       –           S
GET POST  pledges:grid                         –           S
GET       pledges:roll-up                      ward        OLV
GET       pledges:check-in-board               –           SOLX
GET       pledges:distribution                 –           SOLX
GET POST  pledges:start                        newcomer    SOL
GET       pledges:detail                       pledge      MSOL
GET POST  pledges:edit                         returned    S
POST      pledges:autosave                     pledge      –
POST      pledges:submit                       pledge      –
POST      pledges:return                       pledge      –
POST      pledges:confirm                      pledge      –
POST      pledges:report                       pledge      –
GET POST  pledges:check-in                     pledge      MSOL
POST      pledges:check-in-comment             check-in    –
GET POST  pledges:change-open                  pledge      MSOL
GET       pledges:versions                     pledge      MSOL
GET POST  pledges:change                       change      SOL
POST      pledges:change-submit                change      –
POST      pledges:change-withdraw              change      –
POST      pledges:change-return                change      –
POST      pledges:change-agree                 change      –
GET POST  pledges:half-year                    pledge      MSOL
POST      pledges:half-year-comment            half-year   –
GET       pledges:half-year-board              –           SOLX
GET       pledges:supervision                  –           SOLX
GET POST  pledges:supervision-new              –           S
POST      pledges:supervision-corrected        note        –
GET POST  pledges:worksheet                    –           S
GET       pledges:worksheet-file               –           –
GET       pledges:worksheet-preview            –           –
POST      pledges:worksheet-apply              –           –
GET       pledges:go-find                      –           –
GET       pledges:go                           –           –
GET       pledges:template-list                –           SOX
GET POST  pledges:template-new                 –           SOX
GET POST  pledges:template-edit                template    MSOLVA
POST      pledges:template-retire              template    –
GET       pledges:initiative-board             –           MSOLX
GET       pledges:unit-year-newest             cell        –
GET       pledges:unit-year                    cell        MSOL
GET POST  pledges:initiative-new               cell        MSOL
GET POST  pledges:pairs                        cell        MSOL
GET POST  pledges:drive-new                    cell        MSOL
GET       pledges:initiative                   model       MSOL
GET POST  pledges:initiative-edit              model       MSOL
POST      pledges:initiative-withdraw          model       –
POST      pledges:initiative-confirm           model       –
POST      pledges:initiative-return            model       –
POST      pledges:initiative-start             model       –
GET POST  pledges:initiative-end               model       MSOL
GET POST  pledges:indicator-new                model       MSOL
GET POST  pledges:indicator-edit               indicator   MSOL
POST      pledges:indicator-remove             indicator   –
GET POST  pledges:reading-new                  indicator   MSOL
GET POST  pledges:reading-correct              reading     MSOL
GET POST  pledges:drive-edit                   drive       MSOL
POST      pledges:drive-remove                 drive       –
GET       pledges:public                       –           MSOLVAX
GET       pledges:public-board                 year        MSOL
GET POST  pledges:public-setting               year        OL
GET POST  pledges:public-choose                year        OL
GET       pledges:posting                      posted      MSOL
POST      pledges:posting-comment              posted      –
POST      pledges:board-comment-answer         –           –
GET POST  pledges:board-comment-hide           said        SOL
GET POST  pledges:consent                      pledge      MS
POST      pledges:consent-withdraw             pledge      –
GET       pledges:survey-list                  –           SOLX
GET POST  pledges:survey-new                   –           –
GET       pledges:survey                       survey      SOL
GET POST  pledges:survey-edit                  survey      SO
POST      pledges:survey-close                 survey      –
GET       pledges:open-board                   –           –
GET       pledges:survey-thanks                –           MSOLVAX
GET POST  pledges:survey-answer                running     MSOLVAX
GET       evaluations:mine                     –           MSOLVAX
GET       evaluations:assessment               assessment  MS
GET POST  evaluations:assessment-edit          assessment  M
POST      evaluations:autosave                 assessment  –
GET       evaluations:assessment-check         assessment  M
POST      evaluations:assessment-submit        assessment  –
POST      evaluations:assessment-return        assessment  –
GET POST  evaluations:assessment-fault         assessment  MS
POST      evaluations:assessment-comment       assessment  –
GET POST  evaluations:employee-rating          assessment  S
GET       evaluations:explanation              assessment  MS
GET POST  evaluations:findings                 assessment  MSO
POST      evaluations:finding-withdraw         assessment  –
GET POST  evaluations:appeal-new               assessment  –
GET POST  evaluations:checks                   assessment  OL
POST      evaluations:check-conclude           –           –
GET       evaluations:appeal-list              –           MSOLVAX
GET       evaluations:appeal                   –           –
POST      evaluations:appeal-take              –           –
POST      evaluations:appeal-uphold            –           –
POST      evaluations:appeal-change            –           –
POST      evaluations:appeal-withdraw          –           –
GET POST  evaluations:assessment-comments      assessment  MSOL
GET POST  evaluations:assessment-comment-waive  assessment  MSOL
GET POST  evaluations:assessment-issues        assessment  MSOL
GET       evaluations:dossier                  assessment  MS
GET POST  evaluations:result-hand-over         assessment  S
GET POST  evaluations:result-manager           assessment  –
GET       evaluations:publication-list         –           MSOLVAX
GET       evaluations:publication              –           –
POST      evaluations:publication-withdraw     –           –
GET POST  evaluations:transfer                 –           –
POST      evaluations:transfer-comment         –           –
POST      evaluations:transfer-endorse         –           –
POST      evaluations:comment-withdraw         –           –
GET POST  evaluations:issue-explain            –           –
POST      evaluations:issue-withdraw           –           –
GET       evaluations:campaign-list            –           MSOLVAX
GET POST  evaluations:campaign-open            –           OL
GET       evaluations:campaign                 campaign    MSOLVA
POST      evaluations:campaign-refresh         campaign    –
GET POST  evaluations:campaign-days            campaign    OL
GET       evaluations:campaign-waiting         campaign    OL
POST      evaluations:campaign-close           campaign    –
POST      evaluations:campaign-reopen          campaign    –
GET POST  evaluations:comment-duties           campaign    OL
GET POST  evaluations:campaign-voting          campaign    OL
GET       evaluations:results-template         –           MSOLVAX
GET POST  evaluations:results-upload           ward        O
GET       evaluations:results-preview          ward        –
POST      evaluations:results-load             ward        –
GET       evaluations:results-rejected         ward        –
GET       evaluations:ruleset-list             –           MSOLVAX
GET       evaluations:ruleset                  –           MSOLVAX
POST      evaluations:ruleset-install          –           –
GET POST  evaluations:ruleset-copy             –           OL
GET POST  evaluations:ruleset-edit             draft       OL
GET POST  evaluations:ruleset-basis-new        draft       OL
GET POST  evaluations:ruleset-criteria         draft       OL
GET       evaluations:ruleset-workbook         draft       OL
GET POST  evaluations:ruleset-import           draft       OL
GET       evaluations:ruleset-differences      draft       OL
GET       evaluations:ruleset-effect           draft       OL
GET POST  evaluations:ruleset-publish          draft       L
POST      evaluations:ruleset-delete           draft       –
GET POST  evaluations:ruleset-check            –           MSOLVAX
GET       evaluations:ruleset-check-result     –           –
GET       evaluations:ruleset-check-sample     –           MSOLVAX
GET       evaluations:board                    –           MOLVAX
GET POST  evaluations:review                   review      S
POST      evaluations:review-autosave          review      –
POST      evaluations:review-propose           review      –
GET POST  evaluations:attendance               review      SOL
GET       evaluations:ballots                  review      SOL
POST      evaluations:ballot-open              review      –
GET POST  evaluations:minutes                  review      SOL
GET       evaluations:cell-results             review      SOL
GET       evaluations:comments-missing         review      SOL
GET POST  evaluations:person                   assessment  S
POST      evaluations:person-autosave          assessment  –
POST      evaluations:ballot-count             –           –
POST      evaluations:ballot-annul             –           –
POST      evaluations:ballot-code              –           –
GET POST  evaluations:vote                     –           MSOLVAX
POST      evaluations:vote-check               –           –
POST      evaluations:vote-cast                –           –
GET       evaluations:vote-done                –           MSOLVAX
GET       evaluations:rating                   rated       OL
GET POST  evaluations:rating-edit              review      S
POST      evaluations:rating-autosave          review      –
POST      evaluations:rating-propose           review      –
POST      evaluations:rating-verify            review      –
POST      evaluations:rating-send-back         review      –
GET POST  evaluations:rating-findings          review      SOL
POST      evaluations:rating-finding-withdraw  review      –
GET POST  evaluations:rating-comments          review      SOL
GET POST  evaluations:rating-comment-waive     review      SOL
GET POST  evaluations:rating-issues            review      SOL
GET       evaluations:ratings                  campaign    OL
GET       evaluations:rating-decision          campaign    OL
GET POST  evaluations:order-waivers            campaign    OL
POST      evaluations:rating-choose            campaign    –
POST      evaluations:rating-decide            campaign    –
GET       evaluations:commendations            –           MSOLVAX
GET       evaluations:commendation             commended   SOL
GET POST  evaluations:commendation-grant       commended   L
GET POST  evaluations:commendation-refuse      commended   L
GET POST  evaluations:commendation-new         cell        S
GET POST  evaluations:commendation-titles      ward        OL
POST      evaluations:commendation-title-retire  –           –
GET       evaluations:verification             campaign    OL
GET       evaluations:verification-cell        proposed    OL
GET       evaluations:verification-members     review      O
POST      evaluations:verification-verify      proposed    –
POST      evaluations:verification-send-back   proposed    –
GET       evaluations:decision                 campaign    OL
POST      evaluations:decision-preview         campaign    –
POST      evaluations:decision-choose          campaign    –
POST      evaluations:decision-decide          campaign    –
GET       evaluations:results                  campaign    OL
POST      evaluations:results-notify           campaign    –
POST      evaluations:results-publish          campaign    –
GET POST  evaluations:rerating                 assessment  –
GET       evaluations:spread                   campaign    OL
GET       evaluations:what-if                  campaign    OL
GET POST  evaluations:cap-exceptions           campaign    OL
POST      evaluations:cap-exception-withdraw   campaign    –
GET       reports:annual                       –           SOLVX
GET       reports:annual-pdf                   –           SOL
GET       reports:annual-xlsx                  –           SOL
GET       reports:self-review                  assessment  M
GET       reports:commendations-pdf            ward        OL
GET       reports:progress-pdf                 ward        OL
GET       reports:unit-year-pdf                cell        MSOL
GET       reports:pairs-pdf                    cell        MSOL
GET       reports:board-poster                 year        OL
GET       reports:pledge-poster                posted      SOL
GET       reports:survey-poster                running     SOL
GET       reports:papers                       –           SOLX
GET       reports:sheet-blank                  newcomer    S
GET       reports:cell-sheets                  –           SOL
GET       reports:sheet                        pledge      MSOL
GET       reports:kinds                        –           MSOLX
GET       reports:kind                         listed      SOLX
GET       reports:kind-file                    listed      SOL
GET POST  reports:layout                       –           SOLX
GET       reports:layout-css                   –           SOLX
GET       reports:jobs                         –           MSOLVAX
POST      reports:job-new                      –           –
POST      reports:job-batch                    –           –
GET       reports:job                          –           –
POST      reports:job-cancel                   –           –
POST      reports:job-retry                    –           –
GET       reports:job-file                     –           –
GET POST  reports:word-templates               ward        OL
GET       reports:word-template-ours           ward        OL
GET       reports:word-template-file           –           –
POST      reports:word-template-withdraw       –           –
GET       reports:documents                    –           SOLX
GET POST  reports:document-issue               –           –
GET POST  reports:document-number              ward        L
GET       reports:document                     –           –
GET       reports:document-file                –           –
GET POST  reports:verify-start                 –           –
GET POST  reports:verify                       –           –
GET POST  account_login                        –           –
GET POST  mfa_login_webauthn                   –           –
GET POST  mfa_authenticate                     –           –
POST      openid_connect_login                 –           –
GET       openid_connect_callback              –           –
POST      logout                               –           –
GET POST  password_change                      –           MSOLVAX
GET       password_change_done                 –           MSOLVAX
GET POST  account_reauthenticate               –           MSOLVAX
GET POST  mfa_reauthenticate                   –           –
GET POST  mfa_reauthenticate_webauthn          –           –
GET       mfa_index                            –           MSOLVAX
GET POST  mfa_activate_totp                    –           MSOLVAX
GET POST  mfa_deactivate_totp                  –           –
GET POST  mfa_add_webauthn                     –           MSOLVAX
GET POST  mfa_edit_webauthn                    –           –
GET POST  mfa_remove_webauthn                  –           –
GET       mfa_view_recovery_codes              –           –
GET POST  mfa_generate_recovery_codes          –           MSOLVAX
POST      set_language                         –           –
"""

API = """
GET POST  api-units
GET PUT   api-unit
POST      api-unit-close
GET       api-unit-members
POST      api-subject-types
GET PUT   api-member
GET POST  api-circumstances
POST      api-member-admit
POST      api-member-receive
POST      api-membership-end
POST      api-member-transfer
POST      api-stay-new
POST      api-member-restore
POST      api-member-official
POST      api-move-correct
POST      api-move-undo
POST      api-cells-merge
POST      api-cell-split
POST      api-cell-move
GET       api-movement
GET       api-movement-xlsx
POST      api-unit-roster
POST      api-unit-accounts
POST      api-unit-accounts-members
POST      api-unit-accounts-renew
POST      api-account-reset
POST      api-account-active
POST      api-account-sessions
POST      api-account-factors
POST      api-account-office
GET POST  api-unit-roles
POST      api-role-end
GET POST  api-years
POST      api-year-check-ins
POST      api-basis-new
GET       api-bases
GET POST  api-year-themes
GET POST  api-themes
GET       api-theme-tree
GET POST  api-theme-files
GET POST  api-studies
GET PUT   api-study
GET POST  api-study-attendance
POST      api-study-withdraw
GET       api-journal
POST      api-journal-verify
GET       api-own-record
GET       api-notices
POST      api-notices-read
GET PUT   api-notices-settings
GET       api-own-data
POST      api-own-data-export
POST      api-data-request-new
GET       api-data-requests
GET       api-data-request
POST      api-data-request-take
POST      api-data-request-extend
POST      api-data-request-finish
POST      api-data-request-refuse
GET       api-register
POST      api-register-acknowledge
POST      api-register-note
GET       api-attachment
POST      api-attachment-withdraw
GET POST  api-retention
GET POST  api-delegations
POST      api-delegation-end
GET POST  api-breaches
POST      api-breaches-reached
POST      api-breaches-export
GET       api-breach
POST      api-breach-report
POST      api-breach-notify
GET POST  api-pledge-list
POST      api-pledge-record
POST      api-pledge-confirm-many
GET       api-pledge-figures
GET       api-pledge-roll-up
GET       api-pledge-progress-cells
GET       api-pledge-progress-cell
GET       api-pledge-progress-compared
GET       api-pledge-distribution
GET PUT   api-pledge-detail
POST      api-pledge-submit
POST      api-pledge-return
POST      api-pledge-confirm
POST      api-pledge-report
GET POST  api-pledge-progress
POST      api-check-in-comment
GET POST  api-check-in-files
GET POST  api-pledge-changes
GET PUT   api-pledge-change
POST      api-pledge-change-submit
POST      api-pledge-change-withdraw
POST      api-pledge-change-return
POST      api-pledge-change-agree
GET       api-half-year-cell
GET POST  api-half-year
POST      api-half-year-comment
GET POST  api-supervision
POST      api-supervision-corrected
GET       api-worksheet
POST      api-worksheet-preview
POST      api-worksheet-apply
GET POST  api-pledge-template-list
GET PUT   api-pledge-template-detail
POST      api-pledge-template-retire
GET POST  api-initiative-list
GET PUT DELETE  api-initiative-detail
POST      api-initiative-confirm
POST      api-initiative-return
POST      api-initiative-start
POST      api-initiative-end
POST      api-indicator-new
PUT DELETE  api-indicator-detail
POST      api-reading-new
POST      api-reading-correct
GET       api-unit-year
PUT       api-pairs
POST      api-drive-new
PUT DELETE  api-drive-detail
GET       api-public-board-list
GET PUT   api-public-board
POST      api-public-board-ticked
POST      api-pledge-consent
POST      api-pledge-consent-withdraw
GET POST  api-posting-comments
POST      api-board-comment-answer
POST      api-board-comment-hide
GET POST  api-survey-list
GET PUT   api-survey
POST      api-survey-close
GET       api-survey-results
GET POST  api-rule-set-list
GET PATCH DELETE  api-rule-set-detail
POST      api-rule-set-install
PUT       api-rule-set-criteria
GET       api-rule-set-differences
GET       api-rule-set-effect
GET POST  api-rule-set-publish
GET POST  api-campaign-list
GET       api-campaign-readiness
GET       api-campaign-detail
POST      api-campaign-refresh
POST      api-campaign-close
POST      api-campaign-reopen
GET POST PUT  api-campaign-days
GET       api-campaign-waiting
POST      api-rule-set-check
GET       api-assessment-list
GET       api-assessment-detail
POST      api-assessment-save
POST      api-assessment-submit
POST      api-assessment-return
POST      api-assessment-fault
POST      api-assessment-comment
POST      api-assessment-employee
GET       api-assessment-explanation
GET POST  api-findings
POST      api-finding-withdraw
GET POST  api-cell-findings
POST      api-cell-finding-withdraw
GET POST  api-comments
POST      api-comment-waive
GET POST  api-issues
GET POST  api-cell-comments
POST      api-cell-comment-waive
GET POST  api-cell-issues
POST      api-comment-withdraw
POST      api-issue-explain
POST      api-issue-withdraw
GET POST  api-comment-duties
GET PUT   api-transfer
POST      api-transfer-comment
POST      api-transfer-endorse
GET       api-review-list
GET       api-review-detail
POST      api-review-save
POST      api-review-propose
POST      api-review-verify
POST      api-review-send-back
GET POST  api-review-attendance
GET POST  api-review-minutes
GET POST  api-campaign-voting
GET POST  api-review-ballots
POST      api-ballot-count
POST      api-ballot-annul
POST      api-ballot-code
GET       api-cell-rating-list
GET       api-cell-rating-detail
POST      api-cell-rating-save
POST      api-cell-rating-propose
POST      api-cell-rating-verify
POST      api-cell-rating-send-back
GET       api-campaign-cells
POST      api-campaign-cells-choose
POST      api-campaign-cells-decide
GET       api-cell-decision-list
GET       api-campaign-cap
GET       api-campaign-people
POST      api-campaign-preview
POST      api-campaign-choose
POST      api-campaign-decide
GET       api-decision-list
GET       api-result-list
POST      api-results-import
GET       api-campaign-what-if
GET POST  api-cap-exceptions
POST      api-cap-exception-withdraw
POST      api-campaign-explain
GET       api-campaign-spread
GET POST  api-commendation-list
GET       api-commendation-eligible
GET       api-commendation
POST      api-commendation-grant
POST      api-commendation-refuse
GET POST  api-commendation-titles
POST      api-commendation-title-retire
GET POST  api-rerating
GET       api-campaign-reratings
GET POST  api-campaign-results
POST      api-campaign-publish
GET POST  api-order-waivers
POST      api-result-hand-over
POST      api-result-manager
GET       api-dossier
GET       api-publication-list
GET       api-publication
POST      api-publication-withdraw
GET       api-complaints
POST      api-complaint-new
GET       api-complaint
POST      api-complaint-take
POST      api-complaint-keep
POST      api-complaint-change
POST      api-complaint-withdraw
GET POST  api-checks
POST      api-check-conclude
GET       api-report-annual
GET       api-report-annual-pdf
GET       api-report-annual-xlsx
GET       api-report-commendations-pdf
GET       api-report-progress-pdf
GET       api-unit-year-pdf
GET       api-pairs-pdf
GET       api-sheet-blank
GET       api-cell-sheets
GET       api-sheet
GET       api-board-poster
GET       api-pledge-poster
GET       api-survey-poster
GET POST  api-documents
GET       api-document-kinds
GET       api-document-of-kind
GET       api-document-next
GET PUT   api-layout
GET POST  api-jobs
GET       api-job
POST      api-job-cancel
POST      api-job-retry
GET       api-job-file
GET POST  api-word-templates
GET       api-word-template-ours
GET       api-word-template
POST      api-word-template-withdraw
POST      api-document-number
GET       api-self-review
GET       api-document
GET       api-document-file
GET       api-schema
GET       api-docs
"""

NEWCOMER = "99999999"  # the card of somebody of the cell who has no pledge yet
FILES = {
    "emulation:deadlines",
    "emulation:movement-xlsx",
    "emulation:roster-template",
    "evaluations:results-template",
    "evaluations:ruleset-check-sample",
    "evaluations:ruleset-workbook",
    "reports:annual-pdf",
    "reports:layout-css",
    "reports:kind-file",
    "reports:word-template-ours",
    "reports:annual-xlsx",
    "reports:progress-pdf",
    "reports:self-review",
    "reports:commendations-pdf",
    "pledges:worksheet-file",
    "reports:cell-sheets",
    "reports:sheet",
    "reports:sheet-blank",
    "reports:unit-year-pdf",
    "reports:pairs-pdf",
    "reports:board-poster",
    "reports:pledge-poster",
    "reports:survey-poster",
}
OPEN = {  # to anybody, signed in or not
    "account_login",
    "mfa_login_webauthn",
    "mfa_authenticate",
    "openid_connect_login",
    "openid_connect_callback",
    "set_language",
    "evaluations:vote",  # by a code on a slip; who has a phone need have no account
    "evaluations:vote-check",
    "evaluations:vote-cast",
    "evaluations:vote-done",
    "reports:verify-start",  # by the code on a document; who holds one need have no account
    "reports:verify",
    "pledges:open-board",  # by the code of a board the committee has opened to everybody
    "pledges:survey-answer",  # by the code at a counter
    "pledges:survey-thanks",
}
BY_CODE = {"pledges:open-board", "pledges:survey-answer"}  # of the open ones: 404 for a code nobody has


@dataclass(frozen=True)
class Route:
    """One address of the site."""

    name: str
    pattern: str
    view: object

    @property
    def is_api(self) -> bool:
        return self.pattern.startswith("api/")

    @property
    def api_methods(self) -> str:
        """The methods an API view answers."""
        view = getattr(self.view, "cls", None) or self.view.view_class
        names = getattr(self.view, "actions", None) or ("get", "post", "put", "patch", "delete")
        return " ".join(name.upper() for name in names if hasattr(view, name))

    def address(self, **values) -> str:
        """The address with the values given, 1 for the others."""
        return "/" + re.sub(r"<\w+:(\w+)>", lambda found: str(values.get(found[1], 1)), self.pattern)


def routes() -> list[Route]:
    """Return every route in the order of the map."""
    return list(_walk(get_resolver().url_patterns, "", ""))


def _walk(patterns: list, before: str, space: str) -> Iterator[Route]:
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield Route(f"{space}{pattern.name or ''}", f"{before}{pattern.pattern}", pattern.callback)
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _walk(pattern.url_patterns, f"{before}{pattern.pattern}", inner)


@dataclass(frozen=True)
class Page:
    """One line of the table."""

    methods: str
    name: str
    about: str
    readers: str


def pages() -> dict[str, Page]:
    """Return the table of pages by route name."""
    lines = [re.split(r"  +", line.strip()) for line in PAGES.strip().splitlines()]
    return {line[1]: Page(*line) for line in lines}


def api() -> dict[str, str]:
    """Return the methods of the API by route name."""
    lines = [re.split(r"  +", line.strip()) for line in API.strip().splitlines()]
    return {name: methods for methods, name in lines}


def subject(about: str, at: Place) -> dict:
    """Return the values an address takes when it is about the thing named in the table."""
    own = {"member": account(MEMBER).member}
    found = {
        "–": lambda: at.cell,
        "listed": lambda: at.cell,
        "ward": lambda: at.ward,
        "cell": lambda: at.cell,
        "membership": lambda: Membership.objects.get(unit=at.cell, **own),
        "role": lambda: account(SECRETARY).roles.get(role="SECRETARY"),
        "asked": lambda: DataRequest.objects.filter(**own).first(),
        "year": lambda: at.year,
        "theme": lambda: Theme.objects.get(year=at.year, unit=at.ward),
        "study": lambda: StudySession.objects.standing().filter(unit=at.cell).last(),
        "pledge": lambda: Pledge.objects.get(year=at.year, **own),
        "check-in": lambda: CheckIn.objects.filter(pledge__year=at.year, pledge__unit=at.cell).first(),
        "change": lambda: PledgeVersion.objects.running().filter(pledge__year=at.year, pledge__unit=at.cell).first(),
        "half-year": lambda: HalfYearReview.objects.filter(pledge__year=at.year, pledge__unit=at.cell).first(),
        "note": lambda: SupervisionNote.objects.filter(unit=at.cell, correct_by__isnull=False).first(),
        "returned": lambda: Pledge.objects.filter(year=at.year, unit=at.cell, state=State.RETURNED).first(),
        "model": lambda: Initiative.objects.filter(unit=at.cell).order_by("pk").first(),
        "indicator": lambda: Indicator.objects.filter(initiative__unit=at.cell).order_by("pk").first(),
        "reading": lambda: Reading.objects.filter(indicator__initiative__unit=at.cell).order_by("pk").first(),
        "drive": lambda: Drive.objects.filter(unit=at.cell).first(),
        "posted": lambda: Posting.objects.filter(pledge__year=at.year, pledge__unit=at.cell).first(),
        "said": lambda: BoardComment.objects.filter(posting__pledge__year=at.year).first(),
        "survey": lambda: Survey.objects.filter(unit=at.cell, closed_on=None).order_by("-opens_on").first(),
        "running": lambda: Survey.objects.filter(unit=at.cell, closed_on=None).order_by("opens_on").last(),
        "newcomer": lambda: Membership.objects.get(member__card_number=NEWCOMER),
        "template": lambda: PledgeTemplate.objects.filter(unit=at.ward).first(),
        "campaign": lambda: at.campaign,
        "assessment": lambda: Assessment.objects.get(campaign=at.campaign, **own),
        "commended": lambda: Commendation.objects.filter(unit=at.cell, state=10).first(),
        "draft": lambda: RuleSet.objects.filter(state=RuleSetState.DRAFT).first(),
        "review": lambda: at.campaign.reviews.get(unit=at.cell),
        "proposed": lambda: at.campaign.reviews.exclude(proposed_at=None).first(),
        "rated": lambda: at.campaign.reviews.filter(unit__ratings__state=AssessmentState.PROPOSED).first(),
    }[about]()
    code = found.code if isinstance(found, RuleSet | Survey) else {"listed": "member-list"}.get(about, "QD366")
    return {
        "pk": found.pk,
        "unit_pk": at.cell.pk,
        "account_pk": account(MEMBER).pk,
        "number": at.year.number,
        "kind": "pledge",
        "month": 3,
        "code": code,
        "file_format": "json",
        "subject": "NONLEAD",
    }
