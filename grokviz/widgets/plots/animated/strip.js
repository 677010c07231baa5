// The strip under the pictures: curves over time, which are also the time axis to click and drag.

const LANE = 26;                 // space above the curves for words beside their marks [px]
const MOMENT = 40;               // size of a picture of a moment, above the words [px]

class Strip {
  constructor(stage, spec) {
    this.stage = stage;
    this.spec = spec;
    this.canvas = document.createElement("canvas");
    Object.assign(this.canvas, { className: "grokviz-strip", tabIndex: 0 });
    for (const [name, value] of Object.entries({ role: "slider", "aria-label": spec.say.time,
      "aria-valuemin": 0 })) this.canvas.setAttribute(name, value);
    this.flag = null;            // {step, placed}
    this.hold = null;            // what the pointer drags
    this.canvas.addEventListener("pointerdown", event => this.grab(event));
    this.canvas.addEventListener("pointermove", event => this.drag(event));
    for (const name of ["pointerup", "pointercancel"])
      this.canvas.addEventListener(name, () => this.release());
    this.canvas.addEventListener("keydown", event => this.key(event));
  }

  get axis() { return this.stage.timeAxis; }

  // A pen for the whole canvas; its box is the area of the curves.
  pen() {
    const { stage, canvas } = this, zoom = stage.zoom;
    const box = { x: stage.gutter, y: stage.lane * zoom, w: stage.width - stage.gutter - 2,
      h: stage.stripHeight * zoom };
    return stage.penFor(canvas, box, { x: this.axis, y: this.spec.y });
  }

  draw() {
    const pen = this.pen(), { context, box, zoom } = pen, { stage, spec } = this;
    const { head } = stage, track = head.track;
    context.clearRect(0, 0, stage.width, 1000);
    const now = track.length ? pen.X(head.step) : box.x;
    card(pen, box.x, box.y, box.w, box.h, { radius: 6 });
    clipped(pen, () => {
      context.fillStyle = pen.colour("past");
      context.fillRect(box.x, box.y, now - box.x, box.h);
    });
    stroke(pen, [[box.x, box.y + box.h], [box.x + box.w, box.y + box.h]], "faint", 1);
    this.curves(pen);
    drawAxes(pen, { x: this.axis });
    write(pen, spec.say.step, box.x + box.w, box.y + box.h + 34 * zoom, { align: "right" });
    this.moments(pen);
    this.title(pen);
    this.events(pen);
    if (track.length) this.playhead(pen, now);
    this.tell();
  }

  curves(pen) {
    const { zoom, head } = pen, [number, part] = head.at;
    for (const line of this.spec.lines) {
      const rows = head.track.channels[line.ch]?.rows;
      if (!rows) continue;
      const points = [];
      for (let i = 0; i <= number; i++)
        if (Number.isFinite(rows[i])) points.push([pen.X(head.track.steps[i]), pen.Y(rows[i])]);
      if (part) points.push([pen.X(head.step), pen.Y(head.value(line.ch, this.spec.y.log)[0])]);
      clipped(pen, () => stroke(pen, points, line.colour, (line.width ?? 2.5) * zoom));
      Object.assign(line, { path: points, end: points[points.length - 1], name: null });
    }
    if (head.place > 0) this.names(pen);
  }

  names(pen) {
    const { box, zoom, head } = pen, { note, lines } = this.spec;
    const seen = head.track.events.filter(event => event.text && event.step <= head.step);
    const paths = [...lines.map(line => line.path ?? []), ...seen.map(({ step }) =>
      [[pen.X(step), box.y], [pen.X(step), box.y + box.h]])];
    nameCurves(pen, { lines, paths, kept: this.heights ??= {}, walls: this.flag ? [pen.X(this.flag.step)] : [],
      taken: note ? [{ x: box.x, y: box.y, w: widthOf(pen, note) + 16, h: 20 * zoom }] : [] });
  }

