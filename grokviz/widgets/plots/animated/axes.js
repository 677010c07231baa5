// Scales, ticks and text for all pictures on a canvas.

const FONT = 'system-ui, -apple-system, "Segoe UI", "Open Sans", "Noto Sans", "Noto Sans CJK SC", ' +
  '"PingFang SC", "Microsoft YaHei", "WenQuanYi Zen Hei", sans-serif';

const clamp = (low, value, high) => Math.min(Math.max(value, low), high);
const mix = (a, b, share) => a + (b - a) * share;

// A sentence with values in the places of its braces.
const filled = (text, ...values) => values.reduce((said, value) => said.replace("{}", value), text);

// Position of a value between the ends of an axis, 0 to 1; a log axis needs positive values.
function share(axis, value) {
  if (!axis.log) return (value - axis.lo) / (axis.hi - axis.lo);
  const floor = Math.min(axis.lo, axis.hi) * 1e-3;
  return Math.log(Math.max(value, floor) / axis.lo) / Math.log(axis.hi / axis.lo);
}

function valueAt(axis, place) {
  return axis.log ? axis.lo * (axis.hi / axis.lo) ** place : mix(axis.lo, axis.hi, place);
}

// Give both axes the same scale, so that circles are round; one axis then shows a larger range.
function evenly(panel, { w, h }) {
  panel.asked ??= [panel.x, panel.y];
  const [x, y] = panel.asked, unit = Math.max((x.hi - x.lo) / w, (y.hi - y.lo) / h);
  const wider = (axis, length) => ({ ...axis, lo: (axis.lo + axis.hi - unit * length) / 2,
    hi: (axis.lo + axis.hi + unit * length) / 2 });
  panel.x = wider(x, w);
  panel.y = wider(y, h);
}

const SUPERSCRIPT = { "-": "⁻", 0: "⁰", 1: "¹", 2: "²", 3: "³", 4: "⁴", 5: "⁵", 6: "⁶", 7: "⁷",
  8: "⁸", 9: "⁹" };

function written(value) {
  const size = Math.abs(value);
  if (size >= 1000) return Math.round(value).toLocaleString("en");
  if (size && size < 0.001) {
    const power = Math.floor(Math.log10(size) + 1e-9);
    const digit = Math.round(value / 10 ** power);
    const raised = [...String(power)].map(each => SUPERSCRIPT[each]).join("");
    return digit === 1 ? "10" + raised : digit + "·10" + raised;
  }
  return String(+value.toPrecision(3)).replace("-", "−");
}

// Ticks of an axis, so far apart that words of this width do not overlap.
function ticksOf(axis, length, room) {
  if (axis.ticks) return axis.ticks;
  const [low, high] = [Math.min(axis.lo, axis.hi), Math.max(axis.lo, axis.hi)];
  const most = Math.max(2, Math.floor(length / room));
  const found = [];
  if (axis.log) {
    const first = Math.ceil(Math.log10(low) - 1e-9), last = Math.floor(Math.log10(high) + 1e-9);
    const every = Math.ceil((last - first + 1) / most);
    for (let power = first; power <= last; power += every) found.push(10 ** power);
    if (found.length >= 2 || most < 3) return found;
    return [1, 2, 5].flatMap(digit => [10 ** (first - 1), 10 ** first, 10 ** (first + 1)]
      .map(unit => unit * digit)).filter(tick => tick >= low && tick <= high).sort((a, b) => a - b);
  }
  const rough = (high - low) / most, unit = 10 ** Math.floor(Math.log10(rough));
  const by = [1, 2, 5, 10].map(digit => digit * unit).find(step => step >= rough);
  for (let tick = Math.ceil(low / by) * by; tick <= high + by * 1e-6; tick += by)
    found.push(Math.abs(tick) < by * 1e-6 ? 0 : tick);
  return found;
}

// Write text on a canvas and return its width; a halo makes it readable on any background.
function write(pen, text, x, y, options = {}) {
  const { size = 13, weight = 400, colour, align = "left", halo, base = "middle" } = options;
  const { context } = pen;
  context.font = `${weight} ${size * pen.zoom}px ${FONT}`;
  context.textAlign = align;
  context.textBaseline = base;
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
    const turn = context.getTransform(), high = size * pen.zoom, dots = devicePixelRatio || 1;
    const corners = [[left, y - high / 2], [left + wide, y + high / 2]].map(([across, down]) => [
      (turn.a * across + turn.c * down + turn.e) / dots, (turn.b * across + turn.d * down + turn.f) / dots]);
    const [xs, ys] = [0, 1].map(axis => corners.map(corner => corner[axis]).sort((a, b) => a - b));
    pen.stage.words.push({ text, canvas: context.canvas, x: xs[0], y: ys[0], w: xs[1] - xs[0], h: ys[1] - ys[0] });
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

// Numbers and captions of a panel, outside its box.
function drawAxes(pen, panel) {
  const { x, y, w, h } = pen.box, { context, zoom } = pen;
  context.lineWidth = 1;
  context.strokeStyle = pen.colour("soft");
  if (panel.x && !panel.x.bare) {
    for (const tick of ticksOf(panel.x, w, 64 * zoom)) {
      const at = pen.X(tick);
      trace(context, [[at, y + h - 5], [at, y + h]]);
      context.stroke();
      const said = written(tick), half = widthOf(pen, said) / 2;
      write(pen, said, clamp(Math.max(x - 8, 0) + half, at, x + w - half + 1), y + h + 15 * zoom,
        { align: "center" });
    }
    if (panel.x.label && pen.roomy)
      write(pen, panel.x.label, x + w / 2, y + h + 34 * zoom, { align: "center" });
  }
  if (panel.y && !panel.y.bare) {
    for (const tick of ticksOf(panel.y, h, 44 * zoom)) {
      const at = pen.Y(tick);
      trace(context, [[x, at], [x + 5, at]]);
      context.stroke();
      write(pen, written(tick), x - 8, clamp(y + 7, at, y + h - 5), { align: "right" });
    }
    if (panel.y.label && pen.roomy) {
      context.save();
      context.translate(x - 54 * zoom, y + h / 2);
      context.rotate(-Math.PI / 2);
      write(pen, panel.y.label, 0, 0, { align: "center" });
      context.restore();
    }
  }
}

// Interpolate between colours written as #RRGGBB.
function between(stops, place) {
  const at = clamp(0, place, 1) * (stops.length - 1), first = Math.min(Math.floor(at), stops.length - 2);
  const [a, b] = [stops[first], stops[first + 1]].map(each => parseInt(each.slice(1), 16));
  return [16, 8, 0].map(bits => Math.round(mix((a >> bits) & 255, (b >> bits) & 255, at - first)));
}
