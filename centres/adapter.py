from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Nobody signs up by themselves: an account begins with a centre's invitation."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": "E-mail and password do not belong together. Type both again.",
        "enter_current_password": "This is not your password. Type it again.",
        "incorrect_password": "This is not your password. Type it again.",
        "too_many_login_attempts": "That was wrong too often. Wait five minutes, or choose a new password.",
        "rate_limited": "That was too often in a short time. Wait a minute.",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False