  title(pen) {
    const { box, zoom } = pen;
    this.titleEnd = box.x + write(pen, this.spec.title, box.x, box.y - 14 * zoom,
      { size: 18, weight: 600, colour: "ink" }) + 16;
    if (this.spec.note) write(pen, this.spec.note, box.x + 8, box.y + 11 * zoom, {});
  }

  // Small pictures of the panels at an event, above its place on the strip. Once the event has
  // happened, its picture is also visible from earlier moments, and a click goes there.
  moments(pen) {
    const { context, box, zoom, head } = pen, { spec, stage } = this, size = MOMENT * zoom;
    const y = box.y - LANE * zoom - size;
    this.far = Math.max(this.far ?? 0, head.place);
    this.shown = [];
    if (stage.lane === LANE) return;
    for (const event of [...head.track.events].reverse()) {
      const number = head.numberAt(event.step), far = head.places[number];
      const x = clamp(box.x, pen.X(event.step) - size / 2, box.x + box.w - size);
      if (!event.moment || far > this.far + 1e-9 || this.shown.some(other => Math.abs(other.x - x) < size + 4))
        continue;
      this.shown.push({ x, number });
      context.globalAlpha = far > head.place ? 0.5 : 1;
      card(pen, x, y, size, size, { rim: event.colour, width: 1.5, radius: 7 });
      MARKS[spec.moments.kind](pen, spec.moments, number, x, y, size);
      context.globalAlpha = 1;
    }
  }

  // Marks above the curves: the word of an event beside its line, once it has happened.
  events(pen) {
    const { box, zoom, head } = pen, words = [];
    for (const event of head.track.events)
      if (event.text && event.step <= head.step + 1e-9) words.push({ ...event, x: pen.X(event.step) });
    if (this.flag)
      words.push({ step: this.flag.step, x: pen.X(this.flag.step), ink: "guess", colour: "guess",
        text: this.flag.placed ? this.spec.say.guess.replace("{}", written(this.flag.step))
          : this.spec.say.drag, flag: true });
    words.sort((a, b) => a.x - b.x);
    let free = this.titleEnd;
    const room = (word, text) => widthOf(pen, text, 14, 600) + (word.flag ? 26 : 10) * zoom;
    words.forEach((word, i) => {
      const later = words[i + 1], next = later?.x ?? box.x + box.w;
      stroke(pen, [[word.x, box.y - 22 * zoom], [word.x, box.y + box.h]], word.colour, 2 * zoom);
      if (word.flag) this.cloth(pen, word.x);
      // All of it; where that is too long, what stands behind the dot: the step.
      for (const text of new Set([word.text, word.text.split(" · ").pop()])) {
        const wide = room(word, text), left = word.x - wide >= free, end = word.x + wide;
        // One that would take the only place of the next word stands on its left instead.
        const crowds = left && later && later.x - room(later, later.text) < end
          && later.x + room(later, later.text) > stageEnd(this);
        const right = word.x >= free && end <= next && end <= stageEnd(this) && !crowds;
        if (!right && !left) continue;
        const align = right ? "left" : "right", by = (word.flag ? 22 : 7) * zoom;
        write(pen, text, word.x + (right ? by : -7 * zoom), box.y - 14 * zoom,
          { align, size: 14, weight: 600, colour: word.ink });
        free = right ? end : word.x;
        return;
      }
    });
    if (this.flag && !this.flag.placed) this.handle(pen);
  }

  cloth(pen, x) {
    const { context, box, zoom } = pen, wave = this.stage.wave;
    const tip = 16 + 4 * Math.sin(wave * 12) * wave;
    trace(context, [[x, box.y - 22 * zoom], [x + tip * zoom, box.y - 15 * zoom], [x, box.y - 8 * zoom]]);
    fillPath(pen, "guess");
  }

