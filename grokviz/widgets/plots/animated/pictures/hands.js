// The parts of a panel that can be dragged: the curtain between two maps, a start, a cell.

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
    stage.held = Boolean(taken?.grab);                  // the playhead waits at the start
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
