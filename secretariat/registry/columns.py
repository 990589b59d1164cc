"""Columns that files of many apps share, so that a party is told in one way wherever it is fetched (J1)."""

from secretariat.lib.sheets import Column

PARTY = (
    Column("part", "Partens korta namn.", width=18),
    Column("kommunkod", "Fyra siffror som text. Tomt för andra än kommuner.", width=11),
)
ADDRESS = Column("adress", "Sidans adress.", width=40)