  handle(pen) {
    const { box, zoom } = pen, x = pen.X(this.flag.step), y = box.y + box.h / 2;
    disc(pen, x, y, 15 * zoom, { fill: "page", rim: "guess", width: 3 * zoom });
    write(pen, "‹ ›", x, y, { align: "center", size: 16, weight: 700, colour: "guess" });
    const said = this.spec.say.about.replace("{}", written(this.flag.step));
    const wide = widthOf(pen, said, 14, 600), fits = x + 24 * zoom + wide < box.x + box.w - 225 * zoom;
    const { go, width } = this.stage, left = box.x + (this.spec.note ? 110 : 14) * zoom, half = 22 * zoom;
    Object.assign(go.style, x + half > width - 14 - go.offsetWidth && left + go.offsetWidth < x - half
      ? { left: `${left}px`, right: "auto" } : { left: "", right: "" });     // it never covers the handle
    write(pen, said, x + (fits ? 24 : -24) * zoom, y,
      { align: fits ? "left" : "right", size: 14, weight: 600, colour: "guess" });
  }

  playhead(pen, now) {
    const { box, zoom } = pen;
    stroke(pen, [[now, box.y - 6 * zoom], [now, box.y + box.h]], "ink", 2 * zoom);
    card(pen, Math.min(now - 7 * zoom, this.stage.width - 14 * zoom), box.y + box.h - 8 * zoom, 14 * zoom, 15 * zoom, { fill: "ink", radius: 4 });
  }

  tell() {                       // value for screen readers
    const { head } = this.stage, last = head.track.length - 1;
    this.canvas.setAttribute("aria-valuemax", Math.max(last, 0));
    this.canvas.setAttribute("aria-valuenow", head.at[0]);
    this.canvas.setAttribute("aria-valuetext", `${this.spec.say.step} ${written(head.step)}`);
  }

  // ---- input ------------------------------------------------------------------------------------

  stepUnder(event) {
    const pen = this.pen(), bounds = this.canvas.getBoundingClientRect();
    const place = clamp(0, (event.clientX - bounds.left - pen.box.x) / pen.box.w, 1);
    return [valueAt(this.axis, place), event.clientX - bounds.left, pen];
  }

  grab(event) {
    const { left, top } = this.canvas.getBoundingClientRect(), size = MOMENT * this.stage.zoom;
    const picture = event.clientY - top < size + 2 && this.shown?.find(({ x }) =>
      event.clientX - left >= x && event.clientX - left <= x + size);
    if (picture) { this.stage.glideTo(picture.number); return; }
    const [step, x, pen] = this.stepUnder(event);
    const open = this.flag && !this.flag.placed;
    this.hold = open && (Math.abs(x - pen.X(this.flag.step)) < 24 * pen.zoom || !this.stage.head.track.steps[1])
      ? "flag" : "head";
    this.canvas.setPointerCapture(event.pointerId);
    this.move(step);
  }

  drag(event) { if (this.hold) this.move(this.stepUnder(event)[0]); }

  move(step) {
    if (this.hold === "flag") this.flag.step = Math.round(Number(step.toPrecision(2)));
    else this.stage.scrub(step);
    this.stage.dirty = true;
  }

  release() { if (this.hold === "head") this.stage.scrubbed(); this.hold = null; }

  key(event) {
    const { stage } = this, [number] = stage.head.at;
    const to = { ArrowLeft: number - 1, ArrowRight: number + 1, Home: 0, PageUp: number - 10,
      PageDown: number + 10, End: stage.head.track.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (this.flag && !this.flag.placed && event.shiftKey) {
      this.flag.step = Math.max(1, Math.round(this.flag.step * (to > number ? 1.12 : 0.89)));
      stage.dirty = true;
      return;
    }
    stage.playing = false;
    stage.head.goTo(to);
    stage.scrubbed();
    stage.dirty = true;
  }
}

const stageEnd = strip => strip.stage.width - 2;
