// Adds what ipywidgets and bqplot do not tell a screen reader: names and values of sliders, which
// elements are tabs, and which tab is open. It also hides the tick labels of pictures.

const TABS = ".grokviz-views, .grokviz-tabs";

function tell(lab) {
  for (const row of lab.querySelectorAll(".grokviz-row")) {
    const handle = row.querySelector("[role=slider]");
    const name = row.querySelector("label"), value = row.querySelector("input[type=text]");
    if (!handle || !name || !value) continue;
    put(handle, "aria-label", name.textContent);
    put(handle, "aria-valuetext", value.value);
  }
  for (const bar of lab.querySelectorAll(TABS)) {
    put(bar, "role", "tablist");
    for (const tab of bar.querySelectorAll("button")) {
      put(tab, "role", "tab");
      put(tab, "aria-selected", String(tab.classList.contains("mod-active")));
    }
  }
  for (const icon of lab.querySelectorAll("button i")) put(icon, "aria-hidden", "true");
  for (const picture of lab.querySelectorAll(".bqplot svg")) put(picture, "aria-hidden", "true");
}

// Write only changes: the observer sees its own writes, and would otherwise never stop.
function put(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

export default {
  render({ el }) {
    let lab = null, due = 0;
    const soon = () => {
      due ||= setTimeout(() => { due = 0; if (lab) tell(lab); }, 200);
    };
    const observer = new MutationObserver(soon);
    // The element enters the lab after it is drawn.
    const find = setInterval(() => {
      lab = el.closest(".grokviz");
      if (!lab) return;
      clearInterval(find);
      tell(lab);
      observer.observe(lab, { subtree: true, childList: true, attributes: true,
        attributeFilter: ["class", "aria-valuenow", "aria-valuetext"] });
    }, 100);
    return () => { clearInterval(find); clearTimeout(due); observer.disconnect(); };
  },
};
