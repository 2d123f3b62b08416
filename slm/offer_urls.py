from django.urls import path

from slm.views import offers

OFFER = "<number:number>/"

urlpatterns = [
    path(OFFER, offers.offer_detail, name="offer_detail"),
    path(f"{OFFER}sign/", offers.offer_sign, name="offer_sign"),
    path(f"{OFFER}decline/", offers.offer_decline, name="offer_decline"),
    path(f"{OFFER}comment/", offers.offer_comment, name="offer_comment"),
    path(
        f"{OFFER}comments/<int:pk>/settle/",
        offers.offer_comment_settle,
        name="offer_comment_settle",
    ),
]
