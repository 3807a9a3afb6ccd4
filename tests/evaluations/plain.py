"""The decision rows once more, as bare comparisons without a reason: what the rules are held and timed against."""

from collections.abc import Iterable

from evaluations.rules.inputs import Escape, Inputs, Targets
from evaluations.rules.levels import Subject
from evaluations.rules.participation import Participation
from evaluations.rules.thresholds import Thresholds


def plain(cases: Iterable[Inputs], t: Thresholds) -> list[str]:
    """Return the outcome and the tags of every case, parted by spaces; CONTRADICTION where it cannot be."""
    found = []
    for i in cases:
        n, done, ok, late, score = i.assigned, i.done, i.on_time, i.late, i.score
        if (
            not 0 <= score <= 100
            or min(done, ok, i.exceeded, late, i.faults_repaired, i.areas_failed, i.confidence_low, i.members_good) < 0
            or not (done <= n and i.exceeded <= done and ok + late <= done and i.faults_repaired <= i.faults_noted)
            or not (i.areas_failed <= i.areas_led and i.confidence_low <= i.confidence_cast)
            or i.members_good > i.members_rated
            or not t.findings[i.subject].keys() >= set(i.findings)
            or (i.escape is Escape.ACCEPTED and not i.escape_level)
        ):
            found.append("CONTRADICTION")
            continue
        if i.participation is not Participation.REQUIRED:
            found.append("NOT_RATED")
            continue
        if score < t.completed_from:
            found.append("KHTNV")
            continue
        against = t.findings[i.subject]
        holding = set(i.findings)
        if "K5" in against and 100 * (n - done) > t.failed_percent * n:
            holding.add("K5")
        if "K6" in against and (100 * done < t.done_percent * n or i.five_targets is Targets.MISSED):
            holding.add("K6")
        if "K7" in against and 100 * i.areas_failed > t.areas_failed_percent * i.areas_led:
            holding.add("K7")
        if "K8" in against and 100 * i.confidence_low > t.low_votes_percent * i.confidence_cast:
            holding.add("K8")
        if holding:
            if i.escape is not Escape.NONE and all(against[code] for code in holding):
                accepted = i.escape is Escape.ACCEPTED
                found.append(f"{i.escape_level} ESCAPE" if accepted else "NEEDS_DECISION")
            else:
                found.append("KHTNV")
            continue
        if n == 0:
            found.append("NEEDS_INPUT" if t.no_tasks_needs_input else "NEEDS_DECISION")
            continue
        leader, collective = i.subject is Subject.LEADER, i.subject is Subject.COLLECTIVE
        if (
            score >= t.excellent_from
            and done == n
            and (ok == n or (leader and not t.leader_on_time))
            and 100 * i.exceeded >= t.beyond_percent * n
            and i.faults_repaired == i.faults_noted
            and (collective or not (i.other_discipline and t.other_discipline_bars))
            and not (collective and i.subordinate_disciplined)
            and not (collective and i.leadership_disciplined and t.leadership_discipline_blocks)
            and not (
                collective
                and t.good_members_percent
                and (i.members_rated == 0 or 100 * i.members_good < t.good_members_percent * i.members_rated)
            )
        ):
            found.append("HTXSNV ELIGIBLE")
        elif score >= t.good_from and ok == n:
            found.append("HTTNV STEP_DOWN" if score >= t.excellent_from else "HTTNV")
        elif done == n and 100 * late <= t.late_percent * n:
            found.append("HTNV STEP_DOWN" if score >= t.good_from else "HTNV")
        else:
            found.append("NEEDS_DECISION")
    return found


def as_plain(outcome: str, tags: Iterable[str]) -> str:
    """Write a derivation's result the same way."""
    return " ".join([outcome, *tags])
