"""Going on with the others when something cannot be done for one."""

from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from django.core.exceptions import ValidationError

from core.lifecycle import TransitionNotAllowed

log = structlog.get_logger()


@contextmanager
def going_on(what: str, **about: object) -> Iterator[None]:
    """
    Log what is refused for one of many, and go on: the next must not wait for it.

    Whoever was faster may have decided already, and what is stored may be wrong by now.
    """
    try:
        yield
    except (ValidationError, TransitionNotAllowed) as error:
        log.warning(what, why=str(error), **about)
