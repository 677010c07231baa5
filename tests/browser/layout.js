// Measures a lab on the page: `faults()` says what is cut, overlaps, wraps or leaves the window,
// `places()` where its parts are, `still()` whether its pictures have their final size.
window.layout = (() => {
  const lab = () => document.querySelector(".grokviz");
  const box = element => element.getBoundingClientRect();
  const seen = element => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const all = (selector, around = lab()) => [...around.querySelectorAll(selector)].filter(seen);
  const brief = text => text.trim().replace(/\s+/g, " ").slice(0, 50);
  const wide = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const high = (a, b) => Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  const forReaders = element => element !== lab()       // only screen readers meet these words
    && (getComputedStyle(element).clipPath !== "none" || forReaders(element.parentElement));

  // ---- words of the page ----

  // Each line of text, as far as scrolling boxes show it; and what cuts it.
  function lines(bad) {
    const found = [], walk = document.createTreeWalker(lab(), NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node.parentElement;
      if (!node.textContent.trim() || !seen(element) || forReaders(element)
          || element.closest("style, svg, option, textarea, canvas, .grokviz-why > p")) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const rect of range.getClientRects())
        if (rect.width > 1) visible(brief(node.textContent), rect, element, bad, found);
    }
    return found;
  }

  function visible(text, rect, element, bad, found) {
    for (let around = element; around !== lab().parentElement; around = around.parentElement) {
      const style = getComputedStyle(around), frame = box(around);
      if (/contents|inline$/.test(style.display) || style.overflowX === "visible") continue;
      const out = Math.max(frame.left - rect.left, rect.right - frame.right,
        (frame.top - rect.top - 1.5) / 1.5, (rect.bottom - frame.bottom - 1.5) / 1.5);
      if (out <= 1.5) continue;
      if (/auto|scroll/.test(style.overflowY) && rect.right <= frame.right + 1.5) return;
      bad.push(`cut: ${text}`);
      return;
    }
    found.push([text, rect]);
  }

  // What is written in fields, whose text no range contains.
  function fields(bad) {
    const pen = document.createElement("canvas").getContext("2d");
    for (const each of all("select, input[type=text]")) {
      const style = getComputedStyle(each), select = each.localName === "select";
      const text = select ? each.selectedOptions[0]?.text ?? "" : each.value;
      pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
      const room = each.clientWidth - parseFloat(style.paddingLeft)
        - (select ? 0 : parseFloat(style.paddingRight));
      if (pen.measureText(text).width > room + 1) bad.push(`cut: ${text}`);
    }
  }

  function overlaps(words, least, where, bad) {
    words.forEach(([one, a], i) => words.slice(i + 1).forEach(([other, b]) => {
      if (wide(a, b) > 2 && high(a, b) > least) bad.push(`overlap${where}: ${one} | ${other}`);
    }));
  }

  // ---- pictures in SVG ----

  function figure(each, bad) {
    const frame = box(each), area = box(each.querySelector(".plotarea_background"));
    const title = each.querySelector(".mainheading"), where = ` in ${title?.textContent}`;
    const right = Math.min(box(each.closest(".grokviz-picture")).right, box(lab()).right);
    if (frame.right > right + 1 || area.right > frame.right) bad.push(`too wide${where}`);
    const shape = /calc\(([\d.]+) \*/.exec(each.style.width)?.[1];
    if (shape && Math.abs(area.width / area.height / shape - 1) > 0.02) bad.push(`not round${where}`);
    const words = all("text", each).filter(word => word.textContent.trim() && word.textContent !== "★")
      .map(word => [brief(word.textContent), box(word), word.closest("[clip-path]") ? area : frame])
      .filter(([, at, within]) => at.width > 0 && wide(at, within) > 0 && high(at, within) > 0);
    for (const [text, at, within] of words)
      if (wide(at, within) < at.width - 2.5 || high(at, within) < at.height - 4)
        bad.push(`cut${where}: ${text}`);
    overlaps(words, 5, where, bad);
    const buttons = each.querySelector(".toolbar_div"), over = buttons && box(buttons);
    if (over?.width) for (const word of [title, ...each.querySelectorAll(".axislabel")])
      if (word?.textContent && wide(over, box(word)) > 1 && high(over, box(word)) > 4)
        bad.push(`under buttons${where}: ${word.textContent}`);
  }

  // ---- pictures on canvases ----

  const stage = () => all("*").find(each => each.stage)?.stage;

  function words(playing, done) {
    playing.words = [];
    playing.stale = playing.dirty = true;
    requestAnimationFrame(() => {                       // after the one frame that the picture draws
      const { panels, words } = playing, dots = devicePixelRatio, bad = [];
      playing.words = null;
      const grounds = new Map(panels.map(panel => [panel.ground, panel.canvas]));
      const found = words.map(({ canvas, text, x, y, w, h }) => [grounds.get(canvas) ?? canvas,
        text, { left: x, right: x + w, top: y, bottom: y + h }]);
      for (const [{ width, height }, text, at] of found)
        if (at.left < -1.5 || at.right > width / dots + 1.5 || at.top < -1
            || at.bottom > height / dots + 1) bad.push(`cut: ${text}`);
      const digit = text => /^\d$/.test(text);      // two of ten numbers may lie on one place
      for (const canvas of new Set(found.map(([each]) => each))) {
        const here = found.filter(([each]) => each === canvas).map(([, text, at]) => [text, at]);
        overlaps(here.filter(([text]) => !digit(text)), 3, "", bad);
      }
      done([words.length, bad]);
    });
  }

  // ---- the whole ----

  function rows(selector) { return new Set(all(selector).map(each => Math.round(box(each).top))).size; }

  async function faults() {
    const bad = [], playing = stage();
    let count = all(".grokviz-picture .bqplot").length;
    if (playing) {
      const [drawn, more] = await new Promise(done => words(playing, done));
      count = drawn > 8 ? drawn : 0;
      bad.push(...more);
    }
    if (!count) bad.push("nothing is drawn");
    overlaps(lines(bad), 5, "", bad);
    fields(bad);
    for (const each of all(".grokviz-picture .bqplot")) figure(each, bad);
    if (rows(".grokviz-tab") > 1) bad.push("the tabs wrap");
    const few = all(".grokviz-view").length <= 8;
    if (rows(".grokviz-view") > (few || box(lab()).width > 1100 ? 1 : 2)) bad.push("the views wrap");
    const bar = all(playing ? ".grokviz-strip" : ".grokviz-timebar")[0];
    const room = lab().closest(".jp-WindowedPanel-outer, .jp-Notebook").clientHeight;
    const end = bar ? Math.round(box(bar).bottom - box(lab()).top) : Infinity;
    if (end > room) bad.push(`time ends at ${end} of ${room} px`);
    return bad;
  }

  const PARTS = [".grokviz-title", ".grokviz-top", ".grokviz-go", ".grokviz-tabs", ".grokviz-stage",
    ".grokviz-timebar", ".grokviz-views", ".grokviz-strip", ".grokviz-panels", ".grokviz-quick"];

  function places() {
    const { left, top } = box(lab());
    return Object.fromEntries(PARTS.flatMap(name => all(name).slice(0, 1).map(each => [name,
      [box(each).left - left, box(each).top - top, box(each).height].map(Math.round)])));
  }

  // True once bqplot has drawn every picture at its size, and the words have not moved since the
  // last call. bqplot draws only what is in the window.
  let before = "";
  function still() {
    lab().scrollIntoView({ block: "start" });
    const now = all(".grokviz-picture .bqplot").map(each => {
      const area = box(each.querySelector(".plotarea_background") ?? each);
      const gap = Math.round(box(each).right - area.right);
      return gap < 0 || gap > 40 ? NaN : [box(each).width, area.width, area.height,
        ...all("[clip-path] text", each).map(word => box(word).left + box(word).top)];
    });
    const text = JSON.stringify(now), same = text === before && !now.includes(NaN);
    before = text;
    return same;
  }

  return { faults, places, still };
})();
