"""Tests, in the tree of what they test; besides that the book's claims, and its pages in a browser."""
