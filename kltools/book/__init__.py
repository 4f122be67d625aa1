"""What only this book needs: its scenes, still pictures, quizzes, data, game and Sphinx extension."""

from kltools.extras import require

require("explorables", "matplotlib")
