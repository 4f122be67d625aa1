"""A page's policy names every script within it, and no other."""

from __future__ import annotations

from kltools.book.sphinx.security_policy import policy, with_policy

PAGE = """<html><head><meta charset="utf-8" /><script src='a.js'></script><script>one()</script></head>
<body><script>two()</script></body></html>"""


def test_a_policy_has_a_hash_for_each_script_within_and_no_leave_for_others() -> None:
    scripts = policy(PAGE).partition(";")[0]
    assert scripts.count("'sha256-") == 2
    assert "unsafe" not in scripts and "http" not in policy(PAGE)
    assert policy(PAGE.replace("one()", "uno()")) != policy(PAGE)


def test_the_policy_comes_before_what_it_governs() -> None:
    page = with_policy(PAGE)
    assert page.startswith(
        '<html><head><meta charset="utf-8" /><meta http-equiv="Content-Security-Policy" content="script-src '
    )
    assert page.count("<meta") == 2 and page.endswith(PAGE.partition(" />")[2])
