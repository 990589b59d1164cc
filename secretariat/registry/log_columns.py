"""What each column of a fetched log says (D8)."""

from secretariat.lib.sheets import Column, Kind

LOG = (
    Column("datum", "Dagen, svensk tid.", Kind.DAY, 12),
    Column("tid", "Klockslaget, svensk tid.", Kind.CLOCK, 10),
    Column("vem", "Personens namn den dagen, eller systemet självt.", width=28),
    Column("vad", "Vad som gjordes.", width=36),
    Column("slag", "Vad för slags sak det gäller.", width=24),
    Column("gäller", "Sakens namn den dagen.", width=50),
    Column("uppgifter", "Närmare om det som gjordes.", width=60),
    Column("från", "IP-adressen, där den noteras.", width=18),
)
