// Real data: predicted against true values, a molecule with what each atom adds, and a review that
// is read word by word. The item that is looked at is the same in all panels.

const lookAt = (stage, mark, number) => { stage.item = (number + mark.of.length) % mark.of.length; stage.dirty = true; };

// The colour of a value from -1 to 1: blue below 0, orange above.
const signed = (pen, value) => pen.colour(value < 0 ? "train" : "test");

// Words in rows that fit the width; the size is the largest at which all rows fit the height. Where
// even the smallest is too large, the rows that do not fit are left out.
function inRows(pen, words, wide, high) {
  for (let size = 20; ; size -= 0.5) {
    const line = 1.75 * size * pen.zoom, gap = 0.45 * size * pen.zoom, places = [];
    let x = 0, y = line / 2;
    for (const word of words) {
      const w = widthOf(pen, word, size, 600);
      if (x > 0 && x + w > wide) { x = 0; y += line; }
      places.push({ x, y, w });
      x += w + gap;
    }
    if (y + line / 2 <= high) return { size, line, places };
    if (size <= 13) return { size, line, places: places.filter(place => place.y + line / 2 <= high) };
  }
}

Object.assign(MARKS, {
  // Dots at x, fixed, and y, moving; those beyond the panel are arrow heads at its edge.
  dots(pen, mark) {
    const { box, zoom, context, stage } = pen, xs = series(pen, mark.x), ys = series(pen, mark.y), r = 4.2 * zoom;
    mark.places = [];
    for (let i = 0; i < xs.length; i++) {
      const x = pen.X(xs[i]), y = pen.Y(ys[i]), above = y < box.y + r;
      if (!Number.isFinite(y)) continue;
      const inside = !above && y < box.y + box.h - r, at = inside ? y : above ? box.y + 3 * zoom : box.y + box.h - 3 * zoom;
      mark.places.push([x, at]);
      if (!inside) {
        const base = at + (above ? 1.8 : -1.8) * r;
        trace(context, [[x - r, base], [x + r, base], [x, at], [x - r, base]]);
        fillPath(pen, mark.colour, 0.55);
      } else if (mark.ring) disc(pen, x, y, r, { fill: "panel", rim: mark.colour, width: 2 * zoom });
      else shape(pen, "square", x, y, 1.8 * r, mark.colour, "panel");
    }
    const [x, y] = mark.places[stage.item ?? 0] ?? [];
    if (mark.of && Number.isFinite(y)) disc(pen, x, y, 2.1 * r, { rim: "ink", width: 2.5 * zoom });
  },

  // A molecule: its bonds, its atoms, and the share of each atom in the prediction as the colour.
  molecule(pen, mark) {
    const { box, zoom, stage } = pen, number = (stage.item ?? 0) % mark.of.length, it = mark.of[number];
    const values = pen.head.value(mark.parts.ch), own = it.kinds.map((_, i) => values[number * mark.room + i]);
    const most = Math.max(...own.map(Math.abs), 1e-9);
    const [across, down] = [0, 1].map(axis => it.at.map(each => each[axis])).map(all => [Math.min(...all), Math.max(...all)]);
    const room = 66 * zoom, scale = Math.min((box.w - 48 * zoom) / Math.max(across[1] - across[0], 1),
      (box.h - room - 44 * zoom) / Math.max(down[1] - down[0], 1), 64 * zoom);
    const place = ([x, y]) => [box.x + box.w / 2 + (x - (across[0] + across[1]) / 2) * scale,
      box.y + (box.h - room) / 2 + (y - (down[0] + down[1]) / 2) * scale];
    for (const [a, b] of it.bonds) stroke(pen, [place(it.at[a]), place(it.at[b])], "soft", 3 * zoom);
    it.kinds.forEach((kind, i) => {
      const [x, y] = place(it.at[i]), r = Math.min(kind === "H" ? 11 : 15, 0.46 * scale / zoom) * zoom;
      disc(pen, x, y, r, { fill: "page", rim: "soft", width: 1.5 * zoom });
      pen.context.beginPath();
      pen.context.arc(x, y, r, 0, 2 * Math.PI);
      fillPath(pen, signed(pen, own[i]), 0.75 * Math.abs(own[i]) / most);
      if (r > 7 * zoom) write(pen, kind, x, y + 1, { align: "center", size: Math.max(13, Math.min(15, 1.1 * r / zoom)), weight: 700, colour: "ink" });
    });
    const said = pen.head.value(mark.outputs.ch)[number] ?? NaN, middle = box.x + box.w / 2;
    write(pen, it.name, middle, box.y + box.h - 54 * zoom, { align: "center", size: 16, weight: 600, colour: "ink" });
    write(pen, filled(mark.say.values, said.toFixed(1).replace("-", "−"), it.truth.toFixed(1)), middle, box.y + box.h - 33 * zoom, { align: "center", size: 14, colour: "ink" });
    write(pen, mark.say.next, middle, box.y + box.h - 12 * zoom, { align: "center", size: 13, colour: "soft" });
  },

  // A review: each word has the colour of the change of the answer when it is read.
  review(pen, mark) {
    const { box, zoom, stage, context } = pen, number = (stage.item ?? 0) % mark.of.length, it = mark.of[number];
    const values = pen.head.value(mark.read.ch).slice(number * mark.length, (number + 1) * mark.length);
    const first = mark.length - it.words.length, before = first > 0 ? values[first - 1] : 0;
    const moves = it.words.map((_, i) => values[first + i] - (i ? values[first + i - 1] : before));
    const most = Math.max(...moves.map(Math.abs), 1e-9), pad = 12 * zoom, foot = 40 * zoom;
    const rows = inRows(pen, it.words, box.w - 2 * pad, box.h - foot - pad);
    clipped(pen, () => rows.places.forEach(({ x, y, w }, i) => {
      const word = it.words[i], deep = Math.abs(moves[i]) / most;
      context.beginPath();
      context.roundRect(box.x + pad + x - 3 * zoom, box.y + pad + y - 0.4 * rows.line, w + 6 * zoom, 0.8 * rows.line, 4);
      fillPath(pen, signed(pen, moves[i]), 0.6 * deep);
      write(pen, word, box.x + pad + x, box.y + pad + y, { size: rows.size, weight: deep > 0.4 ? 700 : 400, colour: "ink" });
    }));
    const last = values[mark.length - 1], sure = 100 / (1 + Math.exp(-Math.abs(last))), likes = last > 0;
    const right = likes === it.liked, y = box.y + box.h - foot / 2;
    const verdict = filled(likes ? mark.say.likes : mark.say.dislikes, Math.round(sure));
    const wide = write(pen, verdict, box.x + pad, y, { size: 15, weight: 600, colour: likes ? "testInk" : "trainInk", halo: "panel" });
    const truth = right ? mark.say.right : mark.say.wrong;
    if (pad + wide + 16 * zoom + widthOf(pen, truth, 14, 600) < box.w - pad)
      write(pen, truth, box.x + pad + wide + 16 * zoom, y, { size: 14, weight: 600, colour: "ink", halo: "panel" });
    if (pen.roomy) write(pen, mark.say.next, box.x + box.w - pad, y, { size: 13, align: "right", colour: "soft", halo: "panel" });
  },
});

// A click, or an arrow key, goes to the next item.
function turnItem(stage, panel, mark, place, event) {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (place) panel.canvas.style.cursor = "pointer";
  if (by) { event.preventDefault(); event.stopPropagation(); }
  if (by || event.type === "pointerdown") lookAt(stage, mark, (stage.item ?? 0) + (by ?? 1));
}

Object.assign(HANDS, {
  molecule: turnItem, review: turnItem,

  // A click on one of the rings that can be looked at.
  dots(stage, panel, mark, place, event) {
    if (!mark.of || !place || event.type !== "pointerdown") return;
    const far = mark.of.map((_, i) => Math.hypot(place[0] - mark.places?.[i]?.[0], place[1] - mark.places?.[i]?.[1]));
    const near = far.indexOf(Math.min(...far));
    if (far[near] < 14 * stage.zoom) lookAt(stage, mark, near);
  },
});
