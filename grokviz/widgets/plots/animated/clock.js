// A network that computes modulo p: its numbers on the plane of one frequency, a clock; the table of
// its answers; two hands that add up on the clock; and the other clocks that it keeps.

const ROUND = 2 * Math.PI;
const HAND = 350, MORPH = 300;   // ms in which a hand turns, and one clock becomes another
const RIGHT = 128;               // added to an answer that is right

const wrap = angle => angle - ROUND * Math.round(angle / ROUND);
const filled = (text, ...values) => values.reduce((said, value) => said.replace("{}", value), text);

// How far a movement has come, eased; it has the next frame drawn as long as it goes on.
function moving(stage, since, long) {
  const part = stage.still ? 1 : clamp(0, (performance.now() - since) / long, 1);
  if (part < 1) stage.dirty = true;
  return part * part * (3 - 2 * part);
}

// A colour by the place round the clock, equally light all round (Oklab, Ottosson 2020).
function hue(place, dark) {
  const angle = ROUND * place + 0.35, a = 0.125 * Math.cos(angle), b = 0.125 * Math.sin(angle);
  const cubes = [[0.3963377774, 0.2158037573], [-0.1055613458, -0.0638541728],
    [-0.0894841775, -1.2914855480]].map(([x, y]) => ((dark ? 0.72 : 0.64) + x * a + y * b) ** 3);
  return [[4.0767416621, -3.3077115913, 0.2309699292], [-1.2684380046, 2.6097574011, -0.3413193965],
    [-0.0041960863, -0.7034186147, 1.7076147010]].map(row => {
    const light = clamp(0, row.reduce((sum, each, i) => sum + each * cubes[i], 0), 1);
    return Math.round(255 * (light > 0.0031308 ? 1.055 * light ** (1 / 2.4) - 0.055 : 12.92 * light));
  });
}

// What all panels look at: a pair of numbers, a frequency, and how the table is ordered. A pair is
// `shown` where the hands have come to it.
function lookedAt(stage, mark) {
  if (!stage.looked || Math.max(...stage.looked.pair) >= mark.p)
    stage.looked = { pair: mark.pair, shown: mark.pair, from: [0, 0], now: [0, 0], since: -1e6 };
  const { looked, track } = stage, clocks = track.channels.clocks ? [...track.row("clocks", 0)] : [];
  const slot = Math.max(clocks.indexOf(looked.frequency), 0);
  return Object.assign(looked, { clocks, slot, k: clocks[slot] });
}

const placeOn = (k, i, n) => (k * i % n) / n;

// The numbers in the order in which they stand round a clock, as places in `mark.order`.
function round(mark, k) {
  const n = mark.order.length;
  return mark.order.map((_, i) => i).sort((i, j) => placeOn(k, i, n) - placeOn(k, j, n) || i - j);
}

// Rows, and columns, of the table from the first on.
function rowsOf(mark, { k, plain }) {
  if (plain) return Array.from({ length: mark.p }, (_, i) => i);
  const rows = round(mark, k).map(i => mark.order[i]);
  return mark.order.length < mark.p ? [...rows, 0] : rows;
}

// Each number as [angle from the top, distance], at the head or at a record.
function faceOf(head, mark, slot, number) {
  const n = mark.order.length;
  const row = number === undefined ? head.value("faces") : head.track.row("faces", number);
  return mark.order.map((_, i) => {
    const [x, y] = [row[2 * (slot * n + i)], row[2 * (slot * n + i) + 1]];
    return [Math.atan2(x, y), Math.hypot(x, y)];
  });
}

function onRing([angle, far], x, y, size) {
  return [x + size * far * Math.sin(angle), y - size * far * Math.cos(angle)];
}

// The dots of a clock, and the line that joins them in their order.
function drawFace(pen, mark, k, face, x, y, size, dot) {
  const { context } = pen, dots = face.map(each => onRing(each, x, y, size)), order = round(mark, k);
  trace(context, [...order, order[0]].map(i => dots[i]));
  context.lineWidth = Math.max(dot / 4, 0.75);
  context.strokeStyle = pen.colour("road");
  context.stroke();
  dots.forEach(([left, top], i) => {
    context.beginPath();
    context.arc(left, top, dot, 0, ROUND);
    context.fillStyle = `rgb(${hue(placeOn(k, i, face.length), pen.dark)})`;
    context.fill();
  });
  return dots;
}

