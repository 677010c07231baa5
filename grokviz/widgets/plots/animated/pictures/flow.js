// Marks for labs with weight flows: clocks, stems, symbols, and units.

Object.assign(MARKS, {
  // A clock whose hand turns once for each unit of its value. The angle that the hand passed since
  // the last frame is tinted, so a very fast hand looks like a disc. Notches mark first-round events.
  dial(pen, mark) {
    const { context, box, zoom, head } = pen, value = resolve(pen, mark.by);
    if (!Number.isFinite(value)) return;
    const r = Math.min(0.32 * box.h, 0.19 * box.w), x = box.x + mark.fx * box.w;
    const y = box.y + 0.47 * box.h, top = -Math.PI / 2, turn = 2 * Math.PI;
    const swept = pen.stage.playing ? clamp(0, value - (mark.before ?? value), 1) : 0;
    mark.before = value;
    const slice = (from, to, alpha) => {
      context.beginPath();
      context.moveTo(x, y);
      context.arc(x, y, r, top + turn * from, top + turn * to);
      fillPath(pen, mark.colour, alpha);
    };
    const ray = (place, near, far, width, colour) => {
      const [c, s] = [Math.cos(top + turn * place), Math.sin(top + turn * place)];
      stroke(pen, [[x + near * r * c, y + near * r * s], [x + far * r * c, y + far * r * s]], colour,
        width * zoom, { cap: "round" });
    };
    slice(0, 1, value >= 1 ? 0.2 : 0.06);
    slice(0, value % 1, 0.22);
    if (swept) slice(value - swept, value, 0.3);
    for (let i = 0; i < 12; i++) ray(i / 12, i % 3 ? 0.92 : 0.86, 0.97, 2, "soft");
    disc(pen, x, y, r, { rim: "ink", width: 3 * zoom });
    for (const event of head.track.events) {
      const at = head.track.steps.findIndex(step => step >= event.step);
      const when = at < 0 || event.step > head.step ? 2 : head.track.row(mark.by.ch, at)[0];
      if (when <= 1) ray(when, 0.78, 1.08, 5, event.colour);
    }
    ray(value, 0, 0.82, 5, mark.colour);
    shape(pen, "dot", x, y, 12 * zoom, "ink");
    const said = { align: "center", size: 15, weight: 600, colour: "ink" };
    const fits = Math.min(1, 0.46 * box.w / widthOf(pen, mark.name, 15, 600));
    write(pen, mark.name, x, y - r - 18 * zoom, { ...said, size: 15 * fits });
    write(pen, `${mark.symbol} = ${written(value)}`, x, y + r + 26 * zoom, { ...said, size: 22 });
    const slower = mark.slower && pen.live.decay > 0 ? mark.slower.replace("{}", written(1 / pen.live.decay)) : "";
    if (widthOf(pen, slower, 15, 600) + 20 < 0.48 * box.w - 2.2 * r)
      write(pen, slower, box.x + box.w / 2, y, said);
  },

  // Values over their places; a wide pale bar is the target, and the missing part is orange.
  stems(pen, mark) {
    const { box, zoom } = pen, values = series(pen, mark.y);
    const truth = mark.truth && numbers(mark.truth), floor = pen.Y(mark.floor ?? 0);
    const wide = box.w / (values.length + 1);
    const bar = (x, from, to, width, colour, alpha) => stroke(pen, [[x, from], [x, to]], colour, width, { alpha });
    clipped(pen, () => values.forEach((value, i) => {
      const x = pen.X(i + 1), y = clamp(box.y - 9, pen.Y(value), box.y + box.h + 9);
      if (truth) {
        bar(x, floor, pen.Y(truth[i]), clamp(6, 0.62 * wide, 18 * zoom), "road");
        bar(x, pen.Y(truth[i]), y, clamp(4, 0.4 * wide, 10 * zoom), "test", 0.55);
      }
      bar(x, floor, y, clamp(2, 0.16 * wide, 5 * zoom), "ink");
      shape(pen, "dot", x, y, clamp(6, 0.5 * wide, 14 * zoom), "ink", "panel");
    }));
  },

  // Symbols in the plane of one frequency: pale at their first place, joined in their ideal order.
  wheel(pen, mark) {
    const { context, box, zoom, head } = pen, { symbols } = mark;
    if (!head.track.length) return;
    const k = Math.min(pen.live.frequency, mark.frequencies), from = (k - 1) * 2 * symbols;
    const middle = [pen.X(0), pen.Y(0)];
    const places = (row, closer = 1) => Array.from({ length: symbols }, (_, i) =>
      [pen.X(row[from + 2 * i]), pen.Y(row[from + 2 * i + 1])].map((at, axis) =>
        middle[axis] + closer * (at - middle[axis])));
    const farOf = all => all.map(([x, y]) => Math.hypot(x - middle[0], y - middle[1]));
    const meanOf = all => farOf(all).reduce((a, b) => a + b) / symbols;
    // Decay makes the circle small just when it becomes round, so it is drawn as large as at first.
    const row = head.value(mark.ch), first = head.track.row(mark.ch, 0);
    const closer = clamp(1, meanOf(places(first)) / meanOf(places(row)), 6);
    const now = places(row, closer), turn = i => i * k % symbols;
    const far = farOf(now), mean = meanOf(now);
    const off = Math.sqrt(far.reduce((a, b) => a + (b - mean) ** 2, 0) / symbols) / mean;
    const dot = ([x, y], size, colour, alpha) => {
      context.globalAlpha = alpha;
      shape(pen, "dot", x, y, size * zoom, colour, "panel");
      context.globalAlpha = 1;
    };
    disc(pen, ...middle, mean, { rim: "faint", width: 10 * zoom, alpha: clamp(0, 1 - 4 * off, 1) });   // they will lie on it
    clipped(pen, () => {
      for (const place of places(first, closer)) dot(place, 9, "road", 0.8);
    });
    const order = [...now.keys()].sort((a, b) => turn(a) - turn(b));
    stroke(pen, [...order, order[0]].map(i => now[i]), "soft", 1.6 * zoom);
    const hue = i => `oklch(${pen.dark ? 0.72 : 0.64} 0.125 ${360 * turn(i) / symbols})`;
    const size = clamp(8, 5 * mean / symbols / zoom, 17);
    now.forEach((place, i) => dot(place, size, hue(i), 1));
    const taken = [...now];                             // a name that would overlap is omitted
    if (closer > 1.05) {
      const said = mark.closer.replace("{}", closer.toFixed(1)), foot = box.y + box.h - 10;
      write(pen, said, box.x + 4, foot, { size: 14, colour: "soft", halo: "panel" });
      for (let x = 0; x < widthOf(pen, said, 14); x += 20) taken.push([box.x + 4 + x, foot]);
    }
    now.forEach(([x, y], i) => {
      const out = 1 + 21 * zoom / Math.max(far[i], 1);
      const at = [middle[0] + (x - middle[0]) * out, middle[1] + (y - middle[1]) * out];
      const clear = taken.every(([a, b], j) => j === i || Math.abs(a - at[0]) > 23 * zoom
        || Math.abs(b - at[1]) > 17 * zoom);
      const inside = at[0] > box.x + 9 && at[0] < box.x + box.w - 9 && at[1] > box.y + 9 && at[1] < box.y + box.h - 9;
      if (!clear || !inside) return;
      taken.push(at);
      write(pen, String(i), ...at, { align: "center", size: 14, weight: 600, colour: "ink" });
    });
  },

  // A dot for each unit, spread wider where units are dense; units of the frequency are dark.
  swarm(pen, mark) {
    const { box, zoom, head } = pen, values = head.value(mark.x);
    if (!values.length) return;
    const of = head.track.row(mark.group, head.at[0]), k = Math.min(pen.live.frequency, mark.groups);
    const bins = new Float32Array(52), bin = value => 1 + 50 * clamp(0, value, 0.999);
    values.forEach(value => { bins[Math.floor(bin(value))] += 1; });
    const crowd = value => {                            // density, linear between bins
      const at = bin(value) - 0.5, low = Math.floor(at);
      return mix(bins[low] ?? 0, bins[low + 1] ?? 0, at - low);
    };
    const most = Math.max(...values.map(crowd), 12), half = 0.33 * box.h, y = box.y + 0.56 * box.h;
    for (const mine of [false, true])
      values.forEach((value, i) => {
        if ((Math.round(of[i]) === k) !== mine) return;
        const lean = 2 * (i * 0.618034 % 1) - 1;
        shape(pen, "dot", pen.X(value), y + lean * half * crowd(value) / most, 9 * zoom,
          mine ? "ink" : "road", "panel");
      });
    const mean = resolve(pen, mark.mean), x = pen.X(mean);
    stroke(pen, [[x, box.y + 40 * zoom], [x, box.y + box.h]], "ink", 2 * zoom);
    write(pen, mark.text.replace("{}", Math.round(100 * mean)), x, box.y + 26 * zoom,
      { align: "center", size: 15, weight: 600, colour: "ink" });
  },
});
