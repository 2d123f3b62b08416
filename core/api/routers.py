from rest_framework.routers import DynamicRoute, Route, SimpleRouter


class Router(SimpleRouter):
    """Addresses whose names are spelled like all others: `api_incident_list`."""

    routes = [
        (
            route._replace(name=route.name.replace("-", "_"))
            if isinstance(route, Route | DynamicRoute)
            else route
        )
        for route in SimpleRouter.routes
    ]
