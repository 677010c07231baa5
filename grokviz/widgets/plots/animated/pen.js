// Drawing with a pen: text, lines, discs, cards and arrows. A pen has a canvas context, a box, and
// functions for places (X, Y) and colours; see `penFor` in layout.js.

const FONT = 'system-ui, -apple-system, "Segoe UI", "Open Sans", "Noto Sans", "Noto Sans CJK SC", ' +
  '"PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif';

const clamp = (low, value, high) => Math.min(Math.max(value, low), high);
const mix = (a, b, share) => a + (b - a) * share;

// A sentence with values in the places of its braces.
const filled = (text, ...values) => values.reduce((said, value) => said.replace("{}", value), text);

// Write text on a canvas and return its width; a halo makes it readable on any background.
function write(pen, text, x, y, options = {}) {
  const { size = 13, weight = 400, colour, align = "left", halo } = options;
  const { context } = pen;
  context.font = `${weight} ${size * pen.zoom}px ${FONT}`;
  context.textAlign = align;
  context.textBaseline = "middle";
  if (halo) {
    context.lineWidth = 4 * pen.zoom;
    context.lineJoin = "round";
    context.strokeStyle = pen.colour(halo);
    context.strokeText(text, x, y);
  }
  context.fillStyle = pen.colour(colour ?? "soft");
  context.fillText(text, x, y);
  const wide = context.measureText(text).width;
  if (pen.stage.words) {                                // tests ask where words are
    const left = align === "left" ? x : align === "right" ? x - wide : x - wide / 2;
    const turn = context.getTransform(), dots = devicePixelRatio || 1, half = size * pen.zoom / 2;
    const [from, to] = [[left, y - half], [left + wide, y + half]].map(([x, y]) => turn.transformPoint({ x, y }));
    pen.stage.words.push({ text, canvas: context.canvas, x: Math.min(from.x, to.x) / dots,
      y: Math.min(from.y, to.y) / dots, w: Math.abs(to.x - from.x) / dots, h: Math.abs(to.y - from.y) / dots });
  }
  return wide;
}

function widthOf(pen, text, size = 13, weight = 400) {
  pen.context.font = `${weight} ${size * pen.zoom}px ${FONT}`;
  return pen.context.measureText(text).width;
}

function trace(context, points) {
  context.beginPath();
  points.forEach(([x, y], i) => (i ? context.lineTo(x, y) : context.moveTo(x, y)));
}

// A line through points; `width` and `dash` in pixels of the screen.
function stroke(pen, points, colour, width, { dash, alpha = 1, cap = "butt" } = {}) {
  trace(pen.context, points);
  strokePath(pen, colour, width, { dash, alpha, cap });
}

// Stroke what was traced.
function strokePath({ context, colour: of }, colour, width, { dash = [], alpha = 1, cap = "butt" } = {}) {
  const { globalAlpha } = context;
  Object.assign(context, { lineWidth: width, lineCap: cap, lineJoin: "round", strokeStyle: of(colour),
    globalAlpha: alpha * globalAlpha });
  context.setLineDash(dash);
  context.stroke();
  context.setLineDash([]);
  context.globalAlpha = globalAlpha;
}

// True if two rectangles share a place.
const overlap = (a, b) => a.x < b.x + b.w && a.x + a.w > b.x && a.y < b.y + b.h && a.y + a.h > b.y;

// True if a line through points enters a rectangle.
function enters(points, { x, y, w, h }) {
  return points.some(([x1, y1], i) => {
    const [x0, y0] = points[Math.max(i - 1, 0)];
    let [from, to] = [0, 1];                            // the share of this piece that is inside
    for (const [at, way, low, high] of [[x0, x1 - x0, x, x + w], [y0, y1 - y0, y, y + h]]) {
      if (!way) {
        if (at < low || at > high) return false;
        continue;
      }
      const [one, other] = [(low - at) / way, (high - at) / way];
      from = Math.max(from, Math.min(one, other));
      to = Math.min(to, Math.max(one, other));
    }
    return from <= to;
  });
}

function fillPath({ context, colour: of }, colour, alpha = 1) {
  const { globalAlpha } = context;
  Object.assign(context, { fillStyle: of(colour), globalAlpha: alpha * globalAlpha });
  context.fill();
  context.globalAlpha = globalAlpha;
}

// A disc or, without `fill`, a circle.
function disc(pen, x, y, r, { fill, rim, width = 1.5, alpha, dash } = {}) {
  pen.context.beginPath();
  pen.context.arc(x, y, r, 0, 2 * Math.PI);
  if (fill) fillPath(pen, fill, alpha);
  if (rim) strokePath(pen, rim, width, { alpha, dash });
}

// A rectangle with round corners.
function card(pen, x, y, w, h, { fill = "panel", rim, width = 2, radius = 8 } = {}) {
  pen.context.beginPath();
  pen.context.roundRect(x, y, w, h, radius);
  if (fill) fillPath(pen, fill);
  if (rim) strokePath(pen, rim, width);
}

// An arrow with a halo around it; `heads` are distances of its heads from the tip.
function arrow(pen, from, tip, { colour, halo, heads = [0] }) {
  const { zoom } = pen, far = Math.hypot(tip[0] - from[0], tip[1] - from[1]) || 1, size = 7 * zoom;
  const [ux, uy] = [(tip[0] - from[0]) / far, (tip[1] - from[1]) / far];
  const at = (back, aside) => [tip[0] - ux * back - uy * aside, tip[1] - uy * back + ux * aside];
  for (const [ink, extra] of halo ? [[halo, 3], [colour, 0]] : [[colour, 0]]) {
    stroke(pen, [from, at(size, 0)], ink, 3.5 * zoom + extra, { cap: "round" });
    for (const back of heads) {
      trace(pen.context, [at(back, 0), at(back + 1.5 * size, size), at(back + 1.5 * size, -size), at(back, 0)]);
      if (extra) strokePath(pen, ink, extra);
      fillPath(pen, ink);
    }
  }
}

function clipped(pen, draw) {
  const { context, box } = pen;
  context.save();
  context.beginPath();
  context.roundRect(box.x, box.y, box.w, box.h, 8);
  context.clip();
  draw();
  context.restore();
}

// Interpolate between colours written as #RRGGBB.
function between(stops, place) {
  const at = clamp(0, place, 1) * (stops.length - 1), first = Math.min(Math.floor(at), stops.length - 2);
  const [a, b] = [stops[first], stops[first + 1]].map(each => parseInt(each.slice(1), 16));
  return [16, 8, 0].map(bits => Math.round(mix((a >> bits) & 255, (b >> bits) & 255, at - first)));
}
