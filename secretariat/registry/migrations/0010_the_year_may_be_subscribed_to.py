from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0009_files_are_public_records")]

    operations = [
        migrations.AlterField(
            model_name="personallink",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("reply", "svara på kallelse"),
                    ("calendar", "kalenderprenumeration"),
                    ("contribution", "skriva inlägg före mötet"),
                    ("inquiry", "besvara förfrågan"),
                    ("feed", "flöde med det man bevakar"),
                    ("year", "årshjulet i en kalender"),
                ],
                max_length=20,
                verbose_name="ändamål",
            ),
        ),
    ]
