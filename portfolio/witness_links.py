"""The secrets of a witness's link and code. The database keeps only their hashes."""

import hashlib
import secrets

from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from portfolio.models import WitnessCode, WitnessLink

SALT = "portfolio.witness"
OPENED_AT_MOST = 20  # browsers; some mail programs open a link before its reader does
CODE_TRIES = 5


def _signer() -> signing.Signer:
    return signing.Signer(sep=".", salt=SALT)


def give_token(link: WitnessLink) -> str:
    """A new random token for this link, signed: what is not ours is refused before the database is asked. The one
    that the link had before, if any, stops working."""
    token = _signer().sign(secrets.token_urlsafe(24))
    link.token_hash = _hash(token)
    link.save(update_fields=["token_hash"])
    return token


def link_of(token: str) -> WitnessLink | None:
    """The link that a token opens, whatever has become of its request; None for anything else."""
    try:
        _signer().unsign(token)
    except signing.BadSignature:
        return None
    rows = WitnessLink.objects.select_related("request__registration__candidate__membership__user")
    return rows.filter(token_hash=_hash(token)).first()


def address_of(token: str) -> str:
    return f"{settings.BASE_URL}{reverse('witness_link', args=[token])}"


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def give_code(code: WitnessCode) -> str:
    """Six figures. Their hash needs the site's own key: whoever reads the database alone cannot try them all out."""
    figures = f"{secrets.randbelow(10**6):06}"
    code.code_hash = _code_hash(code, figures)
    code.save(update_fields=["code_hash"])
    return figures


def is_code(code: WitnessCode, typed: str) -> bool:
    return bool(code.code_hash) and constant_time_compare(code.code_hash, _code_hash(code, typed))


def _code_hash(code: WitnessCode, figures: str) -> str:
    return salted_hmac(SALT, f"{code.pk}:{figures}", algorithm="sha256").hexdigest()


def masked(email: str) -> str:
    """ "s…@northgate.example": enough for who knows it."""
    name, _, host = email.partition("@")
    return f"{name[:1]}…@{host}"
