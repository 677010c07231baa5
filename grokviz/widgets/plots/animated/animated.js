// An animated picture: a title, panels, and the strip with the time axis.
//
// `animate(element, scene, io)` draws into any element; `io` is {send(message), listen(function)}.
// A lab in Jupyter calls it through anywidget (`render`, at the end). A page without Python calls
// it with a stored run.

class Stage extends Playback {
  constructor(element, scene, io) {
    super();
    Object.assign(this, { element, scene, io, live: scene.live, dirty: true, wave: 0 });
    this.track = new Track();
    this.head = new Head(this.track, scene.pace);
    this.playing = this.training = this.presenting = false;
    this.build();
    this.watch();
    io.listen((message, buffers) => this.take(message, buffers));
    if (scene.opening) {
      this.open = scene.opening.open;                   // so that Play trains, even before "ready"
      this.take(scene.opening, scene.opening.buffers);
    }
    io.send({ ask: "ready" });                          // Python sends the run as far as it has come
    this.before = performance.now();
    const tick = now => {
      if (this.ended) return;
      this.frame(now);
      requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  }

  // ---- state ------------------------------------------------------------------------------------

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
    buttonsOf(this, make, head);
    this.room = make("div", "grokviz-room");            // the lab puts its sliders here
    const more = make("button", "grokviz-more-button", this.room);
    more.textContent = say.more;
    more.addEventListener("click", () => this.io.send({ ask: "more" }));
    this.fold = make("details", "grokviz-why", this.room);
    this.fold.style.visibility = "hidden";
    make("summary", "", this.fold).textContent = say.formula;
    this.formula = make("p", "", this.fold);
    this.row = make("div", "grokviz-panels");
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

  watch() {
    this.large = () => this.present(Boolean(document.fullscreenElement?.contains(this.element)));
    document.addEventListener("fullscreenchange", this.large);
    this.resized = () => { this.stale = this.dirty = true; };
    this.sizes = new ResizeObserver(this.resized);
    this.sizes.observe(this.element);
    this.themes = new MutationObserver(this.resized);
    this.themes.observe(document.body, { attributes: true });
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
    this.ear?.close();
  }

  // ---- input ------------------------------------------------------------------------------------

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

  // Show that the run starts before its first record arrives.
  starting() {
    if (this.strip.flag && !this.strip.flag.placed) this.strip.flag = null;
    this.go.hidden = true;
    this.sentence.textContent = this.scene.strip.say.starting;
    this.element.dataset.starting = this.still ? "still" : "true";
  }

  place() {
    this.strip.flag.placed = true;
    this.io.send({ ask: "guess", step: this.strip.flag.step });
    this.press();
  }

  key(event) {
    if (event.target.localName === "summary") return;
    if (this.tour?.key(event)) { event.preventDefault(); event.stopPropagation(); return; }
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

  // The user released a dragged mark: play from its new start, unless a guess is open.
  letGo() {
    this.held = false;
    this.head.place = 0;
    this.playing = !this.open;
    this.showButton();
    this.dirty = true;
  }

  // ---- messages from Python ---------------------------------------------------------------------

  take(message, buffers) {
    const kind = message.kind;
    if (kind === "frames") this.frames_(message, buffers);
    else if (kind === "live") Object.assign(this.live, message.values);
    else if (kind === "at" && this.held) return;
    else if (kind === "at" && this.tour) this.glideTo(message.number ?? this.head.places.length - 1);
    else if (kind === "at") { this.playing = false; message.number === null
      ? (this.head.place = this.head.last) : this.head.goTo(message.number); }
    else if (kind === "state") this.state(message);
    else if (kind === "tour") this.tour?.show(message);
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
    this.head.place = Math.min(after, this.head.last);
    if (message.start) this.head.goToStep(message.start);
    this.lastStep = message.last;
  }

  get timeAxis() {
    const { log } = this.scene.strip.x, last = Math.max(this.lastStep ?? 10, 2);
    return { log, lo: log ? 1 : 0, hi: last };
  }

  state({ training, playing, open, flag, end, verdict }) {
    Object.assign(this.track, { end, verdict });
    if (open) delete this.element.dataset.starting;
    this.training = training;
    if (playing !== null) this.playing = playing;       // null: as the user left it
    this.open = open;
    if (this.strip.hold !== "flag" && (open || flag?.placed)) this.strip.flag = { ...flag };
    if (!open && !flag?.placed) this.strip.flag = null;
    this.go.hidden = !(open && this.strip.flag && !this.strip.flag.placed);
    this.showButton();
  }

  // Change the scene during a run: each panel takes the new marks and keeps its state.
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

  showTour() {
    this.element.querySelector("[data-page=tour]").setAttribute("aria-pressed", Boolean(this.tour));
  }

  present(on) {
    this.presenting = on;
    this.element.dataset.presenting = on;
    if (on) this.strip.canvas.focus();                  // so that the arrow keys move the playhead
    else this.tour?.close();
    this.stale = this.dirty = true;
  }
}

function animate(element, scene, io) { return new Stage(element, scene, io); }

export default {
  render({ model, el }) {
    let stage = null;
    const show = () => {                                // the view may exist before its scene
      const scene = copyOf(model.get("scene"));
      if (stage) stage.take({ kind: "scene", scene }, []);
      else if (scene.strip)
        el.stage = stage = animate(el, scene, {         // on the element, where tests find it
          send: message => model.send(message),
          listen: take => model.on("msg:custom", take),
        });
    };
    model.on("change:scene", show);
    show();
    return () => stage?.close();
  },
};
