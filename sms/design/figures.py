"""Sample charts for the style page."""

from core.charts import Chart, Series, Span, bars, ledger, lines

MONTHS = [
    "Apr",
    "May",
    "Jun",
    "Jul",
    "Aug",
    "Sep",
    "Oct",
    "Nov",
    "Dec",
    "Jan",
    "Feb",
    "Mar",
]
OPENED = (182, 171, 205, 230, 214, 190, 221, 243, 160, 201, 188, 176)
SHARES = (96.2, 97.1, 94.8, 93.3, 95.1, 95.7, None, 94.9, 96.8, 97.2, 96.0, 97.4)


def sample_charts() -> dict[str, Chart]:
    return {
        "bars": _workload(),
        "stacked": _verdicts(),
        "lines": _compliance(),
        "ledger": _ledger(),
    }


def _workload() -> Chart:
    return bars(
        name="workload",
        title="Opened and resolved by month",
        description="From 160 to 243 incidents a month, resolved at the same pace.",
        labels=MONTHS,
        series=[
            Series("Opened", OPENED, "series-1"),
            Series("Resolved", [n - 6 for n in OPENED], "series-3"),
        ],
    )


def _verdicts() -> Chart:
    return bars(
        name="verdicts",
        title="Resolution clocks by verdict",
        description="Most were met; from 3 to 12 a month were breached.",
        labels=MONTHS,
        series=[
            Series("Met", [n - 9 for n in OPENED], "series-track"),
            Series("Breached", [n % 10 + 3 for n in OPENED], "series-breached"),
        ],
        is_stacked=True,
    )


def _compliance() -> Chart:
    return lines(
        name="compliance",
        title="Compliance by month",
        description="Between 93.3 % and 97.4 %, with a goal of 95 %; none in October.",
        labels=MONTHS,
        series=[Series("Resolution", SHARES, "series-1")],
        unit=" %",
        goal=95,
        low=90,
    )


def _ledger() -> Chart:
    return ledger(
        name="ledger",
        title="Where the time went",
        description="1 h 40 min ran, 2 h waited for the customer, then it ran again.",
        spans=[
            Span(0, 1.7, "series-1", "Running, 1 h 40 min"),
            Span(1.7, 3.7, "series-paused", "Waits for the customer, 2 h"),
            Span(3.7, 5, "series-1", "Running, 1 h 18 min"),
            Span(5, 8, "series-off", "Outside service hours"),
            Span(8, 9.2, "series-breached", "Over, 1 h 12 min"),
        ],
        ticks=[(0, "Mon 09:12"), (5, "Mon 17:00"), (9.2, "Tue 10:12")],
        marker=(8, "due"),
    )
