"""What is asked before and after an answer: interviews, comparisons, dates, headroom, reasons why not, classes."""
