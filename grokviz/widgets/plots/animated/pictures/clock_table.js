// The table of answers of a network that computes modulo p, in the order of its clock; the answer
// to the chosen pair; and the other clocks. See `clock.js`.

const RIGHT = 128;               // added to a correct answer
const NONE = 255;                // where a pair has no answer

// The correct answers, pair by pair; nothing for a random table.
const truths = mark => mark.truth && new Uint8Array(mark.truth.buffer, mark.truth.byteOffset);

function tableBox({ x, y, w, h }, zoom) {
  const side = Math.min(w - 36 * zoom, h - 22 * zoom);
  return { x: x + 28 * zoom, y, side, top: y - 17 * zoom };
}

// The answers as an image, drawn again when the answers, their order or the theme change.
function tablePicture(pen, mark, looked, rows, fine) {
  const { head, view, dark } = pen, [number] = head.at, { p } = mark, n = mark.order.length;
  const all = head.track.channels.answers.rows, key = [number, looked.k, looked.plain, dark, fine].join();
  if (view.key === key && view.all === all) return view.picture;
  Object.assign(view, { key, all });
  const answers = head.track.row("answers", number), dots = fine ? 3 : 1, truth = truths(mark);
  const trained = new Uint8Array(mark.trained.buffer, mark.trained.byteOffset, p * p);
  const page = between([pen.colour("page"), pen.colour("page")], 0), grey = between([pen.colour("faint"),
    pen.colour("faint")], 0), shade = between([pen.colour("soft"), pen.colour("soft")], 0);
  const colours = Array.from({ length: p }, () => shade);    // in products, 0 is not on a clock
  mark.order.forEach((each, i) => { colours[each] = hue(placeOn(turnOf(mark, looked.k), i, n), dark); });
  const picture = view.picture = document.createElement("canvas"), context = picture.getContext("2d");
  picture.width = picture.height = p * dots;
  const image = context.createImageData(p * dots, p * dots);
  for (let row = 0; row < p * dots; row++)
    for (let column = 0; column < p * dots; column++) {
      const [i, j] = [row, column].map(each => Math.floor(each / dots)), cell = rows[i] * p + rows[j];
      const answer = answers[cell];
      const colour = truth?.[cell] === NONE ? page : answer & RIGHT ? colours[answer - RIGHT] : grey;
      const mark_ = trained[cell] && (!fine || row % 3 === 1 && column % 3 === 1) ? (fine ? 0.45 : 0.12) : 0;
      image.data.set([...colour.map((part, c) => mix(part, page[c], mark_)), 255],
        4 * (row * p * dots + column));
    }
  context.putImageData(image, 0, 0);
  return picture;
}

// The pair and its answer, in the colours of the hands, at most as wide as `most`.
function writeSum(pen, mark, pair, answer, x, y, size, most) {
  const { sign, square, product } = mark.says, [a, b] = pair.map(each => nameOf(mark, each));
  const parts = [[a + square, "first"], [` ${sign} `, "soft"],
    ...(product ? [[a, "first"], ["·", "soft"], [b, "second"], [" + ", "soft"]] : []),
    [b + square, "second"], [mark.truth ? " = " : " → ", "soft"],
    [nameOf(mark, truths(mark)?.[pair[0] * mark.p + pair[1]] ?? answer), "ink"]];
  const all = at => parts.map(([text]) => widthOf(pen, text, at, 600));
  size *= Math.min(1, most / all(size).reduce((sum, each) => sum + each, 0));
  const wide = all(size);
  let left = x - wide.reduce((sum, each) => sum + each, 0) / 2;
  parts.forEach(([text, colour], i) => { write(pen, text, left, y, { size, weight: 600, colour }); left += wide[i]; });
}

const answerAt = (head, mark, [a, b]) => head.track.row("answers", head.at[0])[a * mark.p + b];

