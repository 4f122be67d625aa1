project = "Taylor polynomials"
extensions = ["myst_nb", "sphinx_external_toc", "kltools.sphinx"]
myst_enable_extensions = ["dollarmath"]
nb_execution_mode = "cache"
nb_execution_raise_on_error = True
exclude_patterns = ["_build"]
mathjax3_config = {"tex": {"macros": {"R": r"\mathbb{R}"}}}
