"""YAML read strictly: nothing guessed, no key twice."""

import re
from typing import Any

import yaml
from django.utils.translation import gettext as _

from slm.exchange.problems import ExchangeError, Problem

# What Postgres does not store: NUL, and halves of pairs.
NO_TEXT = re.compile("[\x00\ud800-\udfff]")


class StrictLoader(yaml.SafeLoader):
    """
    Reads text, whole numbers, true, false and null, and nothing else.

    The usual one takes 12:30 for the number 750, and `no` for false.
    """

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def compose_node(self, parent: Any, index: Any) -> Any:
        # A few lines of references to references are a document without end.
        if self.check_event(yaml.AliasEvent):
            mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.constructor.ConstructorError(
                None, None, _("references are not read"), mark
            )
        return super().compose_node(parent, index)

    def construct_scalar(self, node: Any) -> Any:
        found = super().construct_scalar(node)
        if isinstance(found, str) and NO_TEXT.search(found):
            raise _error(node, _("there are characters that are no text"))
        return found

    def construct_mapping(
        self, node: yaml.MappingNode, deep: bool = False
    ) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _value in node.value]
        for place, key in enumerate(keys):
            if isinstance(key, dict | list):
                raise _error(node, _("a key must be a word"))
            if key in keys[:place]:
                raise _error(node, _("“%s” is given twice") % key)
        return super().construct_mapping(node, deep)


def _error(node: yaml.Node, text: str) -> yaml.constructor.ConstructorError:
    return yaml.constructor.ConstructorError(None, None, text, node.start_mark)


for _tag, _pattern, _first in (
    ("null", r"~|null|", "~n\0"),
    ("bool", r"true|false", "tf"),
    ("int", r"[0-9]+", "0123456789"),
):
    StrictLoader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}",
        re.compile(f"^(?:{_pattern})$"),
        ["" if letter == "\0" else letter for letter in _first],
    )


def load_yaml(text: str) -> Any:
    """
    Read YAML text.

    :raises ExchangeError: naming the line, if it is not YAML
    """
    try:
        return yaml.load(text, Loader=StrictLoader)  # noqa: S506 (a SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = _("line %s") % (mark.line + 1) if mark else _("file")
        raise ExchangeError([Problem(where, error.problem or str(error))]) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise ExchangeError([Problem(_("file"), str(error))]) from error
