import re
from itertools import pairwise

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from core.charts import HEIGHT, Series, Span, bars, ledger, lines, scale_for
from sms.design.figures import sample_charts

MONTHS = ["Jan", "Feb", "Mar"]


def chart_of(values, **options):
    series = [Series("Opened", values)]
    return bars(
        name="c", title="T", description="D", labels=MONTHS, series=series, **options
    )


@pytest.mark.parametrize(
    ("values", "high", "step"),
    [([243], 300, 100), ([4], 4, 1), ([7], 8, 2), ([0], 1, 1), ([0.9], 1, 0.25)],
)
def test_an_axis_has_round_steps_and_holds_the_values(values, high, step):
    scale = scale_for(values)

    assert scale.high == pytest.approx(high)
    assert scale.step == pytest.approx(step)


def test_a_column_is_as_high_as_its_share():
    tall, half = chart_of([4, 2, None]).marks

    assert tall.height == pytest.approx(half.height * 2, abs=0.02)
    assert tall.y + tall.height == pytest.approx(half.y + half.height, abs=0.02)


def test_stacked_columns_stand_on_each_other():
    series = [Series("Met", [3]), Series("Breached", [1], "series-breached")]
    chart = bars(
        name="c", title="T", description="D", labels=["Jan"], series=series,
        is_stacked=True,
    )  # fmt: skip
    lower, upper = chart.marks

    assert upper.y + upper.height == pytest.approx(lower.y)


def test_a_missing_figure_is_a_gap_in_the_line():
    chart = lines(
        name="c", title="T", description="D", labels=["a", "b", "c", "d", "e"],
        series=[Series("Share", [1, 2, None, 3, 4])],
    )  # fmt: skip

    assert len(chart.lines[0].runs) == 2


def test_the_goal_is_on_the_chart_even_above_all_values():
    chart = chart_of([10, 20, 30], goal=95)

    assert 0 < chart.goal.at < HEIGHT


def test_an_empty_chart_draws_nothing_and_breaks_nothing():
    chart = bars(name="c", title="T", description="D", labels=[], series=[])

    assert (chart.marks, chart.rows) == ([], [])


def test_the_table_behind_holds_every_figure():
    html = render_to_string("charts/bars.html", {"chart": chart_of([1, 20, None])})

    assert '<th scope="row">Feb</th><td class="is-numeric">20</td>' in html
    assert '<th scope="row">Mar</th><td class="is-numeric">–</td>' in html


def test_title_and_description_are_read_aloud():
    html = render_to_string("charts/bars.html", {"chart": chart_of([1, 2, 3])})

    assert 'role="img"' in html
    assert '<title id="c-title">T</title>' in html
    assert '<desc id="c-desc">D</desc>' in html


@pytest.mark.parametrize("name", ["bars", "stacked", "lines", "ledger"])
def test_coordinates_do_not_depend_on_the_language(name):
    template = {"stacked": "bars"}.get(name, name)
    context = {"chart": sample_charts()[name], "without_table": True}
    plain = render_to_string(f"charts/{template}.html", context)
    with translation.override("de"):
        german = render_to_string(f"charts/{template}.html", context)

    words = re.compile(r">[^<]+<")
    assert words.sub("><", german) == words.sub("><", plain)
    assert re.search(r'[xd]="', plain)


def test_even_a_moment_of_a_ledger_can_be_seen():
    spans = [Span(0, 1e6, "series-1", "Ran"), Span(1e6, 1e6, "series-paused", "Still")]
    chart = ledger(name="l", title="T", description="D", spans=spans)

    assert chart.marks[1].width == 1.0


def days_of(labels):
    series = [Series("Opened", [1.0] * len(labels))]
    drawn = lines(name="c", title="T", description="D", labels=labels, series=series)
    return [tick.at for tick in drawn.x_ticks]


def test_words_below_the_axis_never_run_into_each_other():
    days = [f"{day}. November" for day in range(1, 32)]
    apart = [two - one for one, two in pairwise(days_of(days))]
    assert min(apart) > max(map(len, days)) * 6
    assert len(days_of(["Nov"] * 12)) == 12
