// The records of a run as they arrive, and the playhead that moves through them.

class Track {
  constructor() { this.clear(); }

  clear() {
    this.steps = [];
    this.channels = {};        // name -> {width, rows: Float32Array}
    this.heads = [];           // [number of the record, title, sentence]
    this.events = [];          // {step, text, colour, kind}
    this.length = 0;
  }

  // Add records from number `from` on, as Python sends them; they replace any that exist. A channel
  // contains 32-bit floats, or bytes if the message says so.
  append(message, buffers) {
    const bytes = buffer => (buffer.buffer ? buffer.buffer.slice(
      buffer.byteOffset, buffer.byteOffset + buffer.byteLength) : buffer);
    const steps = new Float64Array(bytes(buffers[0]));
    this.steps.length = message.from;
    this.steps.push(...steps);
    message.channels.forEach(([name, width, kind], number) => {
      const Kind = kind === "bytes" ? Uint8Array : Float32Array;
      const rows = new Kind(bytes(buffers[number + 1]));
      const had = this.channels[name];
      const whole = new Kind((message.from + steps.length) * width);
      if (had) whole.set(had.rows.subarray(0, Math.min(had.rows.length, message.from * width)));
      whole.set(rows, message.from * width);
      this.channels[name] = { width, rows: whole };
    });
    this.heads = this.heads.filter(([number]) => number < message.from).concat(message.heads);
    this.events = message.events;
    this.length = this.steps.length;
  }

  row(name, number) {
    const { width, rows } = this.channels[name];
    return rows.subarray(number * width, (number + 1) * width);
  }
}

// The playhead: a place on the time axis, between two records.
class Head {
  constructor(track, pace) {
    this.track = track;
    this.pace = pace;           // {axis, seconds: in all or a decade, path: [x, y]}
    this.place = 0;             // on the axis that `places` measures
    this.places = [];
  }

  // The place of each record on the time axis: log step, step, or length of the path so far.
  measure() {
    const { track, pace } = this;
    if (!pace.path) {
      this.places = track.steps.map(step => pace.log ? Math.log10(Math.max(step, 1)) : step);
      return;
    }
    const [x, y] = pace.path, spans = pace.spans;
    this.places = [0];
    for (let i = 1; i < track.length; i++) {
      const far = (name, span) => (track.row(name, i)[0] - track.row(name, i - 1)[0]) / span;
      this.places.push(this.places[i - 1] + Math.hypot(far(x, spans[0]), far(y, spans[1])) + (pace.rest ?? 1e-5));
    }
  }

  get last() { return this.places.length ? this.places[this.places.length - 1] : 0; }
  get atEnd() { return this.place >= this.last; }

  get rate() {                  // speed along the axis, per second
    const { pace } = this;
    return pace.log ? 1 / pace.seconds : Math.max(this.last, pace.least ?? 1e-9) / pace.seconds;
  }

  // Beside a run that trains, it catches up with the newest record, at up to three times the pace:
  // a slider turned now changes the run where it is, which should be where it is seen.
  advance(seconds, live) {
    const left = this.last - this.place, most = this.rate * seconds;
    this.place += live ? Math.min(this.pace.log ? 3 * most : most, left * Math.min(1, seconds * 4))
      : Math.min(most, left);
    if (this.last - this.place < 1e-4 * Math.max(this.last, 1e-9)) this.place = this.last;
  }

  // The record before the playhead, and the share of the way to the next record.
  get at() {
    const { places } = this;
    let low = 0, high = places.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (places[middle] <= this.place) low = middle; else high = middle - 1;
    }
    const gap = low + 1 < places.length ? places[low + 1] - places[low] : 0;
    return [low, gap > 0 ? clamp(0, (this.place - places[low]) / gap, 1) : 0];
  }

  get step() {
    const [number, part] = this.at, { steps } = this.track;
    if (!steps.length) return 0;
    return part ? mix(steps[number], steps[number + 1], part) : steps[number];
  }

  goTo(number) { this.place = this.places[clamp(0, number, this.places.length - 1)] ?? 0; }

  goToStep(step) { this.goTo(this.numberAt(step)); }

  // The newest record at or before a step.
  numberAt(step) {
    const { steps } = this.track;
    let number = 0;
    while (number + 1 < steps.length && steps[number + 1] <= step) number++;
    return number;
  }

  // A channel at the playhead, interpolated between two records; `log` interpolates logarithms.
  value(name, log) {
    const { track } = this;
    if (!track.channels[name] || !track.length) return [];
    const [number, part] = this.at, row = track.row(name, number);
    if (!part) return row;
    const next = track.row(name, number + 1);
    return row.map((value, i) => (log && value > 0 && next[i] > 0
      ? value * (next[i] / value) ** part : mix(value, next[i], part)));
  }
}

// A copy, because drawing writes notes into the marks, and the scene belongs to the model.
function copyOf(value) {
  if (value instanceof DataView || value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(copyOf);
  return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, copyOf(v)]));
}
