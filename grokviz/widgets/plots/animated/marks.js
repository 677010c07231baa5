// The marks of a panel. A mark is plain data; a value in it is a number, {ch: channel, log},
// {live: name}, or an array of numbers.

// The numbers of an array, which may have arrived as bytes.
function numbers(data) {
  if (data instanceof DataView)
    return new Float32Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength));
  return data;
}

function resolve(pen, spec) {
  if (typeof spec === "number") return spec;
  if (spec.ch) return pen.head.value(spec.ch, spec.log)[spec.of ?? 0];
  if (spec.live) return pen.live[spec.live];
  return NaN;
}

function series(pen, spec) {
  if (spec.ch) return pen.head.value(spec.ch, spec.log);
  return numbers(spec);
}

const moves = spec => Boolean(spec && (spec.ch || spec.live));
const isStatic = mark => ["line", "area", "field"].includes(mark.kind) &&
  ![mark.x, mark.y, mark.y2].some(moves) && !mark.curtain && !mark.above;  // `above`: drawn over a curtain

function path(pen, mark, y = mark.y) {
  const xs = series(pen, mark.x), ys = series(pen, y), points = [];
  for (let i = 0; i < xs.length; i++)
    if (Number.isFinite(xs[i]) && Number.isFinite(ys[i]))
      points.push([pen.X(xs[i]), clamp(-2000, pen.Y(ys[i]), 4000)]);
  return points;
}

// The path of two channels up to now, in pixels.
function pastPath(pen, x, y) {
  const { head } = pen, [number, part] = head.at, points = [];
  const [xs, ys] = [x, y].map(each => head.track.channels[each.ch]?.rows);
  if (!xs || !ys) return points;
  for (let i = 0; i <= number; i++) points.push([pen.X(xs[i]), pen.Y(ys[i])]);
  if (part) points.push([pen.X(resolve(pen, x)), pen.Y(resolve(pen, y))]);
  return points;
}

// The past path, in pixels: the newest part is wide and opaque, the oldest thin and pale.
function trail(pen, mark) {
  const { context } = pen, points = pastPath(pen, mark.x, mark.y), lengths = [0];
  for (let i = 1; i < points.length; i++)
    lengths.push(lengths[i - 1] + Math.hypot(points[i][0] - points[i - 1][0],
      points[i][1] - points[i - 1][1]));
  const whole = lengths[lengths.length - 1] || 1, width = mark.width * pen.zoom;
  const draw = (colour, extra) => {
    let begun = 0;
    for (let band = 1; band <= 12; band++) {
      const until = whole * band / 12, share = band / 12;
      let end = begun;
      while (end + 1 < points.length && lengths[end] < until) end++;
      if (end > begun)
        stroke(pen, points.slice(begun, end + 1), colour, mix(0.5, 1, share) * width + extra,
          { alpha: mix(0.16, 0.9, share) });            // round ends would look like beads
      begun = end;
    }
  };
  if (mark.outline) draw(mark.outline, 3 * pen.zoom);
  draw(mark.colour, 0);
}

function shape(pen, kind, x, y, size, colour, rim = "page") {
  const { context } = pen, r = size / 2;
  context.beginPath();
  if (kind === "square") context.roundRect(x - r, y - r, size, size, 3);
  else if (kind === "diamond") trace(context, [[x, y - r], [x + r, y], [x, y + r], [x - r, y], [x, y - r]]);
  else if (kind === "star")
    for (let i = 0; i <= 10; i++) {
      const far = i % 2 ? r * 0.42 : r, angle = Math.PI * (i / 5 - 0.5);
      context[i ? "lineTo" : "moveTo"](x + far * Math.cos(angle), y + far * Math.sin(angle));
    }
  else context.arc(x, y, r, 0, 2 * Math.PI);
  strokePath(pen, rim, 3);
  fillPath(pen, colour);
  if (kind === "ball") {          // light from above
    const glow = context.createRadialGradient(x - r / 3, y - r / 2.4, 0, x - r / 3, y - r / 2.4, r);
    glow.addColorStop(0, "rgba(255,255,255,0.75)");
    glow.addColorStop(1, "rgba(255,255,255,0)");
    context.fillStyle = glow;
    context.fill();
  }
}

const BESIDE = [0, 1].flatMap(left => [0, -1, 1, -2, 2].map(rise => [left, rise]));    // places of a name

