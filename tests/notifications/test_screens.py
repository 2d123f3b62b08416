import pytest
from django.urls import reverse

from notifications.models import Notification, Preference

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(client, incident, agent, requester):
    """The agent, with one unread notification that the requester caused."""
    event = incident.item.events.first()
    Notification.objects.create(
        recipient=agent,
        event=event,
        topic="incident.answered",
        item=incident.item,
        subject="Rita wrote",
        body="Look here.",
        created_at=event.recorded_at,
    )
    client.force_login(agent)
    return client


@pytest.mark.parametrize(
    "who",
    ["requester", "representative", "agent", "team_lead", "auditor", "administrator"],
)
def test_everybody_has_an_inbox_of_their_own(client, cast, incident, who):
    client.force_login(cast[who])

    page = client.get(reverse("inbox"))
    assert page.status_code == 200
    assert "Nothing yet" in page.content.decode()


def test_the_bell_counts_what_is_unread(reader):
    page = reader.get(reverse("inbox")).content.decode()

    assert 'class="count-dot">1<' in page
    assert "Rita wrote" in page


def test_opening_reads_it_and_leads_to_the_record(reader, incident):
    told = Notification.objects.get()

    response = reader.get(reverse("notification_open", args=[told.pk]))
    assert response.url == reverse("incident_detail", args=[incident.number])
    told.refresh_from_db()
    assert told.read_at is not None
    assert 'class="count-dot"' not in reader.get(reverse("inbox")).content.decode()


def test_what_is_read_is_left_out_on_demand(reader):
    told = Notification.objects.get()
    reader.post(reverse("notification_read", args=[told.pk]))

    page = reader.get(reverse("inbox"), {"unread": "on"}).content.decode()
    assert "Rita wrote" not in page
    assert "All read" in page


def test_all_is_marked_read_at_once(reader):
    assert reader.post(reverse("inbox_read")).status_code == 302
    assert not Notification.objects.unread().exists()


def test_another_inbox_is_not_there(reader, requester):
    reader.force_login(requester)
    told = Notification.objects.get()

    for name in ("notification_open", "notification_read"):
        url = reverse(name, args=[told.pk])
        assert reader.post(url).status_code in (404, 405)


def test_choices_are_kept(client, requester):
    client.force_login(requester)
    url = reverse("notification_preferences")
    page = client.get(url)
    sent = {
        box.html_name: "on"
        for _t, inbox, mail in page.context["form"].rows()
        for box in (inbox, mail)
        if box.initial or box.value()
    }
    del sent["incident.replied-mail"]

    assert client.post(url, sent).status_code == 302
    assert Preference.objects.get().topic == "incident.replied"
    assert client.post(url, sent).status_code == 422


def test_the_requester_is_not_offered_what_only_the_desk_is_told(client, requester):
    client.force_login(requester)

    page = client.get(reverse("notification_preferences")).content.decode()
    assert "my team" not in page


def test_the_inbox_asks_few_questions(
    client, requester, incident, django_assert_max_num_queries
):
    event = incident.item.events.first()
    Notification.objects.bulk_create(
        Notification(
            recipient=requester,
            event=event,
            topic=f"topic.{number}",
            item=incident.item,
            subject="Something",
            created_at=event.recorded_at,
        )
        for number in range(40)
    )
    client.force_login(requester)
    # The first request notes the session.
    client.get(reverse("inbox"))

    with django_assert_max_num_queries(14):
        assert client.get(reverse("inbox")).status_code == 200
