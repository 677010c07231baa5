// Marks the terms of the glossary in the words of pictures, and shows what a marked term means.
//
// A title of the browser would not appear on focus, so the tooltip is an element of its own.

const SAID = ".grokviz-animated .grokviz-title, .grokviz-animated .grokviz-sentence, "
  + ".grokviz-why p";
const DRAWN = ".bqplot text.mainheading, .bqplot text.label, .bqplot text.axislabel";

// The first place of each term in an element becomes a span. Text of other code is replaced only
// where it holds a term; `textContent`, which that code compares, stays the same.
function markSaid(element, find, meanings) {
  const text = element.textContent, parts = [], seen = new Set();
  const marked = element.querySelectorAll(".grokviz-term").length;
  if (element.dataset.read === text && element.dataset.terms === `${marked}`) return;
  let since = 0;
  for (const found of text.matchAll(find)) {
    const says = meanings[found[0].toLowerCase()];
    if (!says || seen.has(says)) continue;
    seen.add(says);
    const term = document.createElement("span");
    Object.assign(term, { className: "grokviz-term", tabIndex: 0, textContent: found[0] });
    term.dataset.says = says;
    parts.push(text.slice(since, found.index), term);
    since = found.index + found[0].length;
  }
  Object.assign(element.dataset, { read: text, terms: seen.size });
  if (parts.length) element.replaceChildren(...parts, text.slice(since));
}

// A text of a still picture holds one tooltip: that of its first term.
function markDrawn(element, find, meanings) {
  const text = element.textContent;
  if (element.dataset.read === text) return;
  element.dataset.read = text;
  const [found] = text.matchAll(find);
  element.classList.toggle("grokviz-term", Boolean(found));
  if (found) element.dataset.says = meanings[found[0].toLowerCase()];
}

function tooltip(lab) {
  const tip = document.createElement("div");
  tip.className = "grokviz-tip";
  tip.id = `grokviz-tip-${Math.random().toString(36).slice(2)}`;
  tip.setAttribute("role", "tooltip");
  tip.hidden = true;
  let of = null;
  const hide = () => { of?.removeAttribute("aria-describedby"); of = null; tip.hidden = true; };
  const show = event => {
    const term = event.target.closest?.(".grokviz-term");
    if (!term || term === of) return;
    hide();
    of = term;
    tip.textContent = term.dataset.says;
    term.setAttribute("aria-describedby", tip.id);
    tip.hidden = false;
    // Outside the notebook: a cell may be a containing block of its own, which moves `fixed`.
    (document.fullscreenElement ?? document.body).append(tip);
    const at = term.getBoundingClientRect(), own = tip.getBoundingClientRect();
    const below = at.bottom + 6 + own.height < innerHeight;
    tip.style.left = `${Math.max(4, Math.min(at.left, innerWidth - own.width - 8))}px`;
    tip.style.top = `${below ? at.bottom + 6 : at.top - own.height - 6}px`;
  };
  const leave = event => { if (event.target === of) hide(); };
  const press = event => { if (event.key === "Escape" && of) { hide(); event.stopPropagation(); } };
  const heard = [["mouseover", show], ["focusin", show], ["mouseout", leave], ["focusout", leave],
    ["keydown", press]];
  for (const [name, each] of heard) lab.addEventListener(name, each);
  return () => {
    for (const [name, each] of heard) lab.removeEventListener(name, each);
    tip.remove();
  };
}

export default {
  render({ model, el }) {
    const find = new RegExp(model.get("pattern"), "gi"), meanings = model.get("meanings");
    let lab = null, due = 0, close = () => {};
    const mark = () => {
      for (const each of lab.querySelectorAll(SAID)) markSaid(each, find, meanings);
      for (const each of lab.querySelectorAll(DRAWN)) markDrawn(each, find, meanings);
    };
    const soon = () => { due ||= setTimeout(() => { due = 0; if (lab) mark(); }, 400); };
    const observer = new MutationObserver(soon);
    const begin = setInterval(() => {           // the element enters the lab after it is drawn
      lab = el.closest(".grokviz");
      if (!lab) return;
      clearInterval(begin);
      close = tooltip(lab);
      mark();
      observer.observe(lab, { subtree: true, childList: true, characterData: true });
    }, 100);
    return () => { clearInterval(begin); clearTimeout(due); observer.disconnect(); close(); };
  },
};