const MARKS = {
  line(pen, mark) {
    clipped(pen, () => stroke(pen, path(pen, mark), mark.colour, (mark.width ?? 3) * pen.zoom,
      { alpha: mark.alpha, dash: mark.dash?.map(each => each * pen.zoom), cap: "round" }));
  },

  // The area from a line down to the floor, or to a second line.
  area(pen, mark) {
    const { context, box } = pen;
    clipped(pen, () => {
      const points = path(pen, mark);
      if (!points.length) return;
      const back = mark.y2 ? path(pen, mark, mark.y2).reverse()
        : [[points[points.length - 1][0], box.y + box.h], [points[0][0], box.y + box.h]];
      trace(context, [...points, ...back]);
      context.globalAlpha = mark.alpha ?? 0.25;
      context.fillStyle = pen.colour(mark.colour);
      if (mark.fade) {
        const ground = context.createLinearGradient(0, box.y, 0, box.y + box.h);
        ground.addColorStop(0, pen.colour(mark.colour));
        ground.addColorStop(1, pen.colour(mark.colour) + "40");
        context.fillStyle = ground;
      }
      context.fill();
    });
  },

  trail(pen, mark) { clipped(pen, () => trail(pen, mark)); },

  point(pen, mark) {
    const x = resolve(pen, mark.x), y = resolve(pen, mark.y);
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
    const { box } = pen, size = mark.size * pen.zoom;
    const [at, up] = [clamp(box.x, pen.X(x), box.x + box.w), clamp(box.y + size / 2, pen.Y(y), box.y + box.h - size / 2)];
    if (mark.plumb)
      stroke(pen, [[at, up], [at, pen.Y(resolve(pen, mark.plumb))]], "soft", 1.5, { dash: [2, 4] });
    shape(pen, mark.shape ?? "ball", at, up, size, mark.colour, mark.rim);
    if (mark.text && at + size / 2 + 10 + widthOf(pen, mark.text, 14, 600) < box.x + box.w)
      write(pen, mark.text, at + size / 2 + 8, up, { weight: 600, size: 14, colour: mark.ink ?? "ink", halo: mark.halo });
  },

  // The start, once the run has moved away from it.
  start(pen, mark) {
    const { head } = pen;
    if (!head.track.length || head.place <= 0) return;
    const x = pen.X(head.track.row(mark.x.ch, 0)[0]), y = pen.Y(head.track.row(mark.y.ch, 0)[0]);
    const gone = Math.hypot(x - pen.X(resolve(pen, mark.x)), y - pen.Y(resolve(pen, mark.y)));
    if (gone < 24 * pen.zoom) return;
    if (mark.shape) shape(pen, mark.shape, x, y, 18 * pen.zoom, mark.colour ?? "ink", mark.rim);
    else disc(pen, x, y, 7 * pen.zoom, { rim: "soft", dash: [3, 3] });
    const half = widthOf(pen, mark.text, 14) / 2 + 6, { box } = pen;
    if (pen.roomy)
      write(pen, mark.text, clamp(box.x + half, x, box.x + box.w - half), y - 18 * pen.zoom, { align: "center", colour: mark.ink ?? "soft", halo: mark.halo, size: 14 });
  },

  // The names of several points, each beside its own; one that would overlap finds another place,
  // or is omitted. With `clear`, it stays clear of the paths of all points, too.
  names(pen, mark) {
    const { box, zoom, view } = pen, high = 17 * zoom, chosen = view.names ??= [];
    const places = mark.of.map(({ x, y }) => [pen.X(resolve(pen, x)), pen.Y(resolve(pen, y))]);
    const taken = [...view.texts, ...places.map(([x, y]) =>
      ({ x: x - 7 * zoom, y: y - 7 * zoom, w: 14 * zoom, h: 14 * zoom }))];
    const paths = mark.clear ? mark.of.map(({ x, y }) => pastPath(pen, x, y)) : [];
    mark.of.forEach(({ text, colour }, i) => {
      const [x, y] = places[i], w = widthOf(pen, text, 14, 600);
      if (!Number.isFinite(x + y)) return;
      const around = BESIDE.map(([left, rise]) => ({ x: left ? x - 13 * zoom - w : x + 13 * zoom,
        y: y + (rise - 0.5) * high, w, h: high }));
      const free = at => at.x > box.x && at.x + w < box.x + box.w && at.y > box.y
        && at.y + high < box.y + box.h && !taken.some(other => overlap(at, other))
        && !paths.some(path => enters(path, at));
      const place = [chosen[i], ...BESIDE.keys()].find(each => around[each] && free(around[each]));
      if (place === undefined) return;
      chosen[i] = place;                                // it stays there as long as it can
      taken.push(around[place]);
      write(pen, text, around[place].x, around[place].y + high / 2,
        { size: 14, weight: 600, colour, halo: mark.halo });
    });
  },

  text(pen, mark) {
    const { box } = pen, said = pen.roomy || !mark.short ? mark.text : mark.short;
    const wide = widthOf(pen, said, mark.size ?? 15, mark.weight ?? 600), right = mark.align === "right";
    const x = mark.fx !== undefined ? box.x + mark.fx * box.w : clamp(box.x + 6 + (right ? wide : 0),
      pen.X(mark.x), box.x + box.w - 6 - (right ? 0 : wide));      // stay inside the panel
    const y = mark.fy !== undefined ? box.y + mark.fy * box.h : pen.Y(mark.y) + (mark.dy ?? 0) * pen.zoom;
    if (mark.band) card(pen, box.x, box.y, box.w, y - box.y + 13 * pen.zoom);   // over the curves
    write(pen, said, x, y, { size: mark.size ?? 15, weight: mark.weight ?? 600,
      colour: mark.colour, align: mark.align ?? "left", halo: mark.halo });
    pen.view.texts?.push({ x: right ? x - wide : x, y: y - 10 * pen.zoom, w: wide, h: 20 * pen.zoom });
  },
};
