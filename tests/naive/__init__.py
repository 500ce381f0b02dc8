"""A second opinion: figures, clocks and rules written again from the specification alone.

Plain, slow and obvious on purpose: days are walked one at a time, sums are `Fraction`, nothing is
shared with the product but the values of `model`, the numbers of `policy` and the calendar of
working days. It was written without reading the product's rules, figures or clocks, so that a
mistake has to be made twice to stay hidden. Where the two disagreed, `docs/second-opinion.md` says
who was right. Readings that the specification leaves open are marked READING.
"""
