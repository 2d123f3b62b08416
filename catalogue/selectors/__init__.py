from catalogue.selectors.depending import (
    Web,
    cycle_through,
    dependants_of,
    dependencies_of,
    structure_of,
    web_of_services,
)
from catalogue.selectors.portfolio import (
    Told,
    customers_of,
    history_of,
    matching_services,
    missing_for,
    possible_customers,
    possible_owners,
    possible_steps,
)

__all__ = [
    "Told",
    "Web",
    "customers_of",
    "cycle_through",
    "dependants_of",
    "dependencies_of",
    "history_of",
    "matching_services",
    "missing_for",
    "possible_customers",
    "possible_owners",
    "possible_steps",
    "structure_of",
    "web_of_services",
]
