"""Swedish words for the search: base forms, the parts of compounds, and which words of a text answer a question.

`lexicon` knows the words, `parts` takes a word apart, `lexemes` says what stands in the index, `marking` shows hits.
"""
