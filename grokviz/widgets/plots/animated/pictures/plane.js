// The plane of decoder norm and messiness: its background, the coming path, and the ten numbers.

// Relief of a grid, four times as fine, lit from the left like a hill, with nine contour lines.
function relief(pen, mark, grid) {
  const fine = 4, wide = (mark.nx - 1) * fine + 1, high = (mark.ny - 1) * fine + 1;
  const canvas = Object.assign(document.createElement("canvas"), { width: wide, height: high });
  const context = canvas.getContext("2d"), image = context.createImageData(wide, high);
  const value = (column, row) => {              // from the lower left, in fine steps
    const x = clamp(0, column / fine, mark.nx - 1.001), y = clamp(0, row / fine, mark.ny - 1.001);
    const i = Math.floor(x), j = Math.floor(y), at = j * mark.nx + i;
    return mix(mix(grid[at], grid[at + 1], x - i),
      mix(grid[at + mark.nx], grid[at + mark.nx + 1], x - i), y - j);
  };
  const level = each => Math.floor(clamp(0, each, 1) * 10);
  for (let row = 0; row < high; row++)
    for (let column = 0; column < wide; column++) {
      const here = value(column, row), slope = value(column + fine, row) - value(column - fine, row);
      const line = level(here) !== level(value(column + 1, row)) || level(here) !== level(value(column, row + 1));
      const light = clamp(0.86, 1 + 2.5 * slope, 1.06) * (line ? 0.86 : 1) * (pen.dark ? 0.88 : 1);
      const place = 4 * ((high - 1 - row) * wide + column);
      between(mark.palette, here).forEach((part, i) => { image.data[place + i] = part * light; });
      image.data[place + 3] = Number.isFinite(here) ? 255 : 0;
    }
  context.putImageData(image, 0, 0);
  return canvas;
}

// Vertical shift at which words between left and right overlap neither the words nor the handle of
// the curtain; 0 if no shift does.
function besideCurtain(pen, left, right, up) {
  const { box, zoom, view } = pen, x = box.x + box.w * (view.curtain ?? 0.36);
  const meets = (far, top, floor, y) => left < x + far * zoom && right > x - far * zoom
    && y > top * zoom && y < floor * zoom;
  return [-18, 20].find(rise => {
    const y = up + rise * zoom - box.y;
    return !meets(150, -99, 50, y) && !meets(22, 40, 104, y) && y > 8 && y < box.h - 8;
  }) ?? 0;
}

const largestOf = values => values.reduce((most, each) => Math.max(most, Math.abs(each)), 1e-9);

Object.assign(MARKS, {
  // The whole path of a run, dotted, while the user drags its start; hidden before a guess.
  coming(pen, mark) {
    const { head, stage, zoom } = pen, { track } = head;
    const xs = track.channels[mark.x.ch]?.rows, ys = track.channels[mark.y.ch]?.rows;
    if (!stage.held || stage.open || (stage.strip.flag && !stage.strip.flag.placed) || !xs || !ys) return;
    const points = [...xs].map((x, i) => [pen.X(x), pen.Y(ys[i])]);
    clipped(pen, () => {
      for (const [colour, width] of [["#FFFFFF", 6], ["#14181F", 3]])
        stroke(pen, points, colour, width * zoom, { dash: [0.1, 9 * zoom], cap: "round" });
    });
  },

  // Words on the map, hidden where they would overlap the ball, its label, or its start.
  place(pen, mark) {
    const { box, zoom, head } = pen, size = 14, high = 9 * zoom, [bx, by] = mark.clear;
    const wide = widthOf(pen, mark.text, size, 600), x = pen.X(mark.x) + (mark.dx ?? 0) * zoom;
    const y = clamp(box.y + 10 * zoom, pen.Y(mark.y), box.y + box.h - 13 * zoom);
    const from = mark.align === "center" ? x - wide / 2 : x;
    const meets = (left, right, top, bottom) => from < right && from + wide > left
      && y - high < bottom && y + high > top;
    if (from < box.x + 4 || from + wide > box.x + box.w - 4) return;
    if (head.track.length) {
      const [u, v] = [pen.X(resolve(pen, bx)), pen.Y(resolve(pen, by))];
      const [s, t] = [pen.X(head.track.row(bx.ch, 0)[0]), pen.Y(head.track.row(by.ch, 0)[0])];
      const top = Math.min(v, box.y + box.h - 8);
      if (meets(u - 170 * zoom, u + 16 * zoom, top - 30 * zoom, top + 32 * zoom)) return;
      if (meets(s - 56 * zoom, s + 56 * zoom, t - 30 * zoom, t + 14 * zoom)) return;
    }
    write(pen, mark.text, x, y, { align: mark.align, size, weight: 600, colour: "#FFFFFF", halo: "#122454" });
  },

  // Ten numbers at their places, above ticks for even spacing. Below them stand all their sums, one
  // column each, as high as equal sums are far apart on the line.
  symbols(pen, mark) {
    const { box, zoom } = pen;
    const places = series(pen, mark.places), gaps = series(pen, mark.sums);
    if (!places.length) return;
    const both = box.h >= 184 * zoom, gap = 12 * zoom, high = both ? (box.h - gap) / 2 : box.h;
    const pad = (box.w > 300 * zoom ? 24 : 12) * zoom, x = box.x + pad, w = box.w - 2 * pad;
    const r = clamp(9 * zoom, w / 26, 12 * zoom);
    const title = (text, y) => write(pen, text, x, y + 18 * zoom, { size: 14, weight: 600, colour: "ink" });
    const beside = (text, y, end) => {
      if (end + widthOf(pen, text) + 16 * zoom < w)
        write(pen, text, x + w, y + 18 * zoom, { align: "right" });
    };
    card(pen, box.x, box.y, box.w, high);
    beside(mark.say.ticks, box.y, title(mark.say.now.replace("{}",
      written(+resolve(pen, mark.messiness).toPrecision(2))), box.y));
    const across = places.filter((_, i) => i % 2 === 0);
    const up = places.filter((_, i) => i % 2 === 1);
    const middle = box.y + high / 2 + 14 * zoom, room = high / 2 - 16 * zoom - r;
    const unit = Math.min((w / 2 - r) / Math.max(1, largestOf(across)), room / largestOf(up));
    const X = each => x + w / 2 + unit * each;
    stroke(pen, [[x, middle], [x + w, middle]], "road", 2 * zoom);
    for (let i = 0; i < across.length; i++) {
      const even = X(2 * i / (across.length - 1) - 1);
      stroke(pen, [[even, middle - 5 * zoom], [even, middle + 5 * zoom]], "soft", 2 * zoom);
    }
    across.forEach((each, i) => {
      disc(pen, X(each), middle - unit * up[i], r, { fill: "ink", rim: "panel", width: 1.5 * zoom });
      write(pen, String(i), X(each), middle - unit * up[i] + 0.5, { align: "center", weight: 700, colour: "page" });
    });
    if (both) sumColumns(pen, mark, gaps, { x, w, y: box.y + high + gap, high, unit, title, beside });
  },
});

