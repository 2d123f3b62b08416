from accounts.models import Person, Team


def split_holder(value: str) -> tuple[Team | None, Person | None]:
    """Return the team, and the person if one is named, of a choice of holder."""
    team, _dash, person = value.partition("-")
    return (
        Team.objects.filter(pk=team).first() if team else None,
        Person.objects.filter(pk=person).first() if person else None,
    )
