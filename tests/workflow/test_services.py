import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from core.models import Event, Item
from workflow.models import Link, Tag
from workflow.selectors import neighbours, tags_of, watchers_of
from workflow.services import (
    add_link,
    remove_link,
    tag_item,
    untag_item,
    unwatch_item,
    watch_item,
)

pytestmark = pytest.mark.django_db


def link(incident, other, actor, noon, kind="caused_by"):
    return add_link(
        number=incident.number, kind=kind, other=other.number, actor=actor, at=noon
    )


def test_a_link_is_seen_from_both_sides_in_its_own_words(incident, other, agent, noon):
    link(incident, other, agent, noon)

    (there,), (back,) = neighbours(incident.item, agent), neighbours(other.item, agent)
    assert (str(there.words), there.number) == ("is caused by", other.number)
    assert (str(back.words), back.number) == ("is the cause of", incident.number)


def test_linking_is_recorded(incident, other, agent, noon):
    link(incident, other, agent, noon)

    for event in Event.objects.named("link.added"):
        assert event.facts["target"] == other.number
    linked = Event.objects.named("link.added").values_list("item", flat=True)
    assert sorted(linked) == sorted([incident.pk, other.pk])


@pytest.mark.parametrize("kind", ["caused_by", "related", "duplicate_of"])
def test_linking_twice_or_back_is_refused(incident, other, agent, noon, kind):
    link(incident, other, agent, noon, kind)

    with pytest.raises(ValidationError):
        link(incident, other, agent, noon, kind)
    with pytest.raises(ValidationError):
        link(other, incident, agent, noon, kind)


def test_nothing_is_linked_to_itself(incident, agent, noon):
    with pytest.raises(ValidationError, match="itself"):
        link(incident, incident, agent, noon)


def test_what_cannot_be_seen_cannot_be_linked(incident, agent, noon):
    with pytest.raises(ValidationError) as refused:
        add_link(
            number=incident.number,
            kind="related",
            other="INC-999999",
            actor=agent,
            at=noon,
        )
    assert list(refused.value.message_dict) == ["other"]


@pytest.mark.parametrize("who", ["requester", "auditor", "service_level_manager"])
def test_only_the_desk_links_and_tags(incident, other, cast, who, noon):
    with pytest.raises(PermissionDenied):
        link(incident, other, cast[who], noon)
    with pytest.raises(PermissionDenied):
        tag_item(number=incident.number, name="vpn", actor=cast[who], at=noon)


def test_another_customer_sees_no_neighbours(incident, other, agent, stranger, noon):
    link(incident, other, agent, noon)

    assert neighbours(incident.item, stranger) == []
    with pytest.raises(Item.DoesNotExist):
        link(incident, other, stranger, noon)


def test_a_link_is_taken_back_once(incident, other, agent, noon):
    made = link(incident, other, agent, noon)
    remove_link(number=other.number, link_id=made.pk, actor=agent, at=noon)

    unlinked = Event.objects.named("link.removed").values_list("item", flat=True)
    assert sorted(unlinked) == sorted([incident.pk, other.pk])
    with pytest.raises(Link.DoesNotExist):
        remove_link(number=other.number, link_id=made.pk, actor=agent, at=noon)


def test_watching_and_no_longer(incident, representative, noon):
    watch_item(number=incident.number, actor=representative, at=noon)
    assert watchers_of(incident.item) == [representative]

    unwatch_item(number=incident.number, actor=representative, at=noon)
    assert watchers_of(incident.item) == []
    names = Event.objects.named("watcher.added", "watcher.removed")
    assert names.count() == 2


def test_watching_twice_is_refused(incident, agent, noon):
    watch_item(number=incident.number, actor=agent, at=noon)

    with pytest.raises(ValidationError):
        watch_item(number=incident.number, actor=agent, at=noon)


def test_the_desk_has_others_watch_who_may_see_it(
    incident, agent, representative, stranger, noon
):
    number = incident.number
    watch_item(number=number, user=representative, actor=agent, at=noon)

    with pytest.raises(ValidationError):
        watch_item(number=number, user=stranger, actor=agent, at=noon)
    with pytest.raises(PermissionDenied):
        unwatch_item(number=number, user=agent, actor=representative, at=noon)


def test_an_auditor_does_not_watch(incident, auditor, noon):
    with pytest.raises(PermissionDenied):
        watch_item(number=incident.number, actor=auditor, at=noon)


def test_a_tag_is_one_word_in_any_case(incident, other, agent, noon):
    tag_item(number=incident.number, name="VPN", actor=agent, at=noon)
    tag_item(number=other.number, name=" vpn ", actor=agent, at=noon)

    assert Tag.objects.count() == 1
    assert tags_of(other.item) == ["VPN"]
    assert Event.objects.named("tag.added").count() == 2


@pytest.mark.parametrize("name", ["vpn", "  ", "x" * 41])
def test_a_tag_twice_or_without_a_word_is_refused(incident, agent, noon, name):
    tag_item(number=incident.number, name="VPN", actor=agent, at=noon)

    with pytest.raises(ValidationError):
        tag_item(number=incident.number, name=name, actor=agent, at=noon)


def test_a_tag_is_taken_off_once(incident, agent, noon):
    tag_item(number=incident.number, name="VPN", actor=agent, at=noon)
    untag_item(number=incident.number, name="vpn", actor=agent, at=noon)

    assert Event.objects.named("tag.removed").exists()
    with pytest.raises(ValidationError):
        untag_item(number=incident.number, name="vpn", actor=agent, at=noon)