// The angles of both hands: to where the first number really is, and on by where the second is.
function turns(stage, mark, looked, face) {
  const n = mark.order.length, [a, b] = looked.pair.map(each => mark.order.indexOf(each));
  if (!mark.sign || a < 0 || b < 0) {
    looked.shown = looked.pair;
    return null;
  }
  const ideal = i => ROUND * placeOn(looked.k, i, n);
  const real = i => ideal(i) + wrap(face[i][0] - ideal(i));
  const parts = [moving(stage, looked.since, HAND), moving(stage, looked.since + HAND, HAND)];
  const ends = [real(a), mark.sign * real(b)], c = (a + mark.sign * b + n) % n;
  looked.now = ends.map((end, i) => mix(looked.from[i], end, parts[i]));
  const lit = parts[1] === 1, miss = Math.abs(wrap(ends[0] + ends[1] - face[c][0])) * 360 / ROUND;
  if (lit) Object.assign(looked, { shown: looked.pair, miss });
  return { a, b, c, hands: looked.now, lit, mean: missed(face, mark.sign) };
}

// By how many degrees the hands miss the answer's number, on average over all pairs.
function missed(face, sign) {
  const n = face.length;
  let sum = 0;
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++)
      sum += Math.abs(wrap(face[a][0] + sign * face[b][0] - face[(a + sign * b + n) % n][0]));
  return sum / n ** 2 * 360 / ROUND;
}

function drawHands(pen, looked, mark, { hands: [first, second], lit }, x, y, size) {
  const { context, zoom } = pen, words = [], tip = (angle, far) => onRing([angle, far], x, y, size);
  const hand = (from, by, arc, far, colour, text) => {
    context.strokeStyle = context.fillStyle = pen.colour(colour);
    context.lineCap = "round";
    context.lineWidth = 3.5 * zoom;
    context.beginPath();
    context.arc(x, y, arc * size, from - ROUND / 4, from + by - ROUND / 4, by < 0);
    context.stroke();
    trace(context, [[x, y], tip(from + by, far)]);
    context.stroke();
    words.push([text, ...tip(from + by / 2, arc + 0.14), { align: "center", size: 14, weight: 700,
      colour, halo: "page" }]);
  };
  context.setLineDash([2, 5]);
  context.strokeStyle = pen.colour("soft");
  context.lineWidth = 1.5;
  trace(context, [[x, y], tip(0, 1)]);
  context.stroke();
  context.setLineDash([]);
  hand(0, first, 0.3, 0.84, "first", looked.pair[0]);
  hand(first, second, 0.58, lit ? 0.9 : 0.72, "second", (mark.sign < 0 ? "− " : "+ ") + looked.pair[1]);
  shape(pen, "dot", x, y, 10 * zoom, "ink");
  for (const each of words) write(pen, ...each);
}

// Numbers beside their dots, those of the sum first; what would touch another is left out.
function drawNumbers(pen, mark, k, face, dots, x, y, size, dot, sum) {
  const { zoom } = pen, taken = [];
  const label = (i, options, sure) => {
    const half = [widthOf(pen, mark.order[i], 13, options.weight) / 2 + 2, 8 * zoom];
    for (const step of sure ? [0, 12, -22, -34, 24, -46] : [0]) {
      const out = (step < 0 ? -dot : dot) + (11 + step) * zoom;
      const at = onRing([face[i][0], face[i][1] + out / size], x, y, size);
      if (Math.abs(at[0] - x) + half[0] > pen.box.w / 2 || Math.abs(at[1] - y) > pen.box.h / 2 - 2) continue;
      const touches = (place, far) => [0, 1].every(axis =>
        Math.abs(place[axis] - at[axis]) < far[axis] + half[axis]);
      if (!taken.some(other => touches(other.at, other.half))
        && (sure || !dots.some((place, j) => j !== i && touches(place, [dot - 1, dot - 1])))) {
        taken.push({ i, at, half });
        write(pen, mark.order[i], ...at, { align: "center", halo: "page", ...options });
        return;
      }
    }
  };
  for (const [i, colour] of sum) label(i, { weight: 700, size: 14, colour }, true);
  for (const i of [0, ...round(mark, k)])
    if (!sum.some(([j]) => j === i) && !taken.some(each => each.i === i)) label(i, { weight: 400 });
}

function tableBox({ x, y, w, h }, zoom) {
  const side = Math.min(w - 36 * zoom, h - 22 * zoom);
  return { x: x + 28 * zoom, y, side, top: y - 17 * zoom };
}

