"""Why a table of cases, or one case of it, cannot be run, as sentences; checking.py fills them in."""

from typing import Final

from django.utils.translation import gettext_lazy

from evaluations.rules.cases import Kind
from evaluations.rules.participation import Reason

LISTS: Final = {
    Kind.LEVEL: gettext_lazy("Level to derive"),
    Kind.PARTICIPATION: gettext_lazy("Who is rated"),
    Kind.CAP: gettext_lazy("Cap of a group"),
    Kind.FILE: gettext_lazy("The file itself"),
}
FILE_FAULTS: Final = {
    "too_large": gettext_lazy("The file of cases is larger than %(most)s MB. Split it into several files."),
    "not_utf8": gettext_lazy("The file of cases is no text in UTF-8. Save it again as UTF-8."),
    "not_json": gettext_lazy("The file of cases is not JSON. Check its quotes, commas and brackets."),
    "too_deep": gettext_lazy("The file of cases is nested too deeply; see the sample for its form."),
    "not_a_table": gettext_lazy(
        "The file holds no table of cases: it must be one object with the lists “cases”, “participation” and “caps”."
    ),
    "no_cases": gettext_lazy(
        "The file holds no case: none of its lists “cases”, “participation” and “caps” has anything in it."
    ),
}
CASE_FAULTS: Final = {
    "not_an_object": gettext_lazy("“%(key)s” must be an object in braces {}."),
    "not_a_case": gettext_lazy("A case must be an object in braces {}."),
    "missing": gettext_lazy("“%(key)s” is missing."),
    "key_unknown": gettext_lazy("“%(key)s” is no key that is known here. Correct or remove it."),
    "key_twice": gettext_lazy("“%(key)s” is written twice. Keep one."),
    "not_text": gettext_lazy("“%(key)s” must be a text in quotes."),
    "id_unusable": gettext_lazy("“id” must be a text that can be read, of 1 to %(most)s characters."),
    "id_twice": gettext_lazy("Another case of this list has the same id; only the first was run."),
    "score_not_decimal": gettext_lazy(
        '“%(key)s” is %(value)s; points are a text in quotes with a decimal point, such as "89.95".'
    ),
    "not_a_whole_number": gettext_lazy("“%(key)s” is %(value)s; it must be a whole number without quotes."),
    "below_zero": gettext_lazy("“%(key)s” is %(value)s; it cannot be below zero."),
    "too_large": gettext_lazy("“%(key)s” is larger than %(most)s."),
    "not_yes_or_no": gettext_lazy("“%(key)s” is %(value)s; it must be true or false."),
    "not_known": gettext_lazy("“%(key)s” is %(value)s; it must be one of: %(words)s."),
    "not_a_list": gettext_lazy("“%(key)s” must be a list in brackets []."),
    "not_a_day": gettext_lazy("“%(key)s” is %(value)s; it must be a day written year-month-day, such as 2026-12-31."),
    "period_backwards": gettext_lazy("A period ends before it begins."),
    "percent_above_hundred": gettext_lazy("“percent” cannot be above 100."),
    # what contradicts itself or the rule set
    "score_out_of_range": gettext_lazy("The score is %(score)s; it must be from 0 to 100 points."),
    "done_above_assigned": gettext_lazy("%(done)s tasks were finished, but only %(assigned)s assigned."),
    "exceeded_above_done": gettext_lazy("%(exceeded)s tasks went beyond requirement, but only %(done)s were finished."),
    "on_time_and_late_above_done": gettext_lazy(
        "%(on_time)s tasks on time and %(late)s late are together more than the %(done)s finished."
    ),
    "repaired_above_noted": gettext_lazy(
        "%(faults_repaired)s faults were repaired, but only %(faults_noted)s had been noted."
    ),
    "areas_failed_above_led": gettext_lazy("%(areas_failed)s areas failed, but only %(areas_led)s are led."),
    "low_votes_above_cast": gettext_lazy("%(confidence_low)s votes were low, but only %(confidence_cast)s were cast."),
    "good_members_above_rated": gettext_lazy(
        "%(members_good)s members were rated good or better, but only %(members_rated)s were rated."
    ),
    "finding_unknown": gettext_lazy("%(findings)s: there is no such finding; they are K1 to K12."),
    "finding_not_for_subject": gettext_lazy("%(findings)s cannot be held against %(subject)s under this rule set."),
    "escape_without_level": gettext_lazy("An escape that is ACCEPTED needs the “level” of its decision."),
}
# The rows by which a member is rated here; those who are not have their words in wording.py.
RATED: Final = {
    Reason.AWAY: gettext_lazy("to be rated here, though away on a temporary stay"),
    Reason.REDUCED: gettext_lazy("to be rated, on the work really done"),
    Reason.NO_DATE: gettext_lazy("to be rated; no date of admission is on file"),
    Reason.ORDINARY: gettext_lazy("to be rated like everybody who is reviewed"),
}
NO_POINTS: Final = gettext_lazy("This rule set judges by grades, without points, so a table of cases cannot try it.")
