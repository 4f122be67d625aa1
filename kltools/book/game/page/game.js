// The game about a figure: sets a round up, watches the player's frames, judges each move. The numbers are the player's.

const REST = 800; // milliseconds without a change after which a move by keyboard has ended
const SHOWN_SIGNS = 7;
const GAUGE_REACH = 4; // the gauge runs from a target's quarter to four times the target

class Game {
  /** root: the game's <section>, with its rounds as JSON within. */
  constructor(root) {
    this.root = root;
    Object.assign(this, JSON.parse(root.querySelector(".kl-rounds").textContent)); // goals, within, levels
    this.find = (name) => root.querySelector(`.kl-${name}`);
    this.cards = [...root.querySelectorAll(".kl-goal")];
    this.find("day").max = dayOf(new Date());
    this.find("day").addEventListener("change", () => this.choose());
    this.find("level").addEventListener("change", () => this.choose());
    this.find("again").addEventListener("click", () => this.begin());
    this.find("show").addEventListener("click", () => this.giveUp());
    this.find("share").addEventListener("click", () => this.share());
    root.addEventListener("pointerdown", ({ target }) => { this.held = target.closest(".kl-explorable") !== null; }, true);
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => { this.held = false; this.settle(); });
    addEventListener("hashchange", () => { if (location.hash.startsWith(`#${root.id}?`)) this.followAddress(); });
    setInterval(() => this.showTally(), 1000);
    this.followAddress();
    root.dataset.ready = "true";
  }

  // ---- which round -----------------------------------------------------------------------------------------------

  followAddress() {
    const named = roundIn(location.hash, this.root.id, Object.keys(this.levels), dayOf(new Date()));
    this.open(named.day, named.level, named.wrong ? "The link asks for a day or a level that there is not. " : "");
  }

  /** Take the day and the level that the reader chose; an emptied day is today. */
  choose() {
    const day = isDay(this.find("day").value) ? this.find("day").value : dayOf(new Date());
    history.replaceState(null, "", hashOf(this.root.id, day, this.find("level").value)); // a reload finds it again
    this.open(day, this.find("level").value);
  }

  async open(day, level, before = "") {
    Object.assign(this, { day, level, player: null });
    this.find("day").value = day;
    this.find("level").value = level;
    const { scene, rounds, feedback, words } = this.levels[level];
    Object.assign(this, { feedback, round: rounds[placeOf(day, rounds.length)] });
    this.find("words").textContent = words;
    const figures = [...this.root.querySelectorAll(".kl-explorable")];
    for (const figure of figures) figure.hidden = figure.dataset.scene !== scene;
    const player = await this.playerOf(figures.find((figure) => !figure.hidden));
    if (this.day !== day || this.level !== level) return; // another round was opened while the figure came
    this.player = player;
    this.begin(before);
  }

  /** The figure's player, once it has come; each is listened to once. */
  async playerOf(figure) {
    if (!figure.klPlayer) await new Promise((resolve) => figure.addEventListener("kl-ready", resolve, { once: true }));
    const player = figure.klPlayer;
    player.gameListens ??= player.listeners.push(() => {
      queueMicrotask(() => { if (player === this.player) this.follow(); }); // listeners are called before the frame is made
    });
    return player;
  }

  // ---- a round ---------------------------------------------------------------------------------------------------

  begin(before = "") {
    if (!this.player) return;
    Object.assign(this, { goal: 0, trails: [[], []], began: null, time: 0, over: false, moving: false });
    clearTimeout(this.resting);
    this.setFigure(this.round.start);
    this.find("share").hidden = this.find("result").hidden = true;
    this.find("show").hidden = false;
    this.root.dataset.over = "false";
    this.say(`${before}Bring ${this.goals[0]} to ${aimed(this.round.targets[0])}.`);
    this.show();
  }

  setFigure(values) { this.player.set(values.map((value, place) => [place, value]), { silent: true }); }

  /** The reader changed q: the clock runs, and the move lasts until the hand lets go or the keys rest. */
  follow() {
    if (this.over) { this.show(); return; }
    this.began ??= Date.now();
    this.moving = true;
    this.show();
    clearTimeout(this.resting);
    if (!this.held) this.resting = setTimeout(() => this.settle(), REST);
  }

  /** A move has ended: judge it. */
  settle() {
    if (!this.moving) return;
    clearTimeout(this.resting);
    this.moving = false;
    const side = this.sideFor(this.goal);
    this.trails[this.goal].push(side);
    if (side === 0) this.hit();
    else this.say(`Too ${side < 0 ? "low" : "high"}${this.feedback === "side" ? "" : `: ${this.player.outputs[this.goal].textContent}`}.`);
    this.show();
  }

  hit() {
    const words = this.valueInWords(this.goal);
    this.goal += 1;
    const both = this.goal === 1 && this.sideFor(1) === 0;
    if (both || this.goal === 2) this.end(both ? "One q hits both" : "Both hit");
    else this.say(`Hit: ${words}. Now bring ${this.goals[1]} to ${aimed(this.round.targets[1])}, from this q.`);
  }

  end(words) {
    this.time = Date.now() - this.began;
    this.close();
    this.find("share").hidden = false;
    this.say(`${words}, in ${this.score()}.`);
  }

  /** Nothing counts any more; every number is shown. */
  close() {
    Object.assign(this, { over: true, goal: 2 });
    this.root.dataset.over = "true";
    this.find("show").hidden = true;
  }

  /** Show a q that meets both targets; the round then has no result. */
  giveUp() {
    if (!this.player) return;
    this.begin();
    this.setFigure(this.round.kept);
    this.close();
    this.say(`This q meets both: ${this.valueInWords(0)}, ${this.valueInWords(1)}.`);
    this.show();
  }

  // ---- what the reader sees --------------------------------------------------------------------------------------

  sideFor(goal) { return sideOf(this.player.frame.r[goal], this.round.targets[goal], this.within); }
  valueInWords(goal) { return `${this.goals[goal]} = ${this.player.outputs[goal].textContent}`; }
  elapsed() { return this.over ? this.time : this.began === null ? 0 : Date.now() - this.began; }
  score() { return `${counted(movesOf(this.trails))} and ${clock(this.elapsed())}`; }
  say(words) { this.find("said").textContent = words; }

  show() {
    this.cards.forEach((card, i) => {
      card.dataset.now = String(i === this.goal);
      card.dataset.hit = String(this.over ? this.sideFor(i) === 0 : i < this.goal);
      card.querySelector("strong").textContent = aimed(this.round.targets[i]);
      card.querySelector(".kl-trail").textContent = signsOf(this.trails[i], SHOWN_SIGNS);
    });
    this.showGauge();
    this.showTally();
  }

  /** The needle and the number, as far as the level lets them be seen. */
  showGauge() {
    const goal = Math.min(this.goal, 1), target = this.round.targets[goal], value = this.player.frame.r[goal];
    const last = this.trails[goal].at(-1), judged = !this.moving && last !== undefined;
    const seen = this.over || this.feedback === "live" || (this.feedback === "number" && judged);
    const along = Math.log(value / target) / Math.log(GAUGE_REACH);
    this.find("needle").hidden = !seen;
    this.find("needle").style.left = `${50 + 50 * Math.max(-1, Math.min(1, along))}%`;
    this.find("gauge").dataset.side = judged && !seen ? String(last) : "";
    this.find("name").textContent = this.goals[goal];
    this.find("measured").textContent = seen ? this.player.outputs[goal].textContent : "?";
  }

  showTally() {
    if (this.player) this.find("tally").textContent = `${counted(movesOf(this.trails))}, ${clock(this.elapsed())}`;
  }

  // ---- the result ------------------------------------------------------------------------------------------------

  /** Copy the result; where the browser does not let a page do that, show it to be copied by hand. */
  async share() {
    const address = location.protocol === "file:" ? "" : location.href.split("#")[0] + hashOf(this.root.id, this.day, this.level);
    const { day, level, goals, trails, time, round: { targets } } = this, box = this.find("result");
    const text = resultText({ day, level, goals, targets, trails, time, address });
    try {
      await navigator.clipboard.writeText(text);
      this.say("Result copied.");
    } catch {
      box.value = text;
      box.hidden = false;
      box.select();
      this.say("Copy the result from the box.");
    }
  }
}

document.querySelectorAll(".kl-game:not([data-ready])").forEach((root) => new Game(root));
