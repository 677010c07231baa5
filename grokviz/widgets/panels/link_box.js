// A link in a box that scrolls, and a button that copies it and says so once it is copied.

// On a served page the path of a page becomes its whole address, as this browser reaches it.
function address(link) {
  const served = location.pathname.includes("/voila/render/") && link.startsWith("voila/");
  return served ? location.origin + location.pathname + link.slice(link.indexOf("?")) : link;
}

async function copied(box) {
  box.select();
  try {
    await navigator.clipboard.writeText(box.value);
    return true;
  } catch {                             // without https there is no clipboard, but the old way
    return document.execCommand("copy");
  }
}

function render({ model, el }) {
  const words = model.get("words"), make = (kind, about) => Object.assign(
    el.appendChild(document.createElement(kind)), about);
  const box = make("textarea", { readOnly: true, rows: 4, spellcheck: false });
  const button = make("button", { type: "button", className: "jupyter-button" });
  const said = make("span", { className: "grokviz-copied" });
  box.setAttribute("aria-label", words.name);
  box.addEventListener("focus", () => box.select());
  said.setAttribute("role", "status");
  const show = () => {
    box.value = address(model.get("link"));
    button.textContent = words.copy;
    said.textContent = "";
  };
  button.addEventListener("click", async () => {
    said.textContent = await copied(box) ? words.copied : words.refused;
    if (said.textContent === words.copied) button.focus();
  });
  model.on("change:link", show);
  show();
  return () => model.off("change:link", show);
}

export default { render };
