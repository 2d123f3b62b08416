from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_organisation_language")]

    operations = [
        migrations.AlterModelOptions(
            "person",
            options={
                "ordering": ["name"],
                "permissions": [
                    ("view_colleagues", "Can see the people of their organisation"),
                    (
                        "manage_people",
                        "Can manage people, organisations, teams and roles",
                    ),
                    ("register_person", "Can make customers' people known"),
                ],
                "verbose_name": "person",
                "verbose_name_plural": "people",
            },
        ),
    ]
