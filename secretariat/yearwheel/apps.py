from django.apps import AppConfig


class YearwheelConfig(AppConfig):
    name = "secretariat.yearwheel"
    label = "yearwheel"
