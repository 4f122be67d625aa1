"""Pictures in the book's one style: its palette, its panels, and matplotlib's figures as SVG."""
