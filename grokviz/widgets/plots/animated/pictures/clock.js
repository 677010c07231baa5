// A network that computes modulo p: its numbers in the plane of one frequency, drawn as a clock,
// and two hands that add up on it. `clock_table.js` draws the table beside it. Permutations, which
// have `mark.names`, are drawn in the plane of a representation, without a clock.

const ROUND = 2 * Math.PI;
const HAND = 350, MORPH = 300;   // duration of a turn of a hand, and of a change of clock [ms]
const SMALL = 80;                // radius of a clock without words beside its hands [px]

const wrap = angle => angle - ROUND * Math.round(angle / ROUND);

// Progress of a movement, eased; requests the next frame while the movement lasts.
function moving(stage, since, long) {
  const part = stage.still ? 1 : clamp(0, (performance.now() - since) / long, 1);
  if (part < 1) stage.dirty = true;
  return part * part * (3 - 2 * part);
}

// A colour for a place round the clock; all are equally light (Oklab, Ottosson 2020).
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

// The choice that all panels show: a pair of numbers, a frequency, and the order of the table.
// `shown` is the last pair that the hands have reached.
function lookedAt(stage, mark) {
  if (!stage.looked || Math.max(...stage.looked.pair) >= mark.p)
    stage.looked = { pair: mark.pair, shown: mark.pair, from: [0, 0], now: [0, 0], since: -1e6 };
  const { looked, track } = stage, clocks = track.channels.clocks ? [...track.row("clocks", 0)] : [];
  const slot = Math.max(clocks.indexOf(looked.frequency), 0);
  return Object.assign(looked, { clocks, slot, k: clocks[slot] });
}

const placeOn = (k, i, n) => (k * i % n) / n;
const nameOf = (mark, symbol) => mark.names ? mark.names[symbol] : symbol;
// The frequency that orders and colours the symbols; permutations keep their own order.
const turnOf = (mark, k) => mark.names ? 1 : k;

// The numbers in their order round a clock, as places in `mark.order`.
function round(mark, k) {
  const n = mark.order.length;
  const at = i => placeOn(turnOf(mark, k), i, n);
  return mark.order.map((_, i) => i).sort((i, j) => at(i) - at(j) || i - j);
}

// Rows and columns of the table, beginning with the first.
function rowsOf(mark, { k, plain }) {
  if (plain) return Array.from({ length: mark.p }, (_, i) => i);
  const rows = round(mark, k).map(i => mark.order[i]);
  return mark.order.length < mark.p ? [...rows, 0] : rows;
}

// Each number as [angle from the top, distance], at the playhead or at a record.
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

// The dots of a clock, and the line that joins them in order.
function drawFace(pen, mark, k, face, x, y, size, dot) {
  const dots = face.map(each => onRing(each, x, y, size)), order = round(mark, k);
  if (!mark.names) stroke(pen, [...order, order[0]].map(i => dots[i]), "road", Math.max(dot / 4, 0.75));
  dots.forEach(([left, top], i) => disc(pen, left, top, dot,
    { fill: `rgb(${hue(placeOn(turnOf(mark, k), i, face.length), pen.dark)})` }));
  return dots;
}

// The angles of both hands: the real place of the first number, then that of the second added.
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

// Average distance, over all pairs, between the hands and the number of the answer [degrees].
function missed(face, sign) {
  const n = face.length;
  let sum = 0;
  for (let a = 0; a < n; a++)
    for (let b = 0; b < n; b++)
      sum += Math.abs(wrap(face[a][0] + sign * face[b][0] - face[(a + sign * b + n) % n][0]));
  return sum / n ** 2 * 360 / ROUND;
}

