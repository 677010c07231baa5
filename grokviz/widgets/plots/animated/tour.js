// A tour in the large view that plays by itself: words, time to read them, and what they speak of.
// Space pauses, the arrows turn to the step before and after; on the strip they move the head.

const BETWEEN = 2.5;             // seconds from one act of a step to the next, and after the last

class Tour {
  constructor(stage) {
    Object.assign(this, { stage, step: null, paused: false, resumes: false });
    this.words = document.createElement("p");
    this.words.className = "grokviz-caption";
    this.words.setAttribute("role", "status");
    this.bar = document.createElement("i");
    stage.room.append(this.words);
    stage.element.dataset.touring = "true";
    this.go(0);
  }

  go(number) {
    this.step = null;
    if (number < 0) number = 0;
    this.stage.io.send({ ask: "tour", number });
  }

  show(step) {
    if (step.number >= step.of) return this.close();
    const { stage } = this, count = document.createElement("b");
    Object.assign(this, { step, spent: 0, acted: 0, since: 0 });
    count.textContent = filled(stage.scene.strip.say.tour, step.number + 1, step.of);
    this.words.replaceChildren(count, ` ${step.words}`, this.bar);
    this.words.style.fontSize = "";
    const over = this.words.scrollHeight / this.words.clientHeight;
    if (over > 1) this.words.style.fontSize =
      `${parseFloat(getComputedStyle(this.words).fontSize) / Math.sqrt(over) - 0.5}px`;
  }

  // Time goes on, of the step and to its next act, which waits for what moves.
  tick(seconds) {
    const { stage, step } = this;
    if (!step || this.paused) return;
    const busy = stage.training || stage.playing || Boolean(stage.glide);
    this.spent += seconds;
    this.since += seconds;
    if (!stage.still) this.bar.style.width = `${100 * Math.min(1, this.spent / step.seconds)}%`;
    if (this.since < BETWEEN) return;
    if (this.acted < step.acts) {
      if (busy) return;
      stage.io.send({ ask: "tour", number: step.number, act: this.acted++ });
      this.since = 0;
    } else if (this.spent >= step.seconds && !(step.waits && busy)) this.go(step.number + 1);
  }

  pause() {
    const { stage } = this;
    this.paused = !this.paused;
    if (this.paused) this.resumes = stage.playing;
    if (this.resumes && stage.playing === this.paused) stage.press();
    stage.element.dataset.paused = this.paused;
  }

  // Whether a key was meant for the tour.
  key(event) {
    if (event.key === " ") this.pause();
    else if (event.target === this.stage.strip.canvas) return false;
    else if (event.key === "ArrowRight") this.turn(1);
    else if (event.key === "ArrowLeft") this.turn(-1);
    else return false;
    return true;
  }

  turn(by) { if (this.step) this.go(this.step.number + by); }

  close() {
    const { stage } = this;
    this.words.remove();
    delete stage.element.dataset.touring;
    delete stage.element.dataset.paused;
    stage.tour = null;
    stage.showTour();
  }
}
