"""The revisions of the book, run by `Book.create` and `Book.upgrade`."""
