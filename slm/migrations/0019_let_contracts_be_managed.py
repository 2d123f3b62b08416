from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("slm", "0018_document_needs_again")]

    operations = [
        migrations.AlterModelOptions(
            name="agreement",
            options={
                "permissions": [
                    ("manage_agreement", "Can make and change agreements"),
                    (
                        "view_own_agreement",
                        "Can see the agreements of their organisation",
                    ),
                    ("view_own_terms", "Can see what holds for their organisation"),
                    (
                        "view_own_contracts",
                        "Can see what their organisation promised as a supplier",
                    ),
                    ("sign_contract", "Can sign underpinning contracts"),
                    ("manage_contract", "Can make and change underpinning contracts"),
                ],
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
            },
        ),
    ]
