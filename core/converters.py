"""Parts of addresses."""


class NumberConverter:
    """The number of an item; anything else is no address at all."""

    regex = r"[A-Z]{2,5}-\d{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value
