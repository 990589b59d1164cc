"""How Django prints and reads dates here. Its own Swedish list reads 03/04/2026 as 4 March (domain, traps 5)."""

DATE_FORMAT = "j F Y"
SHORT_DATE_FORMAT = "Y-m-d"
TIME_FORMAT = "G.i"
DATETIME_FORMAT = "j F Y \\k\\l. G.i"
SHORT_DATETIME_FORMAT = "Y-m-d H.i"
DATE_INPUT_FORMATS = ["%Y-%m-%d", "%y%m%d", "%Y%m%d", "%d/%m-%y", "%d/%m %Y"]
TIME_INPUT_FORMATS = ["%H.%M", "%H:%M", "%H", "%H:%M:%S", "%H%M", "%H,%M"]
DECIMAL_SEPARATOR = ","
THOUSAND_SEPARATOR = "\u00a0"
NUMBER_GROUPING = 3
FIRST_DAY_OF_WEEK = 1
