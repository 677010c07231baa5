// The buttons beside the title: pages of the lab, sound, the large view.

// Buttons for the lab's pages and the large view; a narrow lab hides them behind one button.
function buttonsOf(stage, make, head) {
  const pills = make("div", "grokviz-pills", head), { say } = stage.scene.strip;
  const dots = make("button", "grokviz-dots", head);
  dots.textContent = "⋯";
  dots.setAttribute("aria-label", say.menu);
  dots.addEventListener("click", () => pills.classList.toggle("grokviz-shown"));
  for (const [page, text, name] of stage.scene.pages) {
    const pill = make("button", "grokviz-pill", pills);
    pill.textContent = text;
    pill.setAttribute("aria-label", name ?? text);
    pill.title = name ?? text;
    pill.dataset.page = page;
    pill.addEventListener("click", () => {
      pills.classList.remove("grokviz-shown");
      if (page === "present") toggleLarge(stage);
      else if (page === "tour") toggleTour(stage);
      else if (page === "sound") toggleSound(stage, pill);
      else stage.io.send({ ask: "page", page });
    });
  }
}

function toggleSound(stage, pill) {
  stage.sound?.close();
  stage.sound = stage.sound ? null : new Sound();
  pill.setAttribute("aria-pressed", String(Boolean(stage.sound)));
}

function toggleTour(stage) {
  if (stage.tour) stage.tour.close();
  else stage.tour = new Tour(stage);
  stage.showTour();
}

// Show the lab on the full screen, enlarged for a lecture room.
function toggleLarge(stage) {
  const lab = stage.element.closest(".grokviz") ?? stage.element;
  if (document.fullscreenElement) document.exitFullscreen();
  else lab.requestFullscreen?.().catch(() => stage.present(true));
}
