"""Games about the divergence. Their figures are explorables; their scripts count moves and time, and compute no divergence."""

from kltools.book.game.game_page import Game, hit_the_number

__all__ = ["Game", "hit_the_number"]
