// What of a panel can be taken hold of: the curtain between two maps, a start, a cell.

const HANDS = {};                // kind of mark -> function (stage, panel, mark, place, event)

function placeOf(panel, event) {
  const bounds = panel.canvas.getBoundingClientRect();
  return [event.clientX - bounds.left, event.clientY - bounds.top];
}

function hold(stage, panel) {
  const { canvas } = panel;
  let taken = null;
  const near = (x, y) => {
    const { spec } = panel;
    const pen = stage.penFor(canvas, panel.box, spec, panel.view);
    const grabbed = spec.marks.find(mark => mark.grab
      && Math.hypot(pen.X(resolve(pen, mark.x)) - x, pen.Y(resolve(pen, mark.y)) - y) < 24 * pen.zoom);
    if (grabbed && stage.head.place <= 0) return grabbed;
    const veil = spec.marks.find(mark => mark.curtain);
    if (veil && Math.abs(x - panel.box.x - panel.box.w * (panel.view.curtain ?? 0.36)) < 22) return veil;
    return null;
  };
  canvas.addEventListener("pointerdown", event => {
    taken = near(...placeOf(panel, event));
    if (taken) canvas.setPointerCapture(event.pointerId);
    else for (const mark of panel.spec.marks)
      HANDS[mark.kind]?.(stage, panel, mark, placeOf(panel, event), event);
  });
  canvas.addEventListener("pointermove", event => {
    const [x, y] = placeOf(panel, event), { box, spec } = panel;
    canvas.style.cursor = taken || near(x, y) ? "grab" : "";
    if (taken?.curtain) panel.view.curtain = clamp(0, (x - box.x) / box.w, 1);
    else if (taken) stage.io.send({ ask: "drag", mark: taken.grab,
      x: valueAt(spec.x, clamp(0, (x - box.x) / box.w, 1)),
      y: valueAt(spec.y, clamp(0, 1 - (y - box.y) / box.h, 1)) });
    else for (const mark of spec.marks) HANDS[mark.kind]?.(stage, panel, mark, [x, y], event);
    stage.dirty = true;
  });
  canvas.addEventListener("pointerup", () => { taken = null; });
  if (panel.spec.marks.some(mark => HANDS[mark.kind])) canvas.tabIndex = 0;
  canvas.addEventListener("keydown", event => {
    for (const mark of panel.spec.marks) HANDS[mark.kind]?.(stage, panel, mark, null, event);
  });
}

function curtain(pen, mark) {
  const { context, box, zoom } = pen, x = box.x + box.w * (pen.view.curtain ?? 0.36);
  context.lineWidth = 3 * zoom;
  context.strokeStyle = pen.colour("page");
  trace(context, [[x, box.y], [x, box.y + box.h]]);
  context.stroke();
  const pill = (text, ink, right) => {
    const wide = widthOf(pen, text, 14, 600) + 24 * zoom, high = 28 * zoom;
    const from = right ? x + 8 * zoom : x - 8 * zoom - wide;
    if (from < box.x || from + wide > box.x + box.w) return;
    context.fillStyle = pen.colour("page");
    context.beginPath();
    context.roundRect(from, box.y + 12 * zoom, wide, high, high / 2);
    context.fill();
    write(pen, text, from + wide / 2, box.y + 26 * zoom, { align: "center", size: 14, weight: 600, colour: ink });
  };
  pill("◂ " + mark.words[0], "trainInk", false);
  pill(mark.words[1] + " ▸", "testInk", true);
  context.fillStyle = pen.colour("page");
  context.strokeStyle = pen.colour("ink");
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(x - 14 * zoom, box.y + 50 * zoom, 28 * zoom, 44 * zoom, 14 * zoom);
  context.fill();
  context.stroke();
  write(pen, "‹ ›", x, box.y + 72 * zoom, { align: "center", weight: 700, size: 16, colour: "ink" });
}
