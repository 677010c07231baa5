// The names of the strip's curves, each where its curve ends and where no curve runs through it.

const NAME = 13, APART = 17;     // size of a name, and distance between two [px]

// Right of the playhead, where nothing is drawn yet; else left of it, beside the curves. `kept`
// holds for each curve the height at which its name stood, so that it does not jump to and fro.
function nameCurves(pen, { lines, taken, walls, kept }) {
  const { box, zoom } = pen, ends = lines.filter(line => line.end && line.text);
  if (!ends.length) return;
  const wide = line => widthOf(pen, line.text, NAME, 600), [now] = ends[0].end;
  const room = Math.max(...ends.map(wide)) + 24 * zoom;
  const right = now + room < box.x + box.w && !walls.some(x => x > now && x < now + room);
  if (!right && now - box.x < room) return;
  ends.sort((a, b) => a.end[1] - b.end[1]);
  const put = [...taken], floor = box.y + box.h - 9 * zoom, top = box.y + 10 * zoom;
  ends.forEach((line, i) => {
    const below = (ends.length - 1 - i) * APART * zoom, w = wide(line);
    const left = right ? now + 12 * zoom : now - 12 * zoom - w;
    const at = y => ({ x: left, y: y - 8 * zoom, w, h: 16 * zoom });
    const price = y => Math.abs(y - line.end[1]) + (put.some(other => overlap(at(y), other)) ? 1e6 : 0)
      + (right ? 0 : 1e3 * lines.filter(each => each.path && enters(each.path, at(y))).length)
      - (y === kept[line.ch] ? 20 : 0);
    const heights = [];
    for (let y = top; y <= Math.max(floor - below, top); y += 4 * zoom) heights.push(y);
    const y = heights.reduce((best, each) => (price(each) < price(best) ? each : best));
    if (price(y) >= 1e6) return;
    kept[line.ch] = right ? undefined : y;
    put.push(line.name = at(y));
    write(pen, line.text, left, y, { size: NAME, weight: 600, colour: line.ink,
      halo: right ? "panel" : "past" });
  });
}
