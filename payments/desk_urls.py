"""Addresses of the desk's money."""

from django.urls import path

from payments import desk, setup

urlpatterns = [
    path("<slug:tenant>/desk/money/", desk.money, name="desk-money"),
    path("<slug:tenant>/desk/money/<uuid:payment>/refund/", desk.refund, name="desk-refund"),
    path("<slug:tenant>/desk/settings/cards/", setup.cards, name="desk-settings-cards"),
    path("<slug:tenant>/desk/settings/cards/onboarding/", setup.onboarding, name="desk-settings-cards-onboarding"),
    path("<slug:tenant>/desk/settings/cards/end/", setup.end, name="desk-settings-cards-end"),
]
