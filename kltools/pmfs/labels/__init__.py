"""Labels of outcomes, as pandas, xarray, dicts and Counters give them: read, aligned, and given back.

No library of these is imported: an object is known by the class it comes from.
"""
