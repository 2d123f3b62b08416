from accounts.models import Organisation
from catalogue.models import Service
from slm.models import CategoryService


def services_by_category(customer: Organisation) -> dict[str, Service]:
    """Return the service that each category of the customer's records stands for."""
    rows = CategoryService.objects.filter(customer=customer)
    return {
        row.category.name: row.service
        for row in rows.select_related("category", "service")
    }
