"""Who may enter the desk: for everybody else its pages are not there."""

from core.doors import page_for

desk_page = page_for("records.view_all_records")
