// Grids of numbers as a ground in colours, such as a map of the loss.

Object.assign(MARKS, {
  // Two grids of numbers in one palette, with a curtain between them that can be dragged. They fill
  // the panel, or the part `over` of it: [left, right, bottom, top].
  field(pen, mark) {
    const { context } = pen, box = mark.over ? placed(pen, mark.over) : pen.box;
    const at = mark.curtain ? box.x + box.w * (pen.view.curtain ?? 0.36) : box.x;
    const paint = (name, x, w) => {
      if (w <= 0) return;
      context.save();
      context.beginPath();
      context.rect(x, box.y, w, box.h);
      context.clip();
      context.imageSmoothingEnabled = true;
      const half = [box.w / (mark.nx - 1) / 2, box.h / (mark.ny - 1) / 2];   // grid points, not cells
      context.drawImage(picture(pen, mark, name), box.x - half[0], box.y - half[1],
        box.w + 2 * half[0], box.h + 2 * half[1]);
      context.restore();
    };
    clipped(pen, () => {
      if (mark.curtain) paint("left", box.x, at - box.x);
      paint(mark.curtain ? "right" : "left", at, box.x + box.w - at);
    });
  },
});

function placed(pen, [left, right, bottom, top]) {
  return { x: pen.X(left), y: pen.Y(top), w: pen.X(right) - pen.X(left), h: pen.Y(bottom) - pen.Y(top) };
}

// A grid as a small image, row 0 at the bottom; made once for each theme.
function picture(pen, mark, name) {
  const key = `${name} ${pen.dark}`;
  mark.made ??= {};
  if (!mark.made[key]) {
    const grid = numbers(mark[name]), canvas = document.createElement("canvas");
    if (mark.relief) return (mark.made[key] = relief(pen, mark, grid));
    canvas.width = mark.nx;
    canvas.height = mark.ny;
    const context = canvas.getContext("2d"), image = context.createImageData(mark.nx, mark.ny);
    for (let row = 0; row < mark.ny; row++)
      for (let column = 0; column < mark.nx; column++) {
        const value = grid[(mark.ny - 1 - row) * mark.nx + column], place = 4 * (row * mark.nx + column);
        const shade = pen.dark ? 0.88 : 1;
        between(mark.palette, value).forEach((part, i) => { image.data[place + i] = part * shade; });
        image.data[place + 3] = Number.isFinite(value) ? 255 : 0;
      }
    context.putImageData(image, 0, 0);
    mark.made[key] = canvas;
  }
  return mark.made[key];
}
