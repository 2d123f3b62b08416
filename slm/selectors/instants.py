from datetime import UTC, datetime


def to_second(at: datetime) -> int:
    """Return the instant in whole seconds since 1970, as clocks count."""
    return int(at.timestamp())


def to_instant(second: int) -> datetime:
    """Return the instant of a count of seconds since 1970."""
    return datetime.fromtimestamp(second, UTC)
