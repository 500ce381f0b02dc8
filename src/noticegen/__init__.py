"""noticegen: documents for overdue guaranteed loans, and proof that the steps before them were taken."""

__version__ = "0.1.0"
