"""What a password must not be, said in the words of the house: Django's own are not translated everywhere."""

from django.contrib.auth import password_validation as stock
from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LongEnough(stock.MinimumLengthValidator):
    def get_error_message(self) -> str:
        return ngettext(
            "This password is too short. It needs at least %(count)d character.",
            "This password is too short. It needs at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}

    def get_help_text(self) -> str:
        return ngettext("At least %(count)d character.", "At least %(count)d characters.", self.min_length) % {
            "count": self.min_length
        }


class NotAboutYou(stock.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return _("This password is too much like your name or e-mail address.")

    def get_help_text(self) -> str:
        return _("Not much like your name or e-mail address.")


class NotCommon(stock.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return _("This password is one that many people use, so it is easily guessed.")

    def get_help_text(self) -> str:
        return _("Not one that many people use.")
