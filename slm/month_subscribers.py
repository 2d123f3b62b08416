"""Ratings of a time that is closed: they make experience scores."""

from core.models import Event, User
from core.subscriptions import now
from records.models import Rating
from slm.facts import RECLASSIFIED
from slm.services.doubting import doubt_ratings


@now("records.rated", RECLASSIFIED)
def doubt_what_was_rated(event: Event, acting_as: User) -> None:
    rating = (
        Rating.objects.filter(record=event.item_id).select_related("record").first()
    )
    if rating is not None:
        doubt_ratings(customer_id=rating.record.customer_id, at=rating.rated_at)
