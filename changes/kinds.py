from django.utils.translation import gettext_lazy as _

from changes.selectors import interruptions_on_the_agenda, windows_on_the_agenda
from workflow.agenda import carry_on
from workflow.lifecycle import RUN
from workflow.meetings import MeetingKind, register_agenda, register_meeting_kind

CHANGE_ADVISORY_BOARD = "change_advisory_board"
register_meeting_kind(
    MeetingKind(
        key=CHANGE_ADVISORY_BOARD,
        label=_("change advisory board"),
        manage=RUN,
        read="slm.view_agreement",
    )
)
carry_on(CHANGE_ADVISORY_BOARD)
register_agenda(CHANGE_ADVISORY_BOARD, "interruptions", interruptions_on_the_agenda, 30)
register_agenda(CHANGE_ADVISORY_BOARD, "windows", windows_on_the_agenda, 40)
