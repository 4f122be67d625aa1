"""Sums over outcomes that keep their digits: block by block, by the cheapest strategy that can vouch for itself."""
