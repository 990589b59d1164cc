"""Reading results: indicators, places, comparing, files, the feed. Open to everybody, who see what is open to them."""

from django.urls import path, register_converter

from surveys.models import Result
from surveys.views import comparing, indicators, places, reading, result_files

_LEVELS = {
    "riket": Result.Geography.COUNTRY,
    "lan": Result.Geography.COUNTY,
    "lansdel": Result.Geography.DISTRICT,
    "kommun": Result.Geography.MUNICIPALITY,
    "skola": Result.Geography.SCHOOL,
}


class LevelConverter:
    """A level of geography, in Swedish in the address."""

    regex = "|".join(_LEVELS)

    def to_python(self, value: str) -> str:
        """What the rows say."""
        return str(_LEVELS[value])

    def to_url(self, value: str) -> str:
        """What the address says."""
        return next(word for word, level in _LEVELS.items() if level == value)


register_converter(LevelConverter, "niva")

urlpatterns = [
    path("resultat/", reading.result_list, name="result-list"),
    path("resultat/jamfor/", comparing.result_compare, name="result-compare"),
    path("resultat/atom/", result_files.result_feed_atom, name="result-feed"),
    path("resultat/indikator/<str:code>/", indicators.indicator_detail, name="indicator-detail"),
    path(
        "resultat/indikator/<str:code>/fil.<str:kind>", result_files.indicator_export, name="indicator-export"
    ),
    path("resultat/<niva:geography>/<str:geo_code>/", places.place_detail, name="place-detail"),
    path(
        "resultat/<niva:geography>/<str:geo_code>/fil.<str:kind>",
        result_files.place_export,
        name="place-export",
    ),
    path(
        "resultat/<niva:geography>/<str:geo_code>/rapport.pdf", result_files.place_report, name="place-report"
    ),
]