// The answers as a picture; it is painted anew where the answers, their order or the theme change.
function tablePicture(pen, mark, looked, rows, fine) {
  const { head, view, dark } = pen, [number] = head.at, { p } = mark, n = mark.order.length;
  const all = head.track.channels.answers.rows, key = [number, looked.k, looked.plain, dark, fine].join();
  if (view.key === key && view.all === all) return view.picture;
  Object.assign(view, { key, all });
  const answers = head.track.row("answers", number), dots = fine ? 3 : 1;
  const trained = new Uint8Array(mark.trained.buffer, mark.trained.byteOffset, p * p);
  const page = between([pen.colour("page"), pen.colour("page")], 0), grey = between([pen.colour("faint"),
    pen.colour("faint")], 0), shade = between([pen.colour("soft"), pen.colour("soft")], 0);
  const colours = Array.from({ length: p }, () => shade);    // 0 stands on no clock of products
  mark.order.forEach((each, i) => { colours[each] = hue(placeOn(looked.k, i, n), dark); });
  const picture = view.picture = document.createElement("canvas"), context = picture.getContext("2d");
  picture.width = picture.height = p * dots;
  const image = context.createImageData(p * dots, p * dots);
  for (let row = 0; row < p * dots; row++)
    for (let column = 0; column < p * dots; column++) {
      const [i, j] = [row, column].map(each => Math.floor(each / dots)), cell = rows[i] * p + rows[j];
      const answer = answers[cell], colour = answer & RIGHT ? colours[answer - RIGHT] : grey;
      const mark_ = trained[cell] && (!fine || row % 3 === 1 && column % 3 === 1) ? (fine ? 0.45 : 0.12) : 0;
      image.data.set([...colour.map((part, c) => mix(part, page[c], mark_)), 255],
        4 * (row * p * dots + column));
    }
  context.putImageData(image, 0, 0);
  return picture;
}

// The pair and its answer, in the inks of the hands.
function writeSum(pen, mark, [a, b], answer, x, y, size) {
  const truth = mark.truth ? new Uint8Array(mark.truth.buffer, mark.truth.byteOffset)[a * mark.p + b] : answer;
  const parts = [[a + mark.says.square, "first"], [` ${mark.says.sign} `, "soft"],
    [b + mark.says.square, "second"], [mark.truth ? " = " : " → ", "soft"], [truth, "ink"]];
  const wide = parts.map(([text]) => widthOf(pen, text, size, 600));
  let left = x - wide.reduce((sum, each) => sum + each, 0) / 2;
  parts.forEach(([text, colour], i) => { write(pen, text, left, y, { size, weight: 600, colour }); left += wide[i]; });
}

const answerAt = (head, mark, [a, b]) => head.track.row("answers", head.at[0])[a * mark.p + b];