Object.assign(MARKS, {
  table(pen, mark) {
    const { context, box, zoom, stage, head } = pen, looked = lookedAt(stage, mark), { p } = mark;
    if (!looked.k) return;
    const { x, y, side, top } = tableBox(box, zoom), cell = side / p, rows = rowsOf(mark, looked);
    const picture = tablePicture(pen, mark, looked, rows, cell >= 8);
    context.imageSmoothingEnabled = cell < 3;
    context.drawImage(picture, x, y, side, side);
    if (cell >= 8) for (let i = 1; i < p; i++)
      for (const line of [[[x, y + i * cell], [x + side, y + i * cell]], [[x + i * cell, y], [x + i * cell, y + side]]])
        stroke(pen, line, "page", 1);
    const [a, b] = looked.pair, [row, column] = [rows.indexOf(a), rows.indexOf(b)];
    const outline = (left, top, w, h, colour) => {
      for (const [rim, width] of [["page", 5], [colour, 2.5]])
        card(pen, left - 1.5, top - 1.5, w + 3, h + 3, { fill: null, rim, width: width * zoom, radius: 3 });
    };
    outline(x, y + row * cell, side, cell, "first");
    outline(x + column * cell, y, cell, side, "second");
    if (looked.shown === looked.pair) outline(x + column * cell, y + row * cell, cell, cell, "ink");
    const [above, under] = looked.pair.map(each => nameOf(mark, each));
    if (!mark.names) write(pen, above, x - 6 * zoom, y + (row + 0.5) * cell, { align: "right", weight: 700, size: 14, colour: "first" });
    write(pen, under, Math.min(x + (column + 0.5) * cell, x + side - 4 * zoom), y + side + 11 * zoom, { align: "center", weight: 700, size: 14, colour: "second" });
    const left = (column + 0.5) * cell > side / 2, legend = mark.says.legend.find(text =>
      widthOf(pen, text) < side / 2 - 24 * zoom);
    if (legend) write(pen, legend, left ? x : x + side, y + side + 11 * zoom, { align: left ? "left" : "right" });
    const order = looked.plain ? mark.says.plain : mark.says.round, head_ = widthOf(pen, mark.says.title, 18, 600);
    const fits = head_ + widthOf(pen, order, 14, 600) + 10 < x + side - box.x;
    write(pen, fits ? order : "⇄", x + side, top, { align: "right", size: 14, weight: 600, colour: "trainInk" });
    if (stage.panels.every(panel => !panel.hidden))
      write(pen, mark.says.title, box.x, box.y - 18 * zoom, { size: 18, weight: 600, colour: "ink" });
    else
      writeSum(pen, mark, looked.shown, answerAt(head, mark, looked.shown) % RIGHT, x + 0.35 * side,
        box.y - 17 * zoom, 24, 0.7 * side);
  },

  // The pair in large type, the network's answer, and the clocks that the network uses.
  sum(pen, mark) {
    const { box, zoom, stage, head } = pen, looked = lookedAt(stage, mark), { found } = stage;
    if (!looked.k) return;
    const high = 0.44 * box.h, middle = box.x + box.w / 2, says = mark.says;
    card(pen, box.x, box.y, box.w, high);
    const answer = answerAt(head, mark, looked.shown), said = answer % RIGHT;
    writeSum(pen, mark, looked.shown, said, middle, box.y + 0.34 * high, 0.36 * high / zoom, 0.94 * box.w);
    const lines = [filled(answer & RIGHT ? says.right : says.wrong, nameOf(mark, said)),
      found ? filled(says.miss, Math.round(looked.miss ?? 0), Math.round(found.mean))
        : mark.sign ? says.zero : says.none];
    const most = clamp(high < 90 * zoom ? 13 : 15, 0.085 * high / zoom, 20);
    const apart = Math.max(0.2 * high, 1.2 * most * zoom), last = box.y + 0.88 * high;
    lines.forEach((line, i) => write(pen, line, middle, last - (1 - i) * apart, { align: "center",
      size: Math.min(most, 14 * box.w / widthOf(pen, line, 15, 600)), weight: i ? 400 : 600, colour: "ink" }));
    const top = box.y + high + 30 * zoom, left = box.h - high - 42 * zoom;
    write(pen, says.several, box.x, top - 8 * zoom, { size: 16, weight: 600, colour: "ink" });
    const shares = head.value("shares"), step = box.w / looked.clocks.length, wide = Math.min(step - 6, left);
    mark.cells = looked.clocks.map((k, i) => {
      const x = box.x + i * step, y = top + 6 * zoom, size = Math.min(wide, left - 20 * zoom);
      const cell = [x + 1, y, step - 6, size + 24 * zoom];
      if (i === looked.slot) card(pen, ...cell, { rim: "train" });
      drawFace(pen, mark, k, faceOf(head, mark, i), x + (step - 6) / 2, y + size / 2, 0.37 * size, 0.035 * size);
      write(pen, Math.round(100 * shares[i]) + "%", x + (step - 6) / 2, y + size + 10 * zoom,
        { align: "center", weight: 600, colour: "ink" });
      return cell;
    });
  },
});

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

Object.assign(HANDS, {
  // When a cell is pointed at or reached with arrow keys, the hands add up its pair.
  table(stage, panel, mark, place, event) {
    const looked = lookedAt(stage, mark), rows = looked.k ? rowsOf(mark, looked) : [], by = ARROWS[event.key];
    const { x, y, side, top } = tableBox(panel.box, stage.zoom), had = looked.pair.map(each => rows.indexOf(each));
    let cell = by && had.map((each, axis) => (each + by[axis] + mark.p) % mark.p);
    if (place) cell = [place[1] - y, place[0] - x].map(each => Math.floor(each / side * mark.p));
    const turned = place ? Math.abs(place[1] - top) < 14 && place[0] > x + side / 2 : event.key === "Enter";
    if (place) panel.canvas.style.cursor = turned ? "pointer" : "crosshair";
    if (turned && event.type !== "pointermove") looked.plain = !looked.plain;
    if (by) { event.preventDefault(); event.stopPropagation(); }
    stage.dirty = true;
    if (!cell || cell.some((each, axis) => !(rows[each] >= 0) || isNaN(had[axis]))
      || cell.every((each, axis) => each === had[axis])
      || truths(mark)?.[rows[cell[0]] * mark.p + rows[cell[1]]] === NONE) return;
    Object.assign(looked, { pair: cell.map(each => rows[each]), from: looked.now, since: performance.now() });
    panel.canvas.setAttribute("aria-description", looked.pair.map(each => nameOf(mark, each)).join(` ${mark.says.sign} `));
  },

  // A click on a small clock makes it the large one.
  sum(stage, panel, mark, place, event) {
    const looked = lookedAt(stage, mark), { clocks } = looked, by = ARROWS[event.key]?.[1];
    const on = place && mark.cells?.findIndex(([x, y, w, h]) => place[0] >= x && place[0] <= x + w
      && place[1] >= y && place[1] <= y + h);
    if (place) panel.canvas.style.cursor = on >= 0 ? "pointer" : "";
    if (on >= 0 && event.type === "pointerdown") looked.frequency = clocks[on];
    else if (by) {
      looked.frequency = clocks[(looked.slot + by + clocks.length) % clocks.length];
      event.preventDefault();
      event.stopPropagation();
    }
    stage.dirty = true;
  },
});
