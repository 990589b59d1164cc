from django.apps import AppConfig


class InquiriesConfig(AppConfig):
    name = "secretariat.inquiries"
    label = "inquiries"