Object.assign(MARKS, {
  clock(pen, mark) {
    const { context, box, zoom, stage, head, view } = pen, looked = lookedAt(stage, mark), { k, slot } = looked;
    if (!k) return;
    const x = box.x + box.w / 2, y = box.y + box.h / 2, size = Math.min(0.41 * box.w, box.w / 2 - 26 * zoom);
    const dot = clamp(2.5, 100 * zoom / mark.order.length, 7) * Math.sqrt(box.w / 300);
    let face = faceOf(head, mark, slot);
    if (view.k && view.k !== k && view.face.length === face.length)
      Object.assign(view, { from: view.face, since: performance.now() });
    const part = view.from?.length === face.length ? moving(stage, view.since, MORPH) : 1;
    if (part < 1) face = face.map(([angle, far], i) => [view.from[i][0]
      + wrap(angle - view.from[i][0]) * part, mix(view.from[i][1], far, part)]);
    Object.assign(view, { k, face });
    context.beginPath();
    context.arc(x, y, size, 0, ROUND);
    context.lineWidth = 10 * zoom;
    context.strokeStyle = pen.colour("past");
    context.stroke();
    const found = stage.found = turns(stage, mark, looked, face);
    const dots = drawFace(pen, mark, k, face, x, y, size, dot), sum = [];
    if (found) {
      drawHands(pen, looked, mark, found, x, y, size);
      if (found.lit) sum.push([found.c, "ink"]);
      sum.push([found.a, "first"], [found.b, "second"]);
      for (const [i, colour] of sum) {
        context.beginPath();
        context.arc(...dots[i], dot + 4 * zoom, 0, ROUND);
        context.lineWidth = 2.5 * zoom;
        context.strokeStyle = pen.colour(colour);
        context.stroke();
      }
    }
    drawNumbers(pen, mark, k, face, dots, x, y, size, dot, sum);
    const said = filled(mark.says.frequency, k), title = widthOf(pen, mark.says.numbers, 18, 600);
    if (title + widthOf(pen, said, 14) + 12 < box.w)
      write(pen, said, box.x + box.w, box.y - 17 * zoom, { align: "right", size: 14 });
  },

  // A clock as it was at a record, small.
  moment(pen, mark, number, x, y, size) {
    const { k, slot } = lookedAt(pen.stage, mark);
    drawFace(pen, mark, k, faceOf(pen.head, mark, slot, number), x + size / 2, y + size / 2, 0.37 * size,
      0.045 * size);
  },

  table(pen, mark) {
    const { context, box, zoom, stage, head } = pen, looked = lookedAt(stage, mark), { p } = mark;
    if (!looked.k) return;
    const { x, y, side, top } = tableBox(box, zoom), cell = side / p, rows = rowsOf(mark, looked);
    const picture = tablePicture(pen, mark, looked, rows, cell >= 8);
    context.imageSmoothingEnabled = cell < 3;
    context.drawImage(picture, x, y, side, side);
    context.strokeStyle = pen.colour("page");
    context.lineWidth = 1;
    if (cell >= 8) for (let i = 1; i < p; i++)
      for (const line of [[[x, y + i * cell], [x + side, y + i * cell]], [[x + i * cell, y], [x + i * cell, y + side]]]) {
        trace(context, line);
        context.stroke();
      }
    const [a, b] = looked.pair, [row, column] = [rows.indexOf(a), rows.indexOf(b)];
    const outline = (left, top, w, h, colour) => {
      for (const [ink, wide] of [["page", 5], [colour, 2.5]]) {
        context.beginPath();
        context.roundRect(left - 1.5, top - 1.5, w + 3, h + 3, 3);
        context.lineWidth = wide * zoom;
        context.strokeStyle = pen.colour(ink);
        context.stroke();
      }
    };
    outline(x, y + row * cell, side, cell, "first");
    outline(x + column * cell, y, cell, side, "second");
    if (looked.shown === looked.pair) outline(x + column * cell, y + row * cell, cell, cell, "ink");
    write(pen, a, x - 6 * zoom, y + (row + 0.5) * cell, { align: "right", weight: 700, size: 14, colour: "first" });
    write(pen, b, Math.min(x + (column + 0.5) * cell, x + side - 4 * zoom), y + side + 11 * zoom, { align: "center", weight: 700, size: 14, colour: "second" });
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
        box.y - 17 * zoom, 24);
  },

  // The pair in large, what the network says of it, and the clocks that it keeps.
  sum(pen, mark) {
    const { context, box, zoom, stage, head } = pen, looked = lookedAt(stage, mark), { found } = stage;
    if (!looked.k) return;
    const high = 0.44 * box.h, middle = box.x + box.w / 2, says = mark.says;
    context.fillStyle = pen.colour("panel");
    context.beginPath();
    context.roundRect(box.x, box.y, box.w, high, 8);
    context.fill();
    const answer = answerAt(head, mark, looked.shown), said = answer % RIGHT;
    writeSum(pen, mark, looked.shown, said, middle, box.y + 0.34 * high, 0.36 * high / zoom);
    const lines = [filled(answer & RIGHT ? says.right : says.wrong, said),
      found ? filled(says.miss, Math.round(looked.miss ?? 0), Math.round(found.mean)) : says.none];
    const most = clamp(15, 0.085 * high / zoom, 20);
    lines.forEach((line, i) => write(pen, line, middle, box.y + (0.68 + 0.2 * i) * high, { align: "center",
      size: Math.min(most, 14 * box.w / widthOf(pen, line, 15, 600)), weight: i ? 400 : 600, colour: "ink" }));
    const top = box.y + high + 30 * zoom, left = box.h - high - 42 * zoom;
    write(pen, says.several, box.x, top - 8 * zoom, { size: 16, weight: 600, colour: "ink" });
    const shares = head.value("shares"), step = box.w / looked.clocks.length, wide = Math.min(step - 6, left);
    mark.cells = looked.clocks.map((k, i) => {
      const x = box.x + i * step, y = top + 6 * zoom, size = Math.min(wide, left - 20 * zoom);
      const cell = [x + 1, y, step - 6, size + 24 * zoom];
      context.beginPath();
      context.roundRect(...cell, 8);
      if (i === looked.slot) {
        context.fillStyle = pen.colour("panel");
        context.fill();
        context.lineWidth = 2;
        context.strokeStyle = pen.colour("train");
        context.stroke();
      }
      drawFace(pen, mark, k, faceOf(head, mark, i), x + (step - 6) / 2, y + size / 2, 0.37 * size, 0.035 * size);
      write(pen, Math.round(100 * shares[i]) + "%", x + (step - 6) / 2, y + size + 10 * zoom,
        { align: "center", weight: 600, colour: "ink" });
      return cell;
    });
  },
});

const ARROWS = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

Object.assign(HANDS, {
  // A cell of the table that is pointed at, or gone to by arrow keys, is added up by the hands.
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
      || cell.every((each, axis) => each === had[axis])) return;
    Object.assign(looked, { pair: cell.map(each => rows[each]), from: looked.now, since: performance.now() });
    panel.canvas.setAttribute("aria-description", looked.pair.join(` ${mark.says.sign} `));
  },

  // A small clock that is clicked becomes the big one.
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
