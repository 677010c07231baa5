// An animated picture: a title, panels, and the strip that is the bar of time.
//
// `animate(element, scene, io)` draws into any element; `io` is {send(message), listen(function)}.
// Through anywidget (`render`, at the end) a lab in Jupyter uses it; a page without Python calls it
// with a stored run.

const SAID = 1000;               // ms between two titles
const SOON = 120;                // ms between two places of the head that Python is told

class Stage {
  constructor(element, scene, io) {
    Object.assign(this, { element, scene, io, live: scene.live, dirty: true, wave: 0 });
    this.track = new Track();
    this.head = new Head(this.track, scene.pace);
    this.playing = this.training = this.presenting = false;
    this.still = matchMedia("(prefers-reduced-motion: reduce)").matches || scene.still;
    this.build();
    this.watch();
    io.listen((message, buffers) => this.take(message, buffers));
    io.send({ ask: "ready" });
    this.before = performance.now();
    const tick = now => {
      if (this.ended) return;
      this.frame(now);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  // ---- what there is ----------------------------------------------------------------------------

  build() {
    const { element, scene } = this, { say } = scene.strip;
    element.classList.add("grokviz-animated");
    const make = (kind, name, parent = element) => {
      const made = document.createElement(kind);
      made.className = name;
      parent.append(made);
      return made;
    };
    const head = make("div", "grokviz-head");
    this.title = make("h2", "grokviz-title", head);
    this.sentence = make("p", "grokviz-sentence", head);
    this.buttons(make, head);
    this.room = make("div", "grokviz-room");            // where the lab puts its three sliders
    const more = make("button", "grokviz-more-button", this.room);
    more.textContent = say.more;
    more.addEventListener("click", () => this.io.send({ ask: "more" }));
    const row = make("div", "grokviz-panels");
    this.row = row;
    this.panels = scene.panels.map(spec => this.panelOf(spec));
    const below = make("div", "grokviz-below");
    this.button = make("button", "grokviz-play", below);
    this.button.type = "button";
    this.button.addEventListener("click", () => this.press());
    this.strip = new Strip(this, scene.strip);
    below.append(this.strip.canvas);
    this.go = make("button", "grokviz-place", below);
    this.go.type = "button";
    this.go.textContent = say.place;
    this.go.addEventListener("click", () => this.place());
    this.go.hidden = true;
    element.addEventListener("keydown", event => this.key(event));
  }

  panelOf(spec) {
    const canvas = document.createElement("canvas"), panel = { spec, canvas, view: {} };
    canvas.className = "grokviz-panel-canvas";
    canvas.setAttribute("role", "img");
    this.row.append(canvas);
    hold(this, panel);
    return panel;
  }

  // Pages of the lab and the large view; on a narrow lab behind one button.
  buttons(make, head) {
    const pills = make("div", "grokviz-pills", head), { say } = this.scene.strip;
    const dots = make("button", "grokviz-dots", head);
    dots.textContent = "⋯";
    dots.setAttribute("aria-label", say.menu);
    dots.addEventListener("click", () => pills.classList.toggle("grokviz-shown"));
    for (const [page, text, name] of this.scene.pages) {
      const pill = make("button", "grokviz-pill", pills);
      pill.textContent = text;
      pill.setAttribute("aria-label", name ?? text);
      pill.title = name ?? text;
      pill.addEventListener("click", () => {
        pills.classList.remove("grokviz-shown");
        if (page === "present") this.toggleLarge();
        else if (page === "sound") this.toggleSound(pill);
        else this.io.send({ ask: "page", page });
      });
    }
  }

  toggleSound(pill) {
    if (this.sound) this.sound.close();
    this.sound = this.sound ? null : new Sound();
    pill.setAttribute("aria-pressed", String(Boolean(this.sound)));
  }

  // The whole lab on the whole screen, large, for a room.
  toggleLarge() {
    const lab = this.element.closest(".grokviz") ?? this.element;
    if (document.fullscreenElement) document.exitFullscreen();
    else lab.requestFullscreen?.().catch(() => this.present(true));
  }

  watch() {
    this.large = () => this.present(Boolean(document.fullscreenElement?.contains(this.element)));
    document.addEventListener("fullscreenchange", this.large);
    this.sizes = new ResizeObserver(() => { this.stale = this.dirty = true; });
    this.sizes.observe(this.element);
    this.themes = new MutationObserver(() => { this.stale = this.dirty = true; });
    this.themes.observe(document.body, { attributes: true });
    this.resized = () => { this.stale = this.dirty = true; };
    addEventListener("resize", this.resized);
    this.stale = true;
  }

  close() {
    this.ended = true;
    this.sizes.disconnect();
    this.themes.disconnect();
    removeEventListener("resize", this.resized);
    document.removeEventListener("fullscreenchange", this.large);
    this.sound?.close();
  }

  // ---- sizes ------------------------------------------------------------------------------------

  // The height that is there: of what scrolls around the lab, else of the window.
  get roomBelow() {
    if (this.presenting) return innerHeight - 64;
    let around = (this.element.closest(".jp-Cell") ?? this.element).parentElement;
    while (around && around !== document.body) {
      const { overflowY } = getComputedStyle(around);
      if (/auto|scroll/.test(overflowY) && around.clientHeight > 300)
        return around.clientHeight - this.roomTaken;
      around = around.parentElement;
    }
    return innerHeight - this.roomTaken;
  }

  // What stands over it, a few lines of code, and what of the lab stands under it.
  get roomTaken() {
    const cell = this.element.closest(".jp-Cell"), lab = this.element.closest(".grokviz");
    if (!lab || this.presenting) return 0;
    const over = cell ? lab.getBoundingClientRect().top - cell.getBoundingClientRect().top : 0;
    return (over < 160 ? over : 0) + lab.clientHeight - this.element.clientHeight;
  }

  // What also holds the sliders of the lab.
  frameOf() { return this.element.closest(".grokviz-animation") ?? this.element; }

  measure() {
    this.stale = false;
    this.width = this.element.clientWidth;
    if (!this.width) return;
    const height = this.roomBelow, { width } = this, { scene } = this;
    this.zoom = this.presenting ? clamp(1.2, Math.min(width / 1130, height / 640), 2.4) : 1;
    const { zoom } = this;
    this.dark = isDark(this.element);
    this.short = !this.presenting && height < 640;
    this.narrow = width < 700 * zoom;
    this.roomy = width >= 1000 * zoom;
    this.gutter = Math.round(64 * zoom);
    this.stripHeight = this.short ? 56 : 72;
    this.lane = LANE + (scene.strip.moments && height > 500 ? MOMENT + 4 : 0);
    const gap = Math.round((this.roomy ? 48 : 24) * zoom), title = 30 * zoom;
    const numbered = this.panels.some(({ spec }) => spec.x && !spec.x.bare);
    const axes = (!numbered ? 6 : this.roomy ? 44 : 26) * zoom;
    this.frameOf().style.setProperty("--zoom", zoom);
    this.element.dataset.size = this.narrow ? "narrow" : this.roomy ? "wide" : "middle";
    this.element.dataset.short = this.short;
    const used = this.row.offsetTop - this.title.parentElement.offsetTop + title + axes
      + (this.lane + this.stripHeight + 44) * zoom + 24;
    const tall = clamp(150, height - used, 560 * zoom);
    this.layPanels(tall, gap, title, axes);
    const strip = this.strip.canvas;
    this.fit(strip, width, Math.round((this.lane + this.stripHeight + 44) * zoom));
    this.button.style.top = this.go.style.top = `${(this.lane + this.stripHeight / 2) * zoom}px`;
    for (const panel of this.panels) panel.ground = null;
    this.fitWords();
  }

  layPanels(tall, gap, title, axes) {
    const { width, gutter, narrow } = this, hero = this.panels[0].spec;
    const bare = hero.square ? 0 : gutter;              // no numbers at the left of a round picture
    const round = this.panels.filter(({ spec }) => spec.square).length;
    const spare = width - bare - round * (Math.min(tall, width / Math.max(round, 1)) + gap);
    for (const panel of this.panels) {                  // what there is no room for is left out
      panel.hidden = Boolean(panel.spec.spare) && (narrow || spare < panel.spec.spare * this.zoom);
      panel.canvas.style.display = panel.hidden ? "none" : "";
    }
    const shown = this.panels.filter(panel => !panel.hidden);
    const weights = shown.map(({ spec }) => spec.square ? 0 : spec.weight);
    const squares = round;
    const total = weights.reduce((a, b) => a + b, 0);
    let room = width - bare - gap * (shown.length - 1);
    let side = tall;
    if (squares && !narrow) {
      side = Math.min(tall, (room - (total ? 240 * this.zoom : 0)) / squares);
      room -= side * squares;
    }
    shown.forEach((panel, number) => {
      const { spec, canvas } = panel;
      const left = number === 0 ? bare : 0;
      let w = spec.square ? side : room * spec.weight / total;
      let h = spec.square ? side : squares ? side : tall;
      if (narrow) {
        w = spec.square ? Math.min(width, tall * 1.2) : width - gutter;
        h = spec.square ? w : number ? Math.min(tall, 240) : tall;
      }
      const lead = narrow && !spec.square ? gutter : left;
      panel.box = { x: lead, y: title, w: Math.max(w - (narrow ? 2 : 0), 60), h };
      if (spec.even) evenly(spec, panel.box);
      this.fit(canvas, panel.box.w + lead + 2, Math.round(h + title + axes));
      canvas.style.marginLeft = number && !narrow ? `${gap - 2}px` : 0;
    });
    this.row.style.order = 0;
  }

  fit(canvas, w, h) {
    const dots = devicePixelRatio || 1;
    canvas.style.width = `${w}px`;
    canvas.style.height = `${h}px`;
    canvas.width = Math.round(w * dots);
    canvas.height = Math.round(h * dots);
  }

  penFor(canvas, box, axes, view = {}) {
    const context = canvas.getContext("2d"), dots = devicePixelRatio || 1;
    context.setTransform(dots, 0, 0, dots, 0, 0);
    const colours = this.scene.colours[this.dark ? "dark" : "light"];
    return { context, box, view, zoom: this.zoom, roomy: this.roomy, head: this.head,
      live: this.live, dark: this.dark, stage: this,
      X: value => box.x + box.w * share(axes.x, value),
      Y: value => box.y + box.h * (1 - share(axes.y, value)),
      colour: name => colours[name] ?? name };
  }

  // ---- frames -----------------------------------------------------------------------------------

  frame(now) {
    const seconds = Math.min((now - this.before) / 1000, 0.1);
    this.before = now;
    if (this.wave > 0) { this.wave = Math.max(0, this.wave - seconds / 0.4); this.dirty = true; }
    if (this.glide) this.glideOn(now);
    if (this.playing && this.track.length && !this.held) this.play(seconds);
    if (!this.dirty || !this.element.isConnected) return;
    this.dirty = false;
    if (this.stale) this.measure();
    if (!this.width) return;
    this.say(now);
    for (const panel of this.panels) if (!panel.hidden) this.drawPanel(panel);
    this.strip.draw();
    this.frames = (this.frames ?? 0) + 1;               // for whoever measures
  }

  play(seconds) {
    const { head } = this, before = head.place;
    if (this.still) this.leap(); else head.advance(seconds, this.training);
    if (head.place !== before) {
      this.dirty = true;
      this.passed(before);
      this.told(false);
    }
    if (head.atEnd && !this.training && !this.open) {
      this.playing = false;
      this.told(true);
      this.showButton();
    }
  }

  // To a record, in 400 ms.
  glideTo(number) {
    this.playing = false;
    this.glide = { from: this.head.place, to: this.head.places[number], since: performance.now() };
    this.showButton();
  }

  glideOn(now) {
    const { from, to, since } = this.glide, part = this.still ? 1 : clamp(0, (now - since) / 400, 1);
    this.head.place = mix(from, to, part * part * (3 - 2 * part));
    this.dirty = true;
    if (part < 1) return;
    this.glide = null;
    this.told(true);
  }

  // Where less motion is wanted the head goes from one event to the next, or to the end.
  leap() {
    const { head, track } = this, next = track.events.find(event => event.step > head.step);
    if (next) head.goToStep(next.step); else head.place = head.last;
  }

  // What of it happened between the place before and now: the flag waves, and it may sound.
  passed(before) {
    const { head, track } = this, was = { ...head, __proto__: Head.prototype, place: before };
    for (const event of track.events)
      if (event.step > was.step && event.step <= head.step) {
        if (this.strip.flag) this.wave = 1;
        this.io.send({ ask: "passed", step: event.step });
        this.sound?.event(event);
      }
    const line = this.strip.spec.lines.find(each => each.colour === "test");
    if (line && !this.strip.spec.y.log) this.sound?.tone(head.value(line.ch)[0]);
  }

  drawPanel(panel) {
    const { spec, canvas, box } = panel, pen = this.penFor(canvas, box, spec, panel.view);
    const { context } = pen;
    if (!panel.ground) panel.ground = this.groundOf(panel);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(panel.ground, 0, 0);
    this.penFor(canvas, box, spec, panel.view);
    for (const mark of spec.marks) if (!isStatic(mark)) MARKS[mark.kind](pen, mark);
    if (spec.marks.some(mark => mark.curtain)) curtain(pen, spec.marks.find(mark => mark.curtain));
  }

  // What of a panel never moves, drawn once for each size and theme.
  groundOf(panel) {
    const { spec, box, canvas } = panel, ground = document.createElement("canvas");
    ground.width = canvas.width;
    ground.height = canvas.height;
    const pen = this.penFor(ground, box, spec, panel.view), { context } = pen;
    if (!spec.open) {
      context.fillStyle = pen.colour("panel");
      context.beginPath();
      context.roundRect(box.x, box.y, box.w, box.h, 8);
      context.fill();
    }
    for (const mark of spec.marks) if (isStatic(mark)) MARKS[mark.kind](pen, mark);
    drawAxes(pen, spec);
    const fits = !spec.short || widthOf(pen, spec.title, 18, 600) <= box.w;
    const title = panel.brief ? "" : fits ? spec.title : spec.short;    // a mark may say something else
    const end = write(pen, title, box.x, box.y - 18 * pen.zoom, { size: 18, weight: 600, colour: "ink" });
    if (this.roomy && spec.subtitle && end + 20 + widthOf(pen, spec.subtitle, 14) < box.w)
      write(pen, spec.subtitle, box.x + end + 20, box.y - 17 * pen.zoom, { size: 14 });
    return ground;
  }

  // The title and the sentence of the record at the head, at most one a second while it plays.
  say(now) {
    const { heads, end, length } = this.track, [number] = this.head.at;
    let at = heads.length - 1;
    while (at > 0 && heads[at][0] > number) at--;
    if (at < 0 || (this.playing && now - (this.saidAt ?? 0) < SAID)) return;
    const { verdict } = this.track, told = verdict && this.head.step >= verdict.step;
    const [title, plain] = end && number === length - 1 ? end : heads[at].slice(1);
    const sentence = told ? verdict.text : plain;
    if (this.title.textContent === title && this.sentence.textContent === sentence) return;
    this.saidAt = now;
    this.title.textContent = this.title.title = title;
    this.sentence.textContent = this.sentence.title = sentence;
    this.fitWords();
    this.panels.forEach(({ canvas, spec }) =>
      canvas.setAttribute("aria-label", `${spec.title}. ${spec.about ?? ""} ${title} ${sentence}`));
  }

  // A long title or sentence is written smaller, never cut and never on two lines.
  fitWords() {
    for (const line of [this.title, this.sentence]) {
      line.style.fontSize = "";
      const over = line.scrollWidth / line.clientWidth;
      if (over > 1) line.style.fontSize = `${parseFloat(getComputedStyle(line).fontSize) / over - 0.3}px`;
    }
  }

  // ---- hands ------------------------------------------------------------------------------------

  press() {
    this.glide = null;
    if (this.playing) {
      this.playing = false;
      this.io.send({ ask: "pause" });
    } else {
      if (this.head.atEnd && !this.training && !this.open) this.head.place = 0;
      this.playing = true;
      this.io.send({ ask: "play", open: this.open });
      if (this.open) this.starting();
    }
    this.showButton();
    this.dirty = true;
  }

  // A sign of life before the first record is there.
  starting() {
    if (this.strip.flag && !this.strip.flag.placed) this.strip.flag = null;
    this.go.hidden = true;
    this.sentence.textContent = this.scene.strip.say.starting;
    this.element.dataset.starting = "true";
  }

  place() {
    this.strip.flag.placed = true;
    this.io.send({ ask: "guess", step: this.strip.flag.step });
    this.press();
  }

  scrub(step) {
    this.playing = false;
    this.glide = null;
    this.head.goToStep(step);
    this.told(false);
    this.dirty = true;
    this.showButton();
  }

  scrubbed() { this.told(true); this.showButton(); }

  told(now) {
    const time = performance.now();
    if (!now && time - (this.toldAt ?? 0) < SOON) return;
    this.toldAt = time;
    if (!this.playing || now)
      this.io.send({ ask: "at", number: this.head.atEnd ? null : this.head.at[0] });
  }

  key(event) {
    if (event.target !== this.button && event.key === " ") this.press();
    else if (event.key === "Enter" && !this.go.hidden && event.target === this.strip.canvas) this.place();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  showButton() {
    const { say } = this.scene.strip;
    this.button.dataset.playing = this.playing;
    this.button.setAttribute("aria-label", this.playing ? say.pause : say.play);
    this.button.title = this.playing ? say.pause : say.play;
  }

  // A mark that was dragged is let go: from where it is now it rolls, unless a guess is open.
  letGo() {
    this.held = false;
    this.head.place = 0;
    this.playing = !this.open;
    this.showButton();
    this.dirty = true;
  }

  // ---- what Python sends ------------------------------------------------------------------------

  take(message, buffers) {
    const kind = message.kind;
    if (kind === "frames") this.frames_(message, buffers);
    else if (kind === "live") Object.assign(this.live, message.values);
    else if (kind === "at" && this.held) return;
    else if (kind === "at") { this.playing = false; message.number === null
      ? (this.head.place = this.head.last) : this.head.goTo(message.number); }
    else if (kind === "state") this.state(message);
    else if (kind === "scene") this.rebuild(message.scene, buffers);
    this.dirty = true;
  }

  frames_(message, buffers) {
    delete this.element.dataset.starting;
    if (message.from === 0) {
      this.track.clear();
      if (!message.kept) this.head.place = this.strip.far = 0;
    }
    const after = this.head.place;
    this.track.append(message, buffers);
    this.head.measure();
    this.head.place = message.whole ? this.head.last : Math.min(after, this.head.last);
    this.timeAxis_(message.last);
  }

  timeAxis_(last) {
    this.lastStep = last;
    this.dirty = true;
  }

  get timeAxis() {
    const { log } = this.scene.strip.x, last = Math.max(this.lastStep ?? 10, 2);
    return { log, lo: log ? 1 : 0, hi: last };
  }

  state({ training, playing, open, flag, end, verdict }) {
    Object.assign(this.track, { end, verdict });
    if (open) delete this.element.dataset.starting;
    this.training = training;
    if (open || playing !== null) this.playing = Boolean(playing);
    this.open = open;
    if (this.strip.hold !== "flag" && (open || flag?.placed)) this.strip.flag = { ...flag };
    if (!open && !flag?.placed) this.strip.flag = null;
    this.go.hidden = !(open && this.strip.flag && !this.strip.flag.placed);
    this.showButton();
  }

  // Another ground, under the same run: a mark is replaced by its name.
  rebuild(scene) {
    Object.assign(this.scene, scene);
    scene.panels?.forEach((spec, number) => {
      if (this.panels[number]) this.panels[number].spec = spec;
      else this.panels.push(this.panelOf(spec));
    });
    for (const { canvas } of this.panels.splice(scene.panels?.length ?? Infinity)) canvas.remove();
    if (scene.strip) this.strip.spec = scene.strip;
    this.stale = true;
  }

  present(on) {
    this.presenting = on;
    this.stale = this.dirty = true;
  }
}

function isDark(element) {
  const ground = getComputedStyle(element).getPropertyValue("--jp-layout-color0").trim();
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = ground || getComputedStyle(document.body).backgroundColor || "#fff";
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue, seen] = probe.getImageData(0, 0, 1, 1).data;
  return seen > 0 && 0.3 * red + 0.6 * green + 0.1 * blue < 110;
}

function animate(element, scene, io) { return new Stage(element, scene, io); }

export default {
  render({ model, el }) {
    let stage = null;
    const show = () => {                                // a view may be there before its scene is
      const scene = structuredClone_(model.get("scene"));
      if (stage) stage.take({ kind: "scene", scene }, []);
      else if (scene.strip)
        el.stage = stage = animate(el, scene, {         // on the element for tests, which ask it
          send: message => model.send(message),
          listen: take => model.on("msg:custom", take),
        });
    };
    model.on("change:scene", show);
    show();
    return () => stage?.close();
  },
};

// The scene is the model's; what is drawn keeps notes on its own copy of the marks.
function structuredClone_(value) {
  if (value instanceof DataView || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(structuredClone_);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, structuredClone_(v)]));
}
