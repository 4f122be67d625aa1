"""A widget's front end in a page without Jupyter: models that hold what a kernel sends, and answer as Jupyter's do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from kltools.book.scenes import evidence, two_normals
from kltools.explorables.widget import ExplorableWidget, make_widget

JUPYTER = """
class Model {
  constructor(state, manager) { Object.assign(this, { state, widget_manager: manager, heard: {}, saved: 0 }); }
  get(name) { return this.state[name]; }
  set(name, value) { if (this.state[name] !== value) { this.state[name] = value; this.tell(`change:${name}`); } }
  save_changes() { this.saved += 1; }
  on(event, listener) { (this.heard[event] ??= []).push(listener); }
  off(event, listener) { this.heard[event] = this.heard[event].filter((one) => one !== listener); }
  tell(event, told) { for (const listener of this.heard[event] ?? []) listener(told); }
}
const models = {};
const manager = { get_model: async (id) => models[id] ?? Promise.reject(new Error(`no model ${id}`)) };
const made = [];
const make = URL.createObjectURL;
URL.createObjectURL = (blob) => { made.push(blob.size); return make(blob); };
window.open_models = (sent) => { for (const id in sent) models[id] = new Model(sent[id], manager); };
window.close_models = () => { for (const id in models) delete models[id]; };
window.show = async (id) => {
  const el = document.body.appendChild(document.createElement("div"));
  const module = await import(make(new Blob([models[id].get("_esm")], { type: "text/javascript" })));
  el.leave = await module.default.render({ model: models[id], el });
};
Object.assign(window, { models, made });
"""


def sent(*widgets: ExplorableWidget) -> dict[str, Any]:
    """The models that a kernel opens, by id."""
    every = [*widgets, *(widget._player for widget in widgets)]
    return {one.model_id: json.loads(json.dumps(one.get_state(), default=str)) for one in every}


@pytest.fixture
def notebook(browser: Browser) -> Iterator[Page]:
    """A page as a notebook's, with no widget on it yet."""
    page = browser.new_page(viewport={"width": 900, "height": 900})
    page.goto("data:text/html,<meta charset=utf-8>")
    page.evaluate(JUPYTER)
    yield page
    page.close()


def show(page: Page, *widgets: ExplorableWidget) -> None:
    page.evaluate("(sent) => open_models(sent)", sent(*widgets))
    for widget in widgets:
        page.evaluate("(id) => show(id)", widget.model_id)


def states(page: Page) -> list[list[float]]:
    return page.evaluate("[...document.querySelectorAll('figure')].map((figure) => [...figure.klPlayer.state])")


def test_ten_figures_build_the_player_once(notebook: Page) -> None:
    widgets = [make_widget(two_normals.describe()) for _ in range(10)]
    show(notebook, *widgets)
    assert notebook.locator("figure[data-ready]").count() == 10
    sizes = notebook.evaluate("made")
    assert len([size for size in sizes if size > 15_000]) == 1
    assert len(sizes) == 11, "and each its own formulas"


def test_a_control_moves_its_own_model_alone(notebook: Page) -> None:
    one, other = make_widget(two_normals.describe()), make_widget(two_normals.describe())
    show(notebook, one, other)
    notebook.locator('[data-control="mu"]').first.press("ArrowRight")
    moved, still = (notebook.evaluate("(id) => models[id].state.mu", widget.model_id) for widget in (one, other))
    assert moved == pytest.approx(1.5 + one.scene.controls[0].step)
    assert still == 1.5
    assert notebook.evaluate("(id) => models[id].saved", one.model_id) > 0


def test_two_views_of_a_widget_move_together_and_share_no_id(notebook: Page) -> None:
    widget = make_widget(two_normals.describe())
    show(notebook, widget, widget)
    notebook.locator('[data-control="mu"]').last.press("ArrowRight")
    first, second = states(notebook)
    assert first == second != [1.5, 0.8]
    ids = notebook.evaluate("[...document.querySelectorAll('[id]')].map((one) => one.id)")
    assert len(ids) == len(set(ids)) > 20
    notebook.evaluate("document.querySelector('div').leave()")
    notebook.locator('[data-control="mu"]').last.press("ArrowRight")
    assert states(notebook)[0] == first, "a view that is left hears no more"


def test_after_a_restart_of_the_kernel_the_cells_show_again(notebook: Page) -> None:
    before = make_widget(two_normals.describe())
    show(notebook, before)
    notebook.evaluate("close_models()")
    gone = before._player.model_id
    before._player.close()
    after = make_widget(two_normals.describe())
    assert after._player.model_id != gone
    show(notebook, after)
    assert notebook.locator("figure[data-ready]").count() == 2
    assert len([size for size in notebook.evaluate("made") if size > 15_000]) == 1, (
        "the player is the same, by its version"
    )


def test_a_recorded_scene_shows_the_frames_that_the_kernel_sends(notebook: Page) -> None:
    widget = make_widget(evidence.describe())
    show(notebook, widget)
    output = notebook.locator(".kl-readout output").first
    before = output.text_content()
    widget.mean = 0.7777
    notebook.evaluate("([id, frame]) => models[id].set('_frame', frame)", [widget.model_id, widget._frame])
    assert before != output.text_content() == widget.scene.readouts[0].shown(0.7777**2 / 2)


def test_what_a_cell_sets_stops_play_and_stays(notebook: Page) -> None:
    """Even where a frame of play falls between the trait's change and the word to stop."""
    widget = make_widget(two_normals.describe())
    show(notebook, widget)
    figure = notebook.locator("figure")
    figure.evaluate("(figure) => figure.klPlayer.play(0, figure.querySelector('.kl-reset'))")
    notebook.wait_for_function("document.querySelector('figure').klPlayer.state[0] !== 1.5")
    notebook.evaluate(
        """async (id) => {
            models[id].set("mu", -2);
            await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
            models[id].tell("msg:custom", { stop: { mu: -2, sigma: 0.8 } });
        }""",
        widget.model_id,
    )
    notebook.wait_for_timeout(100)
    assert states(notebook) == [[-2, 0.8]]
    assert notebook.evaluate("(id) => models[id].state.mu", widget.model_id) == -2
    assert not figure.evaluate("(figure) => figure.klPlayer.moving")


def test_what_a_link_sets_does_not_stop_play(notebook: Page) -> None:
    widget = make_widget(two_normals.describe())
    show(notebook, widget)
    notebook.locator("figure").evaluate("(figure) => figure.klPlayer.play(0, figure.querySelector('.kl-reset'))")
    notebook.evaluate("(id) => models[id].set('mu', 1.25)", widget.model_id)
    assert notebook.locator("figure").evaluate("(figure) => figure.klPlayer.moving")


def test_a_live_view_takes_the_place_of_its_picture(notebook: Page) -> None:
    widget, other = make_widget(two_normals.describe()), make_widget(two_normals.describe())
    for one in (widget, other):
        notebook.evaluate(
            "(name) => { document.body.insertAdjacentHTML('beforeend', `<img data-kl-still='${name}'>`) }",
            one._still_name,
        )
    show(notebook, widget)
    names = notebook.evaluate("[...document.querySelectorAll('img')].map((one) => one.dataset.klStill)")
    assert names == [other._still_name]
