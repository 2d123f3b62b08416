from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from core.doors import missing_as_404
from core.generic import actor_of
from core.kinds import page_of, visible_object
from core.models import Item


@login_required
def item_page(request: HttpRequest, number: str) -> HttpResponse:
    """Lead from a number, in a mail or in speech, to its page at the right door."""
    with missing_as_404():
        visible_object(number, actor_of(request))
    return redirect(page_of(Item.objects.get(number=number), actor_of(request)))
