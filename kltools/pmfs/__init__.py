"""The divergences of probability mass functions, given as arrays."""
