// A wall of digits with the network's answers, the ten outputs for one of them, and the first
// weights of some units as images.

const GLOW = 0.12;               // decades of steps during which a new right answer lights up

// An image of bytes, at both ends of the palette's grey; kept until the theme or the bytes change.
function imageOf(pen, bytes, offset, side, from = "panel", to = "ink") {
  const picture = document.createElement("canvas"), context = picture.getContext("2d");
  picture.width = picture.height = side;
  const image = context.createImageData(side, side);
  const stops = [pen.colour(from), pen.colour(to)];
  for (let i = 0; i < side * side; i++)
    image.data.set([...between(stops, bytes[offset + i] / 255), 255], 4 * i);
  context.putImageData(image, 0, 0);
  return picture;
}

function imagesOf(pen, mark, name, count) {
  const { stage } = pen, kept = stage.digits ??= {}, key = [name, pen.dark, mark.side, count].join();
  if (kept[key]?.of !== mark[name]) {
    const view = mark[name], bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    kept[key] = { of: mark[name], images: Array.from({ length: count }, (_, i) =>
      imageOf(pen, bytes, i * mark.side ** 2, mark.side)) };
  }
  return kept[key].images;
}

const chosenDigit = (stage, mark) => stage.chosenDigit ?? mark.first;

// The answers to all digits at a record.
const answersAt = (head, number) => head.track.row("answers", number);

// How brightly an answer shines that has just become right, 0 to 1.
function glowOf(head, mark, digit) {
  const [number] = head.at, { steps } = head.track, label = mark.labels[digit];
  for (let i = number; i > 0 && i > number - 8; i--)
    if (answersAt(head, i)[digit] === label && answersAt(head, i - 1)[digit] !== label) {
      const gone = Math.log10(Math.max(head.step, 1)) - Math.log10(Math.max(steps[i], 1));
      return clamp(0, 1 - gone / GLOW, 1);
    }
  return 0;
}

// Where a digit of the wall stands. In a low picture its answer lies on the image's corner, since
// a line under it would take more room than the image.
function tileOf({ box, zoom }, mark, digit) {
  const columns = mark.labels.length / mark.each, across = box.w / columns, down = box.h / mark.each;
  const low = down < 58 * zoom, size = Math.min(across - 8 * zoom, down - (low ? 8 : 24) * zoom);
  const x = box.x + Math.floor(digit / mark.each) * across, y = box.y + (digit % mark.each) * down;
  return { x: x + (across - size) / 2, y: y + 2 * zoom, size, across, down, left: x, top: y, low };
}

