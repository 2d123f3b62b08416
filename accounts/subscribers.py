from datetime import datetime

from accounts.invitations import send_invitation
from accounts.models import Person
from core.erasure import register_traces
from core.models import Event, User
from core.subscriptions import later

# Whatever is told of a person tells their name.
register_traces(lambda person_id: Event.objects.filter(facts__person=person_id))


@later("person.invited")
def invite_by_mail(event: Event, acting_as: User, at: datetime) -> None:
    person = Person.objects.select_related("user").get(pk=event.facts["person"])
    if person.user is not None and person.user.is_active:
        send_invitation(person, person.user)
