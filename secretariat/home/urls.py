"""Start page, first start, the handbook, the accessibility statement, and the doors that exist only in the demo."""

from django.urls import path

from . import accessibility, finding, views, watching

app_name = "home"
urlpatterns = [
    path("", views.front_door, name="start"),
    path("halsa/", watching.health, name="health"),
    path("matvarden/", watching.metrics, name="metrics"),
    path("tillganglighet/", accessibility.statement, name="accessibility"),
    path("sok/", finding.search_page, name="search"),
    path("handbok/", views.handbook, name="handbook"),
    path("handbok/hela/", views.handbook_whole, name="handbook-whole"),
    path("handbok/klassa/", views.klassa, name="klassa"),
    path("handbok/<slug:slug>/", views.handbook_chapter, name="handbook-chapter"),
    path("kom-igang/", views.first_start, name="first-start"),
    path("demo/logga-in/", views.demo_login, name="demo-login"),
    path("utskick/demo/", views.demo_mail, name="demo-mail"),
]