Object.assign(MARKS, {
  wall(pen, mark) {
    const { context, box, zoom, head, stage } = pen;
    if (!head.track.channels.answers || !head.track.length) return;
    const answers = answersAt(head, head.at[0]), images = imagesOf(pen, mark, "images", mark.labels.length);
    context.imageSmoothingEnabled = true;
    context.imageSmoothingQuality = "high";
    let right = 0;
    images.forEach((image, digit) => {
      const { x, y, size, low } = tileOf(pen, mark, digit), said = answers[digit];
      const good = said === mark.labels[digit], glow = good ? glowOf(head, mark, digit) : 0;
      right += good;
      if (glow) card(pen, x - 3 * zoom, y - 3 * zoom, size + 6 * zoom, size + 6 * zoom,
        { fill: null, rim: "star", width: 6 * glow * zoom, radius: 9 });
      context.save();
      context.beginPath();
      context.roundRect(x, y, size, size, 6);
      context.clip();
      context.drawImage(image, x, y, size, size);
      context.restore();
      card(pen, x, y, size, size, { fill: null, rim: good ? "first" : "second", width: (good ? 3.5 : 2) * zoom, radius: 6 });
      const look = { size: 14, weight: good ? 700 : 600, colour: good ? "first" : "second" };
      if (low) write(pen, String(said), x + size + 1, y + size - 6 * zoom, { ...look, align: "right", halo: "panel" });
      else write(pen, good ? `${said} ✓` : `→ ${said}`, x + size / 2, y + size + 14 * zoom, { ...look, align: "center" });
      if (digit === chosenDigit(stage, mark))
        card(pen, x - 4 * zoom, y - 4 * zoom, size + 8 * zoom, size + 8 * zoom, { fill: null, rim: "ink", width: 1.5 * zoom, radius: 9 });
    });
    const text = filled(mark.count, right, images.length);
    const { title } = stage.panels.find(({ view }) => view === pen.view).spec;
    if (widthOf(pen, title, 18, 600) + widthOf(pen, text, 16, 600) + 16 < box.w)
      write(pen, text, box.x + box.w, box.y - 18 * zoom, { align: "right", size: 16, weight: 600, colour: "first" });
  },

  // One digit of the wall, the training digits nearest to it, and its ten outputs.
  answers(pen, mark) {
    const { context, box, zoom, head, stage } = pen;
    if (!head.track.channels.answers || !head.track.length) return;
    const digit = chosenDigit(stage, mark), label = mark.labels[digit], said = answersAt(head, head.at[0])[digit];
    const image = imagesOf(pen, mark, "images", mark.labels.length)[digit], good = said === label;
    const count = mark.nearLabels.length / mark.labels.length, close = imagesOf(pen, mark, "near", mark.nearLabels.length);
    const big = Math.min(0.34 * box.h, 0.4 * box.w), small = Math.min(0.6 * big, (box.w - big - 20 * zoom) / count - 6 * zoom);
    context.imageSmoothingEnabled = true;
    context.drawImage(image, box.x, box.y, big, big);
    card(pen, box.x, box.y, big, big, { fill: null, rim: good ? "first" : "second", width: 3 * zoom, radius: 6 });
    const left = box.x + big + 14 * zoom, tight = box.h < 170 * zoom;       // no room for captions
    const near = !tight && mark.says.near.find(text => widthOf(pen, text) < box.w - big - 12 * zoom);
    if (near) write(pen, near, left, box.y + 8 * zoom);
    for (let i = 0; i < count; i++) {
      const x = left + i * (small + 6 * zoom), y = box.y + (tight ? 0 : 20 * zoom);
      context.drawImage(close[digit * count + i], x, y, small, small);
      write(pen, String(mark.nearLabels[digit * count + i]), x + small / 2, y + small + 11 * zoom,
        { align: "center", size: 14, weight: 600, colour: "trainInk" });
    }
    const line = filled(good ? mark.says.right : mark.says.wrong, said);
    write(pen, line, box.x, box.y + big + 20 * zoom, { size: 15, weight: 600, colour: good ? "first" : "second" });
    const top = box.y + big + (tight ? 34 : 56) * zoom, floor = box.y + box.h - 20 * zoom, [low, high] = mark.range;
    const values = head.value("outputs"), step = box.w / 10;
    const at = value => mix(floor, top, (value - low) / (high - low));
    for (let i = 0; i < 10; i++) {
      const value = values[10 * digit + i], x = box.x + i * step + 2 * zoom, y = at(Math.max(value, 0));
      card(pen, x, y, step - 4 * zoom, Math.max(Math.abs(at(value) - at(0)), 1.5),
        { fill: i === label ? "first" : i === said ? "second" : "faint", radius: 2 });
      write(pen, String(i), box.x + (i + 0.5) * step, floor + 11 * zoom, { align: "center", size: 14,
        weight: i === label || i === said ? 700 : 400, colour: i === label ? "first" : i === said ? "second" : "soft" });
    }
    stroke(pen, [[box.x, at(0)], [box.x + box.w, at(0)]], "soft", 1);
    if (!tight) write(pen, mark.says.outputs, box.x, box.y + big + 42 * zoom);
  },

  // Weights from the image to units: grey is zero.
  units(pen, mark) {
    const { context, box, zoom, head, view } = pen;
    if (!head.track.channels.units || !head.track.length) return;
    const [number] = head.at, bytes = head.track.row("units", number), key = [number, pen.dark, head.track.steps[number]].join();
    if (view.units?.key !== key)
      view.units = { key, images: Array.from({ length: mark.count }, (_, i) =>
        imageOf(pen, bytes, i * mark.side ** 2, mark.side, "page", "ink")) };
    const columns = box.w > 0.9 * box.h ? 4 : 3, rows = mark.count / columns;
    const size = Math.min((box.w - 6 * zoom) / columns, (box.h - 24 * zoom) / rows) - 6 * zoom;
    context.imageSmoothingEnabled = true;
    view.units.images.forEach((image, i) => {
      const x = box.x + (i % columns) * (size + 6 * zoom), y = box.y + Math.floor(i / columns) * (size + 6 * zoom);
      context.drawImage(image, x, y, size, size);
      card(pen, x, y, size, size, { fill: null, rim: "faint", width: 1, radius: 3 });
    });
    if (widthOf(pen, mark.says) < box.w + 8)
      write(pen, mark.says, box.x, box.y + rows * (size + 6 * zoom) + 12 * zoom);
  },
});

// A click or an arrow key chooses a digit of the wall.
Object.assign(HANDS, {
  wall(stage, panel, mark, place, event) {
    const by = ARROWS[event.key], count = mark.labels.length, pen = { box: panel.box, zoom: stage.zoom };
    let chosen = chosenDigit(stage, mark);
    if (by) {
      chosen = (chosen + by[0] + mark.each * by[1] + count) % count;
      event.preventDefault();
      event.stopPropagation();
    } else if (place) {
      const hit = mark.labels.findIndex((_, digit) => {
        const { left, top, across, down } = tileOf(pen, mark, digit);
        return place[0] >= left && place[0] < left + across && place[1] >= top && place[1] < top + down;
      });
      panel.canvas.style.cursor = hit >= 0 ? "pointer" : "";
      if (hit >= 0 && event.type === "pointerdown") chosen = hit;
    }
    stage.chosenDigit = chosen;
    stage.dirty = true;
  },
});
