// What weight decay does to the ball, and where it has been: arrows, and pale copies of the past.

Object.assign(MARKS, {
  // Pale copies of a channel at past steps: `steps`, or multiples of the step of the first event.
  earlier(pen, mark) {
    const { head } = pen, [now] = head.at, first = head.track.events[0]?.step ?? Infinity;
    clipped(pen, () => {
      for (const step of mark.steps ?? mark.times.map(times => times * first)) {
        let number = head.track.steps.findIndex(each => each >= step);
        if (number < 0 || number >= now) continue;
        const ys = head.track.row(mark.y.ch, number), xs = numbers(mark.x);
        stroke(pen, [...ys].map((y, i) => [pen.X(xs[i]), clamp(-2000, pen.Y(y), 4000)]), "soft",
          1.2 * pen.zoom, { alpha: 0.5 });
      }
    });
  },

  // The pull to the left; a double head means that it is longer than the space.
  pull(pen, mark) {
    const { box, zoom } = pen;
    const x = pen.X(resolve(pen, mark.x)), y = pen.Y(resolve(pen, mark.y));
    const pull = resolve(pen, mark.by[0]) * resolve(pen, mark.by[1]);
    if (!Number.isFinite(x + y + pull) || pull <= 0) return;
    const from = x - 14 * zoom, most = Math.max(from - box.x - 12 * zoom, 0);
    const wanted = mark.times * Math.sqrt(pull) * zoom, long = Math.min(wanted, most);
    if (long < 6) return;
    const up = clamp(box.y + (mark.beside ? 8 : 40) * zoom, y, box.y + box.h - 8), tip = from - long;
    arrow(pen, [from, up], [tip, up], { colour: mark.colour ?? "ink", halo: mark.halo,
      heads: wanted > most ? [0, 11 * zoom] : [0] });
    const said = { weight: 600, size: 14, colour: mark.ink ?? "ink", halo: mark.shade ?? mark.halo ?? "panel" };
    const wide = widthOf(pen, mark.text, 14, 600);
    const left = Math.max(box.x + 6, from - wide);
    const rise = mark.beside === "curtain" ? besideCurtain(pen, left, left + wide, up) : -18;
    if (rise) write(pen, mark.text, left, up + rise * zoom, said);
    const unit = mark.unit?.replace("{}", written(pull)), far = unit ? widthOf(pen, unit) : 0;
    const place = { x: tip - 8 - far, y: up - 8 * zoom, w: far, h: 16 * zoom };
    if (unit && pen.roomy && place.x > box.x + 8 && !pen.view.texts?.some(each => overlap(each, place)))
      write(pen, unit, place.x, up, { halo: mark.halo ?? "panel", colour: "ink" });
  },

  // The pull to the origin; its length is the square root of its size.
  inward(pen, mark) {
    const { box, zoom } = pen, x = resolve(pen, mark.x), y = resolve(pen, mark.y);
    const from = [pen.X(x), pen.Y(y)], way = [pen.X(0) - from[0], pen.Y(0) - from[1]];
    const far = Math.hypot(...way), near = 13 * zoom;
    const long = Math.min(mark.times * Math.sqrt(pen.live.pull * Math.hypot(x, y)) * zoom, far - 22 * zoom);
    if (!(long > 6)) return;
    const [start, tip] = [near, near + long].map(by => [0, 1].map(axis => from[axis] + way[axis] * by / far));
    arrow(pen, start, tip, { colour: "#14181F", halo: "#FFFFFF" });
    const wide = widthOf(pen, mark.text, 14, 600) + 20 * zoom;
    if (tip[0] + wide < box.x + box.w && tip[1] < box.y + box.h - 34 * zoom)
      write(pen, mark.text, tip[0] + 14 * zoom, tip[1], { size: 14, weight: 600, colour: "#FFFFFF", halo: "#122454" });
  },
});
