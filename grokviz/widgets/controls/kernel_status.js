// Says on the page itself that its kernel is gone. Only the page can: a lab whose kernel was
// killed goes on showing its last state, and its buttons do nothing. A kernel that is merely busy
// keeps its status "busy" and its connection, and nothing is said.
const ENDED = ["restarting", "autorestarting", "terminating", "dead"];
const PATIENCE = 2000;                  // milliseconds that a connection may be away unmentioned

function initialize({ model }) {
  const kernel = model.widget_manager?.kernel;
  if (!kernel?.statusChanged) return;   // a front end of another kind, which tells it by itself
  let waiting;
  // Set here and never sent: after a restart the kernel does not know this lab any more.
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
    alert.setAttribute("role", "alert");        // read out when it comes
    alert.textContent = fate && model.get(fate);
    place.replaceChildren(...(fate ? [alert] : []));
    el.closest(".grokviz")?.classList.toggle("grokviz-alone", Boolean(fate));
  };
  model.on("change:fate", show);
  requestAnimationFrame(show);          // once it is on the page
  return () => model.off("change:fate", show);
}

export default { initialize, render };
