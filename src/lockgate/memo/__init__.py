"""One determination as a document: what counsel would attach, as plain content, HTML and PDF."""
