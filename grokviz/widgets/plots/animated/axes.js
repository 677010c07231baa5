// Scales and ticks of the axes.

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

// Numbers and captions of a panel, outside its box.
function drawAxes(pen, panel) {
  const { x, y, w, h } = pen.box, { context, zoom, roomy } = pen;
  if (panel.x && !panel.x.bare) {
    for (const tick of ticksOf(panel.x, w, 64 * zoom)) {
      const at = pen.X(tick), said = written(tick), half = widthOf(pen, said) / 2;
      stroke(pen, [[at, y + h - 5], [at, y + h]], "soft", 1);
      write(pen, said, clamp(Math.max(x - 8, 0) + half, at, x + w - half + 1), y + h + 15 * zoom,
        { align: "center" });
    }
    if (panel.x.label && roomy)
      write(pen, panel.x.label, x + w / 2, y + h + 34 * zoom, { align: "center" });
  }
  if (panel.y && !panel.y.bare) {
    for (const tick of ticksOf(panel.y, h, 44 * zoom)) {
      const at = pen.Y(tick);
      stroke(pen, [[x, at], [x + 5, at]], "soft", 1);
      write(pen, written(tick), x - 8, clamp(y + 7, at, y + h - 5), { align: "right" });
    }
    if (panel.y.label && roomy) {
      context.save();
      context.translate(x - 54 * zoom, y + h / 2);
      context.rotate(-Math.PI / 2);
      write(pen, panel.y.label, 0, 0, { align: "center" });
      context.restore();
    }
  }
}
