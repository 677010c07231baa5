// A race of several runs: a row of colours shows what each run has found, under the truth, and a
// dot moves to a finishing line. Bars show the norms of what they found.

// Heights of the parts of a lane; lane 0 is the truth. The space to the right of the rows is for
// the finishing line.
function laneOf(pen, mark, number) {
  const { box, zoom, roomy } = pen, high = box.h / (mark.lanes.length + 1);
  const left = box.x + (roomy ? 148 : 118) * zoom, top = box.y + number * high, end = box.x + box.w - 16 * zoom;
  const row = Math.min(0.46 * high, 30 * zoom), gap = 0.13 * high;
  return { left, end, wide: end - 64 * zoom - left, line: end - 36 * zoom, top, high, row, from: top + gap,
    track: top + gap + row + Math.min(0.2 * high, 13 * zoom) };
}

// A row of numbers as colours, symmetric about 0.
function heat(pen, mark, values, { left, wide, from, row }) {
  const { context } = pen, cell = wide / values.length;
  const [low, zero, high] = ["minus", "zero", "plus"].map(pen.colour);
  context.fillStyle = zero;
  context.fillRect(left, from, wide, row);
  [...values].forEach((value, i) => {
    if (!Number.isFinite(value)) return;
    const deep = Math.sign(value) * Math.abs(value / mark.limit) ** 0.6;      // shows small values
    const [red, green, blue] = between([low, zero, high], 0.5 + deep / 2);
    context.fillStyle = `rgb(${red},${green},${blue})`;
    context.fillRect(left + i * cell, from, Math.max(cell - 0.7, 1), row);
  });
}

// The first record up to the playhead at which a run has found the truth.
function foundAt(pen, mark, run) {
  const { track, at: [number] } = pen.head, { width, rows } = track.channels[mark.error.ch];
  for (let i = 0; i <= number; i++) if (rows[i * width + run] < mark.found) return track.steps[i];
  return null;
}

// A lane, lit once its run has found the truth: what it has found, and its distance from it.
function laneIn(pen, mark, lane, place, error, values, run) {
  const { context, box, zoom, roomy } = pen, there = error < mark.found;
  if (there) clipped(pen, () => {
    context.fillStyle = pen.colour(lane.colour);
    context.fillRect(box.x, place.top + 1, 5 * zoom, place.high - 2);
    context.globalAlpha = 0.2;
    context.fillRect(box.x, place.top + 1, box.w, place.high - 2);
  });
  heat(pen, mark, values, place);
  const tight = place.high < 34 * zoom, middle = place.from + place.row / 2;
  const word = (text, y, options) => write(pen, text, box.x + 12 * zoom, y, options);
  word(lane.text, tight ? place.top + place.high / 2 : middle - 1, { size: 15, weight: 600, colour: there ? "ink" : lane.ink });
  if (!Number.isFinite(error)) return;
  const said = there ? mark.say.found.replace("{}", written(foundAt(pen, mark, run) ?? pen.head.step))
    : (roomy ? mark.say.away : mark.say.near).replace("{}", written(+error.toPrecision(2)));
  if (!tight) word(said, middle + 18 * zoom, { weight: there ? 600 : 400, colour: there ? "ink" : "soft" });
  const to = clamp(place.left, mix(place.left, place.line, share(mark.axis, error)), place.end);
  for (const [end, colour, width] of [[place.end, "faint", 2], [to, lane.colour, 4]])
    stroke(pen, [[place.left, place.track], [end, place.track]], colour, width * zoom, { cap: "round" });
}

// A chequered line at the distance that counts as found.
function finish(pen, mark, x) {
  const { context, box, zoom } = pen, side = 5 * zoom, { high } = laneOf(pen, mark, 0);
  context.fillStyle = pen.colour("ink");
  for (let y = box.y + high, i = 0; y < box.y + box.h - 1; y += side, i++)
    context.fillRect(x + (i % 2) * side, y, side, Math.min(side, box.y + box.h - y));
}

Object.assign(MARKS, {
  rows(pen, mark) {
    const { box, zoom } = pen, truth = laneOf(pen, mark, 0), { line } = truth;
    const word = (text, y, options) => write(pen, text, box.x + 12 * zoom, y, options);
    const toX = error => clamp(truth.left, mix(truth.left, line, share(mark.axis, error)), truth.end);
    word(mark.say.truth, truth.from + truth.row / 2, { size: 15, weight: 600, colour: "ink" });
    if (mark.truth) {
      const entries = numbers(mark.truth), told = [...entries.keys()].filter(i => entries[i] !== 0);
      heat(pen, mark, entries, truth);
      for (const i of told.length <= 12 ? told : []) {
        const x = truth.left + (i + 0.5) * truth.wide / entries.length;
        stroke(pen, [[x, truth.from + truth.row], [x, box.y + box.h]], "soft", 1, { dash: [2, 4] });
      }
    }
    write(pen, mark.say.finish, truth.end + 8 * zoom, truth.from + truth.row / 2, { align: "right", size: 15, weight: 600, colour: "ink" });
    const errors = series(pen, mark.error), products = series(pen, mark.product);
    mark.lanes.forEach((lane, run) => {
      const size = products.length / mark.lanes.length, place = laneOf(pen, mark, run + 1);
      laneIn(pen, mark, lane, place, errors[run], products.slice(run * size, (run + 1) * size), run);
    });
    finish(pen, mark, line);
    mark.lanes.forEach((lane, run) => {
      if (Number.isFinite(errors[run]))
        shape(pen, "ball", toX(errors[run]), laneOf(pen, mark, run + 1).track, 15 * zoom, lane.colour);
    });
  },

  // For each norm one bar a run, relative to the norm of the truth, which is 1.
  bars(pen, mark) {
    const { context, box, zoom } = pen, values = series(pen, mark.value), runs = mark.lanes.length;
    const high = (box.h - 8 * zoom) / mark.groups.length, heading = Math.min(26 * zoom, 0.3 * high);
    const bar = (high - heading - 6 * zoom) / runs;
    mark.groups.forEach((group, g) => {
      const top = box.y + 6 * zoom + g * high;
      write(pen, group.text, box.x + 10 * zoom, top + heading / 2, { size: 14, weight: 600, colour: "ink", halo: "panel" });
      clipped(pen, () => mark.lanes.forEach((lane, run) => {
        const value = values[g * runs + run] / (group.truth ?? NaN);
        if (!Number.isFinite(value)) return;
        context.fillStyle = pen.colour(lane.colour);
        context.fillRect(box.x, top + heading + run * bar + 1, Math.max(pen.X(value) - box.x, 0), Math.max(bar - 3 * zoom, 2));
      }));
    });
    write(pen, mark.say, pen.X(1) + 8 * zoom, box.y + 14 * zoom, { weight: 600, colour: "ink", halo: "panel" });
    stroke(pen, [[pen.X(1), box.y], [pen.X(1), box.y + box.h]], "ink", 2 * zoom);
  },
});
