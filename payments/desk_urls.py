"""Addresses of the desk's money."""

from django.urls import path

from payments import desk

urlpatterns = [
    path("<slug:tenant>/desk/money/", desk.money, name="desk-money"),
    path("<slug:tenant>/desk/money/<uuid:payment>/refund/", desk.refund, name="desk-refund"),
]
