"""Förfrågningar: who is asked, which questions, and what is answered."""

from .answers import Answer, AnswerSheet
from .forms import ColumnKind, Form, FormVersion, Question, QuestionColumn, QuestionKind, QuestionOption
from .inquiries import Inquiry, Recipient

__all__ = [
    "Answer",
    "AnswerSheet",
    "ColumnKind",
    "Form",
    "FormVersion",
    "Inquiry",
    "Question",
    "QuestionColumn",
    "QuestionKind",
    "QuestionOption",
    "Recipient",
]
