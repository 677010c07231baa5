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
    const { spec } = panel, pen = stage.penFor(canvas, panel.box, spec, panel.view);
    const first = ({ ch }) => stage.track.length ? stage.track.row(ch, 0)[0] : NaN;
    const far = mark => mark.kind === "start" ? [first(mark.x), first(mark.y)]
      : stage.head.place <= 0 ? [resolve(pen, mark.x), resolve(pen, mark.y)] : [NaN, NaN];
    const grabbed = spec.marks.find(mark => mark.grab
      && Math.hypot(pen.X(far(mark)[0]) - x, pen.Y(far(mark)[1]) - y) < 24 * pen.zoom);
    if (grabbed) return grabbed;
    const veil = spec.marks.find(mark => mark.curtain);
    if (veil && Math.abs(x - panel.box.x - panel.box.w * (panel.view.curtain ?? 0.36)) < 22) return veil;
    return null;
  };
  canvas.addEventListener("pointerdown", event => {
    taken = near(...placeOf(panel, event));
    stage.held = Boolean(taken?.grab);                  // the head waits at the start meanwhile
    panel.unseen = stage.open;
    if (taken) canvas.setPointerCapture(event.pointerId);
    else for (const mark of panel.spec.marks)
      HANDS[mark.kind]?.(stage, panel, mark, placeOf(panel, event), event);
  });
  canvas.addEventListener("pointermove", event => {
    const [x, y] = placeOf(panel, event), { box, spec } = panel;
    canvas.style.cursor = taken || near(x, y) ? "grab" : "";
    if (taken?.curtain) panel.view.curtain = clamp(0, (x - box.x) / box.w, 1);
    else if (taken) stage.io.send({ ask: "drag", mark: taken.grab, open: panel.unseen,
      x: valueAt(spec.x, clamp(0, (x - box.x) / box.w, 1)),
      y: valueAt(spec.y, clamp(0, 1 - (y - box.y) / box.h, 1)) });
    else for (const mark of spec.marks) HANDS[mark.kind]?.(stage, panel, mark, [x, y], event);
    stage.dirty = true;
  });
  for (const end of ["pointerup", "pointercancel"])
    canvas.addEventListener(end, () => {
      taken = null;
      if (stage.held) stage.letGo();
    });
  if (panel.spec.marks.some(mark => mark.curtain || HANDS[mark.kind])) canvas.tabIndex = 0;
  canvas.addEventListener("keydown", event => {
    for (const mark of panel.spec.marks) HANDS[mark.kind]?.(stage, panel, mark, null, event);
  });
  stage.element.addEventListener("keydown", event => curtainKey(stage, panel, event));
}

// T and N show one of the two maps alone, and again both; arrows draw the curtain.
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
  const at = clamp(box.x + 15 * zoom, x, box.x + box.w - 15 * zoom);
  context.fillStyle = pen.colour("page");
  context.strokeStyle = pen.colour("ink");
  context.lineWidth = 2;
  context.beginPath();
  context.roundRect(at - 14 * zoom, box.y + 50 * zoom, 28 * zoom, 44 * zoom, 14 * zoom);
  context.fill();
  context.stroke();
  write(pen, "‹ ›", at, box.y + 72 * zoom, { align: "center", weight: 700, size: 16, colour: "ink" });
}
