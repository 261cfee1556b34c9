"""A corpus with exact truth: fictional publications, typeset, extracted, wrapped.

`python -m tests.corpus.generate` writes documents, `python -m tests.corpus.measure` scores the
converter on them. The way of one document:

    publications  a publication's traits (genre, marks, layout) from its number
    writing       an issue of it in fluent Chinese, from the grammar in `language/`
    typeset       a PDF by WeasyPrint, Chromium or Typst (or `direct`, a simulation without engine)
    extract       raw text by pdftotext, PyMuPDF, pdfminer.six or pypdf
    wrap          flip-book dump, form-feed text, bare text …
    truth         the same issue in the gold format, and as a perfect tree for checking the truth
"""
