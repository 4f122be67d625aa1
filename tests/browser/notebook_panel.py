"""A notebook in JupyterLab as its reader handles it, and its model where a test asks what a cell printed."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Locator, Page

EXPOSED = "--LabApp.expose_app_in_browser=True"
"""The server's option that lets a page's scripts reach the notebook's model; readers start without it."""
SHOWN = ".jp-NotebookPanel:not(.lm-mod-hidden)"
MODEL = "const panel = jupyterapp.shell.currentWidget, notebook = panel.content;"
CODE = f"{MODEL} const code = notebook.widgets.filter((cell) => cell.model.type === 'code');"
ERRORS = f"""() => {{ {CODE}
    return code.flatMap((cell) => cell.model.outputs.toJSON())
        .filter((output) => output.output_type === "error")
        .map(({{ ename, evalue }}) => `${{ename}}: ${{evalue}}`);
}}"""
SECONDS = 1000  # as milliseconds, Playwright's unit


def open_from_browser(page: Page, name: str) -> Locator:
    """Double click on a file in the file browser; the notebook panel, once its kernel waits for a cell."""
    page.locator(".jp-DirListing-item").filter(has=page.get_by_text(name, exact=True)).dblclick()
    return shown_notebook(page, name)


def shown_notebook(page: Page, name: str) -> Locator:
    """The panel in front, once it is a file's notebook and its kernel waits for a cell."""
    page.wait_for_function(
        """(name) => {
            const panel = window.jupyterapp?.shell.currentWidget;
            return panel?.context?.path.split("/").at(-1) === name && panel.content.widgets?.length
                && panel.sessionContext.session?.kernel?.status === "idle";
        }""",
        arg=name,
        timeout=120 * SECONDS,
    )
    return page.locator(SHOWN)


def run_all(page: Page) -> list[str]:
    """Run > Run All Cells, until every cell has run and is on the page, or one has failed; the errors."""
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()
    page.wait_for_function(
        f"""() => {{ {CODE}
            const failed = code.some((cell) => cell.model.outputs.toJSON().some((one) => one.output_type === "error"));
            const idle = panel.sessionContext.session.kernel.status === "idle";
            const attached = notebook.widgets.every((cell) => cell.isAttached); // a long notebook's come one by one
            return failed || (idle && attached && code.every((cell) => cell.model.executionCount));
        }}""",
        timeout=300 * SECONDS,
    )
    return page.evaluate(ERRORS)


def run_code(page: Page, code: str) -> str:
    """Run code in a new last cell; what it printed. An error fails the test."""
    outputs = page.evaluate(
        f"""async (code) => {{ {MODEL}
            notebook.activeCellIndex = notebook.widgets.length - 1;
            await jupyterapp.commands.execute("notebook:insert-cell-below");
            notebook.activeCell.model.sharedModel.setSource(code);
            const cell = notebook.activeCell;
            await jupyterapp.commands.execute("notebook:run-cell");
            return cell.model.outputs.toJSON();
        }}""",
        code,
    )
    assert [one for one in outputs if one["output_type"] == "error"] == []
    return "".join(one["text"] for one in outputs if one["output_type"] == "stream").strip()


def open_chapter(page: Page, path: str) -> Locator:
    """Open With > Jupytext Notebook on a file; the panel, once its kernel waits for a cell."""
    options = {"path": path, "factory": "Jupytext Notebook"}
    page.evaluate("(options) => jupyterapp.commands.execute('docmanager:open', options)", options)
    return shown_notebook(page, path.split("/")[-1])


def save_with(page: Page, words: str = "", others: str = "") -> None:
    """Save the notebook in front, with some of its words changed into others."""
    page.evaluate(
        f"""async ([words, others]) => {{ {MODEL}
            for (const {{ model }} of notebook.widgets) {{
                const source = model.sharedModel.getSource();
                if (words && source.includes(words)) model.sharedModel.setSource(source.replace(words, others));
            }}
            await panel.context.save();
        }}""",
        [words, others],
    )


def hidden_code(page: Page) -> int:
    """How many cells of code a folded heading hides, with what they print."""
    return int(page.evaluate(f"() => {{ {CODE} return code.filter((cell) => cell.isHidden).length; }}"))


def close_unsaved(page: Page) -> None:
    """Close the panel in front as a reader does who keeps no further change, and end its kernel."""
    dirty = page.evaluate(
        f"async () => {{ {MODEL} await panel.sessionContext.shutdown(); return panel.context.model.dirty; }}"
    )
    page.locator(".lm-TabBar-tab.jp-mod-current .lm-TabBar-tabCloseIcon").click()
    if dirty:
        page.get_by_role("button", name="Discard").click()


def eventually(read: Callable[[], object], wanted: object, seconds: float = 60) -> None:
    """Read again and again until the wanted comes: a message between page and kernel takes its time."""
    end = time.monotonic() + seconds
    while (found := read()) != wanted and time.monotonic() < end:
        time.sleep(0.05)
    assert found == wanted, f"{found!r} is not {wanted!r}"