function sumColumns(pen, mark, gaps, { x, w, y, high, unit, title, beside }) {
  const { box, zoom, head } = pen, column = numbers(mark.column), shown = numbers(mark.shown);
  card(pen, box.x, y, box.w, high);
  const last = largestOf(column), X = each => x + 6 * zoom + (w - 12 * zoom) * each / last;
  const middle = y + high / 2 + 5 * zoom, room = high / 2 - 31 * zoom;
  const scale = Math.min(1.5 * unit, room / Math.max(largestOf(gaps), largestOf(head.track.row(mark.sums.ch, 0))));
  beside(mark.say.scale.replace("{}", written(+(scale / unit).toPrecision(2))), y, title(mark.say.sums, y));
  stroke(pen, [[x, middle], [x + w, middle]], "road", 2 * zoom);
  for (let each = 0; each <= last; each++) {
    const heights = [...gaps].filter((_, i) => column[i] === each).map(gap => middle - scale * gap);
    stroke(pen, [[X(each), Math.min(...heights)], [X(each), Math.max(...heights)]], "road", 2 * zoom);
  }
  for (const [side, r, colour] of [[1, 5, "train"], [0, 3.6, "test"]])
    gaps.forEach((gap, i) => {
      if (shown[i] === side) disc(pen, X(column[i]), middle - scale * gap, r * zoom, { fill: colour, rim: "panel", width: 1.5 * zoom });
    });
  const foot = y + high - 11 * zoom;
  for (const each of [0, last / 2, last]) write(pen, written(each), X(each), foot, { align: "center" });
  write(pen, mark.say.shown, X(last / 4), foot, { align: "center", weight: 600, colour: "trainInk" });
  write(pen, mark.say.new, X(3 * last / 4), foot, { align: "center", weight: 600, colour: "testInk" });
}

// T and N show one of the two maps alone, or again both; arrow keys move the curtain.
function curtainKey(stage, panel, event) {
  const { view } = panel, alone = { t: 1, n: 0 }[event.key.toLowerCase()];
  const by = event.target === panel.canvas && { ArrowLeft: -0.05, ArrowRight: 0.05 }[event.key];
  if (event.ctrlKey || event.metaKey || event.altKey || (alone === undefined && !by)) return;
  if (!panel.spec.marks.some(mark => mark.curtain)) return;
  view.curtain = by ? clamp(0, (view.curtain ?? 0.36) + by, 1)
    : view.curtain === alone ? undefined : alone;
  event.preventDefault();
  event.stopPropagation();
  stage.dirty = true;
}

function curtain(pen, mark) {
  const { box, zoom } = pen, x = box.x + box.w * (pen.view.curtain ?? 0.36);
  stroke(pen, [[x, box.y], [x, box.y + box.h]], "page", 3 * zoom);
  const pill = (text, ink, right) => {
    const wide = widthOf(pen, text, 14, 600) + 24 * zoom, high = 28 * zoom;
    const from = right ? x + 8 * zoom : x - 8 * zoom - wide;
    if (from < box.x || from + wide > box.x + box.w) return;
    card(pen, from, box.y + 12 * zoom, wide, high, { fill: "page", radius: high / 2 });
    write(pen, text, from + wide / 2, box.y + 26 * zoom, { align: "center", size: 14, weight: 600, colour: ink });
  };
  pill("◂ " + mark.words[0], "trainInk", false);
  pill(mark.words[1] + " ▸", "testInk", true);
  const at = clamp(box.x + 15 * zoom, x, box.x + box.w - 15 * zoom);
  card(pen, at - 14 * zoom, box.y + 50 * zoom, 28 * zoom, 44 * zoom, { fill: "page", rim: "ink", radius: 14 * zoom });
  write(pen, "‹ ›", at, box.y + 72 * zoom, { align: "center", weight: 700, size: 16, colour: "ink" });
}
