from catalogue.services.components import create_component, edit_component
from catalogue.services.depending import add_dependency, remove_dependency
from catalogue.services.portfolio import (
    NEEDS,
    create_service,
    edit_service,
    entitle_customer,
    move_service,
    withdraw_customer,
)

__all__ = [
    "NEEDS",
    "add_dependency",
    "create_component",
    "create_service",
    "edit_component",
    "edit_service",
    "entitle_customer",
    "move_service",
    "remove_dependency",
    "withdraw_customer",
]
