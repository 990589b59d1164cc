"""Rows of surveys: rounds and their milestones, schools and who takes part, answers week by week, results."""

from .participation import ClassGroup, ContactNote, Participation, School
from .responses import ClassCount, ResponseCount
from .results import Circle, Dataset, Indicator, Reader, Result, SeriesBreak
from .rounds import Milestone, RoundFile, RoundNotice, SampleTarget, Survey, SurveyRound

__all__ = [
    "Circle",
    "ClassCount",
    "ClassGroup",
    "ContactNote",
    "Dataset",
    "Indicator",
    "Milestone",
    "Participation",
    "Reader",
    "ResponseCount",
    "Result",
    "RoundFile",
    "RoundNotice",
    "SampleTarget",
    "School",
    "SeriesBreak",
    "Survey",
    "SurveyRound",
]
