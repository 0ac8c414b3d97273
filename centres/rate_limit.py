"""How often strangers may try. A guess is hopeless against 192 random bits; this keeps it cheap for us as well."""

import structlog
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = structlog.get_logger(__name__)


def address_of(request: HttpRequest) -> str:
    """The visitor's own address, also behind our proxy (ALLAUTH_TRUSTED_PROXY_COUNT)."""
    return str(get_adapter(request).get_client_ip(request))


def too_often(request: HttpRequest, what: str, *, most: int, seconds: int) -> bool:
    """Counts this try of `what` from the visitor's address; True from the one after `most` until `seconds` are over.

    Where nobody can count, because the cache is away, nobody is turned away.
    """
    key = f"tries:{what}:{address_of(request)}"
    try:
        cache.add(key, 0, seconds)
        return bool(cache.incr(key) > most)
    except ValueError:  # the time was over in between
        return False
    except RedisError as error:
        log.warning("cache_unreachable", error=str(error))
        return False
