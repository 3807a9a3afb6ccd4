"""Years and numbers of rule sets drawn by chance, for what must hold always."""

from decimal import Decimal

from hypothesis import strategies as st

from evaluations.rules.inputs import Escape, Inputs, Targets
from evaluations.rules.levels import KNOWN_FINDINGS, Level, Subject
from evaluations.rules.participation import Participation
from evaluations.rules.thresholds import Thresholds, percents
from tests.evaluations.qd366 import QD366

SCORES = st.decimals(0, 100, places=2)
SHARES = st.integers(0, 100)


@st.composite
def thresholds(draw) -> Thresholds:
    """Any rule set that may be: bands in order, any shares, any findings against anybody."""
    bands = sorted(draw(st.lists(st.integers(0, 10_000), min_size=3, max_size=3, unique=True)), reverse=True)
    names = ("excellent_from", "good_from", "completed_from")
    switches = ("leader_on_time", "no_tasks_needs_input", "leadership_discipline_blocks", "other_discipline_bars")
    codes = st.dictionaries(st.sampled_from(sorted(KNOWN_FINDINGS)), st.booleans())
    return Thresholds(
        **{name: Decimal(points).scaleb(-2) for name, points in zip(names, bands, strict=True)},
        **{name: draw(SHARES) for name in percents()},
        **{name: draw(st.booleans()) for name in switches},
        findings={subject.value: draw(codes) for subject in Subject},
        articles=QD366.articles,
    )


@st.composite
def years(draw, rules: Thresholds = QD366, subject: Subject | None = None) -> Inputs:
    """Any year of one subject that does not contradict itself."""

    def up_to(most: int) -> int:
        return draw(st.integers(0, most))

    subject = subject or draw(st.sampled_from(Subject))
    assigned = up_to(20)
    done = draw(st.sampled_from([assigned, up_to(assigned)]))
    on_time = draw(st.sampled_from([done, up_to(done)]))
    noted, led, cast, rated = up_to(3), up_to(5), up_to(50), up_to(30)
    codes = sorted(rules.findings[subject])
    return Inputs(
        subject=subject,
        score=draw(SCORES),
        assigned=assigned,
        done=done,
        on_time=on_time,
        exceeded=up_to(done),
        late=up_to(done - on_time),
        faults_noted=noted,
        faults_repaired=draw(st.sampled_from([noted, up_to(noted)])),
        areas_led=led,
        areas_failed=up_to(led),
        confidence_cast=cast,
        confidence_low=up_to(cast),
        five_targets=draw(st.sampled_from(Targets)),
        findings=tuple(draw(st.lists(st.sampled_from(codes), max_size=2, unique=True))) if codes else (),
        escape=draw(st.sampled_from(Escape)),
        escape_level=draw(st.sampled_from(Level)),
        other_discipline=draw(st.booleans()),
        subordinate_disciplined=draw(st.booleans()),
        leadership_disciplined=draw(st.booleans()),
        members_rated=rated,
        members_good=up_to(rated),
        participation=draw(st.sampled_from([Participation.REQUIRED] * 6 + list(Participation))),
    )


@st.composite
def years_and_rules(draw) -> tuple[Inputs, Thresholds]:
    """A year under any rule set."""
    rules = draw(thresholds())
    return draw(years(rules)), rules
