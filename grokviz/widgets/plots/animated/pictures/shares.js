// Random trials: a crowd of dots, each a trial that lights up, counters, and shares with intervals.

Object.assign(MARKS, {
  // The newest trials, one dot each, in the kinds of a channel: kind 0 is a place that is still
  // empty, others have a colour and a size of their own.
  crowd(pen, mark) {
    const { box, zoom, head } = pen, { track } = head;
    if (!track.channels[mark.of.ch] || !track.length) return;
    const kinds = track.row(mark.of.ch, head.at[0]), top = box.y + mark.top * box.h;
    const room = { w: box.w - 20 * zoom, h: box.y + box.h - top - 10 * zoom };
    const columns = Math.ceil(Math.sqrt(kinds.length * room.w / Math.max(room.h, 1)));
    const apart = Math.min(room.w / columns, room.h / Math.ceil(kinds.length / columns));
    const left = box.x + (box.w - apart * columns) / 2;
    kinds.forEach((kind, i) => {
      if (!kind) return;
      const x = left + apart * (i % columns + 0.5), y = top + apart * (Math.floor(i / columns) + 0.5);
      const { colour, size, glow } = mark.kinds[kind - 1];
      if (glow) disc(pen, x, y, apart * 0.72, { fill: colour, alpha: 0.22 });
      disc(pen, x, y, apart * size / 2, { fill: colour });
    });
  },

  // A number that counts up, and what it counts below it.
  counter(pen, mark) {
    const { box, zoom } = pen, value = resolve(pen, mark.value);
    if (!Number.isFinite(value)) return;
    const x = box.x + mark.fx * box.w, y = box.y + mark.fy * box.h;
    write(pen, Math.round(value).toLocaleString("en"), x, y,
      { size: pen.roomy ? 22 : 17, weight: 600, colour: mark.colour, align: "center" });
    write(pen, mark.text, x, y + 20 * zoom, { size: 13, colour: mark.colour, align: "center" });
  },

  // A dot and a bar for each share; where nothing was found yet the bar stands alone.
  intervals(pen, mark) {
    const [at, low, high] = [mark.y, mark.low, mark.high].map(each => series(pen, each)), { zoom } = pen;
    clipped(pen, () => numbers(mark.x).forEach((value, i) => {
      if (!(high[i] < 1)) return;                       // after so few trials it says nothing
      const x = pen.X(value) + (mark.dx ?? 0) * zoom, ends = [low[i], high[i]].map(pen.Y);
      stroke(pen, ends.map(y => [x, clamp(-2000, y, 4000)]), mark.colour, 3.5 * zoom, { alpha: 0.5, cap: "round" });
      if (at[i] > 0) shape(pen, mark.shape, x, pen.Y(at[i]), (i === mark.chosen ? 16 : 11) * zoom, mark.colour);
    }));
  },
});