// Draw the hands, and return the positions of their labels.
function drawHands(pen, looked, mark, { hands: [first, second], lit }, x, y, size) {
  const { context, zoom } = pen, words = [], tip = (angle, far) => onRing([angle, far], x, y, size);
  const small = size < SMALL * zoom;     // the words would cover the clock; both numbers stand outside
  const hand = (from, by, arc, far, colour, text) => {
    context.beginPath();
    context.arc(x, y, arc * size, from - ROUND / 4, from + by - ROUND / 4, by < 0);
    strokePath(pen, colour, (small ? 2.5 : 3.5) * zoom, { cap: "round" });
    stroke(pen, [[x, y], tip(from + by, far)], colour, (small ? 2.5 : 3.5) * zoom, { cap: "round" });
    if (!small) words.push([text, ...tip(from + by / 2, arc + 0.14), { align: "center", size: 14, weight: 700,
      colour, halo: "page" }]);
  };
  stroke(pen, [[x, y], tip(0, 1)], "soft", 1.5, { dash: [2, 5] });
  hand(0, first, 0.3, 0.84, "first", looked.pair[0]);
  hand(first, second, 0.58, lit ? 0.9 : 0.72, "second", `${mark.says.sign} ${looked.pair[1]}`);
  shape(pen, "dot", x, y, 10 * zoom, "ink");
  return words.map(each => ({ at: each.slice(1, 3), half: [write(pen, ...each) / 2 + 2, 9 * zoom] }));
}

// Numbers beside their dots, those of the sum first; a number that would overlap is omitted.
function drawNumbers(pen, mark, k, face, dots, x, y, size, dot, sum, taken) {
  const { zoom } = pen;
  const label = (i, options, sure) => {
    if (!sure && size < SMALL * zoom && face[i][1] < 0.6) return;      // among the hands
    const half = [widthOf(pen, nameOf(mark, mark.order[i]), 13, options.weight) / 2 + 2, 8 * zoom];
    for (const step of sure ? [0, 12, -22, -34, 24, -46] : [0]) {
      const out = (step < 0 ? -dot : dot) + (11 + step) * zoom;
      const at = onRing([face[i][0], face[i][1] + out / size], x, y, size);
      if (Math.abs(at[0] - x) + half[0] > pen.box.w / 2 || Math.abs(at[1] - y) > pen.box.h / 2 - 2) continue;
      const touches = (place, far) => [0, 1].every(axis =>
        Math.abs(place[axis] - at[axis]) < far[axis] + half[axis]);
      if (!taken.some(other => touches(other.at, other.half))
        && (sure || !dots.some((place, j) => j !== i && touches(place, [dot - 1, dot - 1])))) {
        taken.push({ i, at, half });
        write(pen, nameOf(mark, mark.order[i]), ...at, { align: "center", halo: "page", ...options });
        return;
      }
    }
  };
  for (const [i, colour] of sum) label(i, { weight: 700, size: 14, colour }, true);
  for (const i of [0, ...round(mark, k)])
    if (!sum.some(([j]) => j === i) && !taken.some(each => each.i === i)) label(i, { weight: 400 });
}

Object.assign(MARKS, {
  clock(pen, mark) {
    const { box, zoom, stage, head, view } = pen, looked = lookedAt(stage, mark), { k, slot } = looked;
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
    if (!mark.names) disc(pen, x, y, size, { rim: "past", width: 10 * zoom });
    const found = stage.found = turns(stage, mark, looked, face);
    const dots = drawFace(pen, mark, k, face, x, y, size, dot), sum = [];
    let words = [];
    if (found) {
      words = drawHands(pen, looked, mark, found, x, y, size);
      if (found.lit) sum.push([found.c, "ink"]);
      sum.push([found.a, "first"], [found.b, "second"]);
      for (const [i, colour] of sum)
        disc(pen, ...dots[i], dot + 4 * zoom, { rim: colour, width: 2.5 * zoom });
    }
    drawNumbers(pen, mark, k, face, dots, x, y, size, dot, sum, words);
    const said = filled(mark.says.frequency, mark.kinds?.[k] ?? k), title = widthOf(pen, mark.says.numbers, 18, 600);
    if (title + widthOf(pen, said, 14) + 12 < box.w)
      write(pen, said, box.x + box.w, box.y - 17 * zoom, { align: "right", size: 14 });
  },

  // A small clock as it was at a record.
  moment(pen, mark, number, x, y, size) {
    const { k, slot } = lookedAt(pen.stage, mark);
    drawFace(pen, mark, k, faceOf(pen.head, mark, slot, number), x + size / 2, y + size / 2, 0.37 * size,
      0.045 * size);
  },
});
