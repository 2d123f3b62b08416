"""Parts of addresses."""


class NumberConverter:
    """The number of an item, as people type it; anything else is no address at all."""

    regex = r"[A-Za-z]{2,5}-[0-9]{1,12}"

    def to_python(self, value: str) -> str:
        return value.upper()

    def to_url(self, value: str) -> str:
        return value
