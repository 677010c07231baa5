// The moving playhead: its frames, jumps to a record, and the words on its present moment.

const SAID = 1000;               // time between two titles [ms]
const SOON = 120;                // time between two positions sent to Python [ms]

class Playback extends Layout {
  // Whether nothing may move by itself; the system and the lab have a switch each, to be turned any time.
  get still() { return this.scene.still || matchMedia("(prefers-reduced-motion: reduce)").matches; }

  frame(now) {
    const seconds = Math.min((now - this.before) / 1000, 0.1);
    this.before = now;
    if (this.wave > 0) { this.wave = Math.max(0, this.wave - seconds / 0.4); this.dirty = true; }
    if (this.glide) this.glideOn(now);
    this.tour?.tick(seconds);
    if (this.playing && this.track.length && !this.held) this.play(seconds);
    if (!this.dirty || !this.element.isConnected) return;
    this.dirty = false;
    if (this.stale) this.measure();
    if (!this.width) return;
    this.say(now);
    for (const panel of this.panels) if (!panel.hidden) this.drawPanel(panel);
    this.strip.draw();
    this.frames = (this.frames ?? 0) + 1;               // for measurements of the frame rate
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

  // Move to a record within 400 ms.
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

  // With reduced motion, the playhead jumps from one event to the next, and rests there for a
  // second. During training it waits for the next event; only the end of the run is shown without.
  leap() {
    if (performance.now() < this.rests) return;
    const { head, track } = this, next = track.events.find(({ step }) => head.numberAt(step) > head.at[0]);
    if (!next && this.training) return;
    this.rests = performance.now() + 1000;
    if (next) head.goToStep(next.step); else head.place = head.last;
  }

  // Handle the events that the playhead has passed: wave the flag, and play a sound. While it
  // trains, an event may be told after the playhead has passed it.
  passed(before) {
    const { head, track } = this;
    if (before !== this.cameTo) {                       // it was moved: what it jumped over is not passed
      this.cameFrom = { ...head, __proto__: Head.prototype, place: before }.step;
      this.met = new Set();
    }
    this.cameTo = head.place;
    for (const event of track.events)
      if (event.step > this.cameFrom && event.step <= head.step && !this.met.has(event.step)) {
        this.met.add(event.step);
        if (this.strip.flag && !this.still) this.wave = 1;
        this.io.send({ ask: "passed", step: event.step });
        this.sound?.event(event);
      }
    const line = this.strip.spec.lines.find(each => each.colour === "test");
    if (line && !this.strip.spec.y.log) this.sound?.tone(head.value(line.ch)[0]);
  }

  // Title and sentence of the record at the playhead, at most once a second during playback.
  say(now) {
    const { heads, end, length } = this.track, [number] = this.head.at;
    let at = heads.length - 1;
    while (at > 0 && heads[at][0] > number) at--;
    if (at < 0 || (this.playing && now - (this.saidAt ?? 0) < SAID)) return;
    const { verdict } = this.track, told = verdict && this.head.step >= verdict.step;
    const [title, plain, formula] = end && number === length - 1 ? end : heads[at].slice(1);
    const sentence = told ? verdict.text : plain;
    this.formula.textContent = formula;
    this.fold.style.visibility = formula ? "visible" : "hidden";    // its room stays
    if (this.title.textContent === title && this.sentence.textContent === sentence) return;
    this.saidAt = now;
    this.title.textContent = this.title.title = title;
    this.sentence.textContent = this.sentence.title = sentence;
    this.fitWords();
    this.panels.forEach(({ canvas, spec }) =>
      canvas.setAttribute("aria-label", `${spec.title}. ${spec.about ?? ""} ${title} ${sentence}`));
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
}
