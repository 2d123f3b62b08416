"""
How a line of the table is written, in the file of its door beside this one.

One line for each address, by door. A line is `"url_name": row(...)`, or
`"POST url_name": row(...)` for another method; where an address needs several
lines, what tells them apart follows in brackets, `"url_name (draft)"`:

- first, for each argument of the address, the name of a thing in `things.py`;
- `default`, the status for everybody who is not named (200);
- the status for groups or roles: `customers`, `staff`, `desk`, or one of `ROLES`
  (a role counts for more than a group);
- `anonymous`, the status for those who are not signed in (302, to the sign-in);
- `body`, what is sent; `query`, the query string, with things in braces.
"""

from dataclasses import dataclass
from typing import Any

ROLES = (
    "requester",
    "representative",
    "stranger",
    "supplier_representative",
    "agent",
    "team_lead",
    "service_level_manager",
    "contract_manager",
    "auditor",
    "administrator",
)
# A supplier's people are outside as customers are, and see none of what is theirs.
GROUPS = {
    "customers": ROLES[:4],
    "desk": ("agent", "team_lead"),
    "staff": ROLES[4:],
}


@dataclass(frozen=True)
class Row:
    arguments: tuple[str, ...]
    statuses: dict[str, int]
    body: dict[str, Any] | None
    query: str


def row(
    *arguments: str,
    default: int = 200,
    anonymous: int = 302,
    body: dict[str, Any] | None = None,
    query: str = "",
    **named: int,
) -> Row:
    """Spell a line of the table out into a status for each role."""
    statuses = {"anonymous": anonymous, **dict.fromkeys(ROLES, default)}
    if "stranger" in named:
        # What is of one customer is hidden from suppliers as from other customers.
        named.setdefault("supplier_representative", named["stranger"])
    for name, members in GROUPS.items():
        if name in named:
            statuses |= dict.fromkeys(members, named.pop(name))
    unknown = set(named) - set(ROLES)
    if unknown:
        raise ValueError(f"Nobody is called {unknown}.")
    return Row(arguments, statuses | named, body, query)


def api(*arguments: str, **named: Any) -> Row:
    """A line about the API, which says 401 rather than show the sign-in."""
    return row(*arguments, **{"anonymous": 401, **named})
