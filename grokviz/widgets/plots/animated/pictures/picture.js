// Pictures and curves that a network learns from samples: the pixels, the samples, and the sound.

const TONE = 220, SECONDS = 1.2;        // one period of the curve is one period of the tone [Hz, s]

// The largest rectangle of whole pixels in the box, in its middle.
function frameOf(pen, mark) {
  const { box } = pen, cell = Math.min(box.w / mark.nx, box.h / mark.ny);
  const w = cell * mark.nx, h = cell * mark.ny;
  return { x: box.x + (box.w - w) / 2, y: box.y + (box.h - h) / 2, w, h, cell };
}

// A small triangle, drawn where a sound can be heard.
function triangle(pen, x, y, size, colour) {
  trace(pen.context, [[x, y - size], [x + 1.6 * size, y], [x, y + size], [x, y - size]]);
  fillPath(pen, colour);
}

// The lanes of a sound: for each curve a button, its name and its shape.
function soundLane(pen, mark, number) {
  const { box } = pen, h = box.h / mark.lanes.length;
  return { x: box.x, y: box.y + number * h, w: box.w, h };
}

function hear(stage, values) {
  if (!values?.length) return;
  const audio = stage.ear ??= new AudioContext(), most = Math.max(...[...values].map(Math.abs), 1e-6);
  const tone = audio.createBuffer(1, values.length, clamp(8000, TONE * values.length, 96000));
  tone.copyToChannel(Float32Array.from(values, value => value / most), 0);
  const source = audio.createBufferSource(), loudness = audio.createGain();
  Object.assign(source, { buffer: tone, loop: true });
  loudness.gain.value = 0.15;
  source.connect(loudness).connect(audio.destination);
  source.start();
  source.stop(audio.currentTime + SECONDS);
}

Object.assign(MARKS, {
  // Numbers from 0 to 255 as pixels, row 0 at the top; `shown` marks some of them with a dot.
  pixels(pen, mark) {
    const values = series(pen, mark.value), { nx, ny } = mark, { x, y, w, h, cell } = frameOf(pen, mark);
    if (values.length !== nx * ny) return;
    const stops = mark.palette.map(pen.colour), view = pen.view.pixels ??= {};
    const canvas = view[mark.name] ??= document.createElement("canvas");
    if (canvas.width !== nx || canvas.height !== ny) Object.assign(canvas, { width: nx, height: ny });
    const ground = canvas.getContext("2d"), image = ground.createImageData(nx, ny);
    for (let i = 0; i < values.length; i++) {
      between(stops, values[i] / 255).forEach((part, k) => { image.data[4 * i + k] = part; });
      image.data[4 * i + 3] = 255;
    }
    ground.putImageData(image, 0, 0);
    const { context } = pen, smooth = context.imageSmoothingEnabled;
    clipped(pen, () => {
      context.imageSmoothingEnabled = false;
      context.drawImage(canvas, x, y, w, h);
      context.imageSmoothingEnabled = smooth;
      if (mark.shown) numbers(mark.shown).forEach((seen, i) => {
        if (seen) disc(pen, x + (i % nx + 0.5) * cell, y + (Math.floor(i / nx) + 0.5) * cell,
          Math.max(0.17 * cell, 1.5), { fill: "#FFFFFF", rim: "#14181F", width: 1 });
      });
    });
  },

  // Samples: squares at their places, or ticks on the floor where there is no y.
  samples(pen, mark) {
    const xs = series(pen, mark.x), ys = mark.y ? series(pen, mark.y) : null, { box, zoom } = pen;
    clipped(pen, () => xs.forEach((value, i) => {
      const x = pen.X(value);
      if (ys) shape(pen, "square", x, pen.Y(ys[i]), mark.size * zoom, mark.colour);
      else stroke(pen, [[x, box.y + box.h], [x, box.y + box.h - 14 * zoom]], mark.colour, 3 * zoom);
    }));
  },

  // Curves that can be heard, one in each lane.
  listen(pen, mark) {
    const { zoom } = pen;
    mark.lanes.forEach((lane, number) => {
      const box = soundLane(pen, mark, number), values = series(pen, lane.value), top = box.y + 22 * zoom;
      const left = box.x + 54 * zoom, wide = box.w - 70 * zoom, high = box.h - 34 * zoom;
      triangle(pen, box.x + 16 * zoom, box.y + box.h / 2, 11 * zoom, "train");
      write(pen, lane.text, left, box.y + 14 * zoom, { size: 14, weight: 600, colour: "ink" });
      const most = Math.max(...[...values].map(Math.abs), 1e-6);
      stroke(pen, [...values].map((value, i) => [left + wide * i / values.length,
        top + high * (0.5 - 0.45 * value / most)]), lane.colour, 2 * zoom);
    });
  },
});

HANDS.listen = (stage, panel, mark, place, event) => {
  const pen = stage.penFor(panel.canvas, panel.box, panel.spec, panel.view);
  const play = number => hear(stage, series(pen, mark.lanes[number].value));
  if (event.type === "pointerdown" && place) {
    const number = Math.floor((place[1] - panel.box.y) / panel.box.h * mark.lanes.length);
    if (mark.lanes[number]) play(number);
  } else if (event.type === "pointermove" && place) panel.canvas.style.cursor = "pointer";
  else if (event.type === "keydown" && event.target === panel.canvas && mark.lanes[Number(event.key) - 1])
    play(Number(event.key) - 1);
};
