// Shows a message in the page when the lab's kernel is gone. Only the page can do this: after the
// kernel was killed, the lab still shows its last state, but its buttons do nothing. A busy kernel
// keeps its status "busy" and its connection, so it causes no message.
const ENDED = ["restarting", "autorestarting", "terminating", "dead"];
const PATIENCE = 2000;                  // time that a connection may be lost without a message [ms]

function initialize({ model }) {
  const kernel = model.widget_manager?.kernel;
  if (!kernel?.statusChanged) return;   // another front end, with its own message
  let waiting;
  // Set only in the browser: after a restart the new kernel does not know this lab.
  const tell = (fate) => model.get("fate") === "gone" || model.set("fate", fate);
  const ended = () => tell("gone");
  const status = (_, now) => ENDED.includes(now) && ended();
  const connection = (_, now) => {
    clearTimeout(waiting);
    if (now === "connected") tell("");
    else waiting = setTimeout(() => tell("lost"), PATIENCE);
  };
  kernel.statusChanged.connect(status);
  kernel.connectionStatusChanged.connect(connection);
  kernel.disposed.connect(ended);
  return () => {
    clearTimeout(waiting);
    kernel.statusChanged.disconnect(status);
    kernel.connectionStatusChanged.disconnect(connection);
    kernel.disposed.disconnect(ended);
  };
}

function render({ model, el }) {
  const place = document.createElement("div");
  place.className = "grokviz-fate";
  el.append(place);
  const show = () => {
    const fate = model.get("fate");
    const alert = document.createElement("p");
    alert.setAttribute("role", "alert");        // screen readers read it at once
    alert.textContent = fate && model.get(fate);
    place.replaceChildren(...(fate ? [alert] : []));
    el.closest(".grokviz")?.classList.toggle("grokviz-alone", Boolean(fate));
  };
  model.on("change:fate", show);
  requestAnimationFrame(show);          // once it is in the page
  return () => model.off("change:fate", show);
}

export default { initialize, render };
