"""Lists cost the same number of queries however long they are."""

import pytest

from core.models import Event
from notifications.models import Notification
from slm.models import Agreement
from slm.services import add_target, create_agreement
from tests.slm.conftest import agreement, draft, incident, office, resolution
from tests.workflow.conftest import PNG

__all__ = ["agreement", "draft", "incident", "office", "resolution"]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("files")]

# The session, who asks and their permissions are among them.
CEILING = 9


@pytest.fixture
def many(agreement, provider, customer, resolution, service_level_manager, noon):
    """Further agreements, each with a draft and a target."""
    manager = {"actor": service_level_manager, "at": noon}
    for number in range(6):
        made = create_agreement(
            agreement=Agreement(
                leg="sla",
                title=f"Agreement {number}",
                provider=provider,
                customer=customer,
            ),
            **manager,
        )
        add_target(number=made.number, terms=resolution, **manager)


def tell(user, incident, number):
    Notification.objects.create(
        recipient=user,
        event=Event.objects.filter(item=incident.item).earliest("pk"),
        topic=f"record.{number}",
        item=incident.item,
        subject="Word",
        created_at=incident.opened_at,
    )


@pytest.fixture
def desk(program, agent, requester, incident):
    for number in range(6):
        path = f"items/{incident.number}/attachments/"
        program(requester).upload(path, f"{number}.png", PNG)
        tell(agent, incident, number)
    asker = program(agent)
    # The first request of a session notes from where it comes.
    asker.get("me/")
    return asker


def test_lists_cost_the_same_however_long(
    desk, many, incident, django_assert_max_num_queries
):
    for path in ("agreements/", "inbox/", f"items/{incident.number}/attachments/"):
        with django_assert_max_num_queries(CEILING):
            assert len(desk.get(path).json()["results"]) >= 6, path


def test_a_detail_costs_the_same_however_much_it_says(
    desk, agreement, office, django_assert_max_num_queries
):
    with django_assert_max_num_queries(CEILING + 18):
        assert desk.get(f"agreements/{agreement.number}/").status_code == 200
    with django_assert_max_num_queries(CEILING):
        assert desk.get(f"calendars/{office.number}/").status_code == 200
