// The names of the strip's curves, each near the end of its curve, where nothing runs through it.

const NAME = 13, APART = 17;     // size of a name, and distance between two [px]
const BACK = [0, 50, 100, 150, 200, 260, 320];          // how far from the end it may stand [px]

// Right of the playhead, where nothing is drawn yet; else left of it, clear of `paths`, if that can
// be. `walls` are lines to come. `kept` holds where each name stood, so that none jumps to and fro.
function nameCurves(pen, { lines, paths, taken, walls, kept }) {
  const { box, zoom } = pen, ends = lines.filter(line => line.end && line.text);
  if (!ends.length) return;
  const wide = line => widthOf(pen, line.text, NAME, 600), [now] = ends[0].end;
  const room = Math.max(...ends.map(wide)) + 24 * zoom;
  const right = now + room < box.x + box.w && !walls.some(x => x > now && x < now + room);
  if (!right && now - box.x < room) return;
  ends.sort((a, b) => a.end[1] - b.end[1]);
  const put = [...taken], floor = box.y + box.h - 9 * zoom, top = box.y + 10 * zoom;
  ends.forEach((line, i) => {
    const below = (ends.length - 1 - i) * APART * zoom, w = wide(line), places = [];
    for (const back of right ? [0] : BACK) {
      const x = right ? now + 12 * zoom : now - (12 + back) * zoom - w;
      for (let y = top; y <= Math.max(floor - below, top) && x > box.x; y += 4 * zoom)
        places.push({ x, y: y - 8 * zoom, w, h: 16 * zoom, back, line: y });
    }
    const price = at => Math.abs(at.line - line.end[1]) + at.back / 4
      + (put.some(other => overlap(at, other)) ? 1e6 : 0)
      + (right ? 0 : 1e3 * paths.filter(path => enters(path, at)).length)
      - (kept[line.ch]?.line === at.line && kept[line.ch].back === at.back ? 20 : 0);
    const prices = places.map(price), best = places[prices.indexOf(Math.min(...prices))];
    if (!best || Math.min(...prices) >= 1e6) return;
    kept[line.ch] = right ? null : best;
    put.push(line.name = best);
    write(pen, line.text, best.x, best.line, { size: NAME, weight: 600, colour: line.ink,
      halo: right ? "panel" : "past" });
  });
}
