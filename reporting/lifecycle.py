from django.utils.translation import gettext_lazy as _

from core.lifecycle import Lifecycle, Transition
from reporting.choices import QueryState as State

ANSWER, ASK = "reporting.answer_query", "reporting.query_figure"

QUERY = Lifecycle(
    Transition(
        "answer",
        _("Answer"),
        frozenset({State.OPEN}),
        State.ANSWERED,
        ANSWER,
        frozenset({"answer"}),
    ),
    # By whoever asked, who is content or is not.
    Transition("close", _("Close"), frozenset({State.ANSWERED}), State.CLOSED, ASK),
    Transition(
        "reopen",
        _("Reply or ask again"),
        frozenset({State.ANSWERED, State.CLOSED}),
        State.OPEN,
        ASK,
        frozenset({"text"}),
    ),
)
