from django.urls import path

from workflow.views import beside, meetings, parts, portal, tasks

ITEM = "items/<number:number>/"
MEETING = "manage/meetings/<number:number>/"

urlpatterns = [
    path("attachments/<int:pk>/", beside.attachment_download, name="attachment"),
    path(
        "attachments/<int:pk>/remove/",
        beside.attachment_remove,
        name="attachment_remove",
    ),
    path(f"{ITEM}attachments/", beside.attachment_add, name="attachment_add"),
    path(f"{ITEM}links/", beside.link_add, name="link_add"),
    path(f"{ITEM}links/matches/", beside.link_matches, name="link_matches"),
    path(f"{ITEM}links/<int:pk>/remove/", beside.link_remove, name="link_remove"),
    path(f"{ITEM}tags/", beside.tag_add, name="tag_add"),
    path(f"{ITEM}tags/remove/", beside.tag_remove, name="tag_remove"),
    path(f"{ITEM}watch/", beside.item_watch, name="item_watch"),
    path(f"{ITEM}unwatch/", beside.item_unwatch, name="item_unwatch"),
    path(f"{ITEM}tasks/", tasks.task_add, name="task_add"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/<int:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<int:pk>/done/", tasks.task_finish, name="task_finish"),
    path("tasks/<int:pk>/edit/", tasks.task_move, name="task_move"),
    path("meetings/", portal.portal_meetings, name="portal_meetings"),
    path("meetings/<number:number>/", portal.portal_meeting, name="portal_meeting"),
    path("manage/meetings/", meetings.meeting_list, name="meeting_list"),
    path("manage/meetings/new/", meetings.meeting_plan, name="meeting_plan"),
    path(MEETING, meetings.meeting_detail, name="meeting_detail"),
    path(f"{MEETING}edit/", meetings.meeting_edit, name="meeting_edit"),
    path(f"{MEETING}hold/", meetings.meeting_hold, name="meeting_hold"),
    path(f"{MEETING}minutes/", meetings.meeting_minutes, name="meeting_minutes"),
    path(f"{MEETING}agenda/", parts.agenda_make, name="agenda_make"),
    path(f"{MEETING}points/", parts.point_add, name="point_add"),
    path(f"{MEETING}points/<int:pk>/", parts.point_settle, name="point_settle"),
    path(f"{MEETING}decisions/", parts.decision_add, name="decision_add"),
    path(f"{MEETING}people/", parts.person_invite, name="person_invite"),
    path(
        f"{MEETING}people/<int:pk>/remove/",
        parts.person_uninvite,
        name="person_uninvite",
    ),
    path(f"{MEETING}papers/", parts.paper_add, name="paper_add"),
    path(f"{MEETING}papers/send/", parts.papers_send, name="papers_send"),
    path(
        f"{MEETING}papers/<int:pk>/approve/", parts.paper_approve, name="paper_approve"
    ),
    path(f"{MEETING}papers/<int:pk>/remove/", parts.paper_remove, name="paper_remove"),
    # Last: the moves are named like parts of a meeting, but none is one.
    path(f"{MEETING}<slug:step>/", meetings.meeting_move, name="meeting_move"),
]
