// The sizes of all parts, and the drawing context and background of a panel.

class Layout {
  // The available height: that of the scrolling element around the lab, or else of the window.
  get roomBelow() {
    if (this.presenting) return innerHeight - 64;
    let around = (this.element.closest(".jp-Cell") ?? this.element).parentElement;
    while (around && around !== document.body) {
      const { overflowY } = getComputedStyle(around);
      if (/auto|scroll/.test(overflowY) && around.clientHeight > 300)
        return around.clientHeight - this.roomTaken;
      around = around.parentElement;
    }
    return innerHeight - this.roomTaken;
  }

  // Height above the lab (a few lines of code), and height of its widgets below.
  get roomTaken() {
    const cell = this.element.closest(".jp-Cell"), lab = this.element.closest(".grokviz");
    if (!lab || this.presenting) return 0;
    const over = cell ? lab.getBoundingClientRect().top - cell.getBoundingClientRect().top : 0;
    return (over < 160 ? over : 0) + lab.clientHeight - this.element.clientHeight;
  }

  // The element that also contains the sliders of the lab.
  frameOf() { return this.element.closest(".grokviz-animation") ?? this.element; }

  measure() {
    this.stale = false;
    this.width = this.element.clientWidth;
    if (!this.width) return;
    const height = this.roomBelow, { width } = this, { scene } = this;
    this.zoom = this.presenting ? clamp(1.2, Math.min(width / 1130, height / 600), 2.4) : 1;
    const { zoom } = this;
    this.dark = isDark(this.element);
    this.short = !this.presenting && height < 640;
    this.narrow = width < 700 * zoom;
    this.roomy = width >= 1000 * zoom;
    this.gutter = Math.round(64 * zoom);
    this.stripHeight = this.short ? 56 : 72;
    this.lane = LANE + (scene.strip.moments && height > 500 ? MOMENT + 4 : 0);
    const gap = Math.round((this.roomy ? 48 : 24) * zoom), title = 30 * zoom;
    const numbered = this.panels.some(({ spec }) => spec.x && !spec.x.bare);
    const axes = (!numbered ? 6 : this.roomy ? 44 : 26) * zoom;
    this.frameOf().style.setProperty("--zoom", zoom);
    this.element.dataset.size = this.narrow ? "narrow" : this.roomy ? "wide" : "middle";
    this.element.dataset.short = this.short;
    const used = this.row.offsetTop - this.title.parentElement.offsetTop + title + axes
      + (this.lane + this.stripHeight + 44) * zoom + 24;
    const tall = clamp(150, height - used, 560 * zoom);
    this.layPanels(tall, gap, title, axes);
    const strip = this.strip.canvas;
    this.fit(strip, width, Math.round((this.lane + this.stripHeight + 44) * zoom));
    this.button.style.top = this.go.style.top = `${(this.lane + this.stripHeight / 2) * zoom}px`;
    for (const panel of this.panels) panel.ground = null;
    this.fitWords();
  }

  layPanels(tall, gap, title, axes) {
    const { width, gutter, narrow } = this, hero = this.panels[0].spec;
    const bare = hero.square ? 0 : gutter;              // a round picture has no tick labels
    const round = this.panels.filter(({ spec }) => spec.square).length;
    const spare = width - bare - round * (Math.min(tall, width / Math.max(round, 1)) + gap);
    for (const panel of this.panels) {                  // hide panels that have no room
      panel.hidden = Boolean(panel.spec.spare) && (narrow || spare < panel.spec.spare * this.zoom);
      panel.canvas.style.display = panel.hidden ? "none" : "";
    }
    const shown = this.panels.filter(panel => !panel.hidden);
    const weights = shown.map(({ spec }) => spec.square ? 0 : spec.weight);
    const squares = round;
    const total = weights.reduce((a, b) => a + b, 0);
    // The first panel has room for tick labels at its left, and so has one that asks for it.
    const leads = shown.map(({ spec }, number) =>
      number === 0 ? bare : spec.gutter ? gutter : 0);
    let room = width - leads.reduce((a, b) => a + b, 0) - gap * (shown.length - 1);
    let side = tall;
    if (squares && !narrow) {
      side = Math.min(tall, (room - (total ? 240 * this.zoom : 0)) / squares);
      room -= side * squares;
    }
    shown.forEach((panel, number) => {
      const { spec, canvas } = panel;
      let w = spec.square ? side : room * spec.weight / total;
      let h = spec.square ? side : squares ? side : tall;
      if (narrow) {
        w = spec.square ? Math.min(width, tall * 1.2) : width - gutter;
        h = spec.square ? w : number ? Math.min(tall, 240) : tall;
      }
      const lead = narrow && !spec.square ? gutter : leads[number];
      panel.box = { x: lead, y: title, w: Math.max(w - (narrow ? 2 : 0), 60), h };
      if (spec.even) evenly(spec, panel.box);
      this.fit(canvas, panel.box.w + lead + 2, Math.round(h + title + axes));
      canvas.style.marginLeft = number && !narrow ? `${gap - 2}px` : 0;
    });
    this.row.style.order = 0;
  }

  fit(canvas, w, h) {
    const dots = devicePixelRatio || 1;
    canvas.style.width = `${w}px`;
    canvas.style.height = `${h}px`;
    canvas.width = Math.round(w * dots);
    canvas.height = Math.round(h * dots);
  }

  penFor(canvas, box, axes, view = {}) {
    const context = canvas.getContext("2d"), dots = devicePixelRatio || 1;
    context.setTransform(dots, 0, 0, dots, 0, 0);
    const colours = this.scene.colours[this.dark ? "dark" : "light"];
    return { context, box, view, zoom: this.zoom, roomy: this.roomy, head: this.head,
      live: this.live, dark: this.dark, stage: this,
      X: value => box.x + box.w * share(axes.x, value),
      Y: value => box.y + box.h * (1 - share(axes.y, value)),
      colour: name => colours[name] ?? name };
  }

  drawPanel(panel) {
    const { spec, canvas, box } = panel, pen = this.penFor(canvas, box, spec, panel.view);
    const { context } = pen;
    if (!panel.ground) panel.ground = this.groundOf(panel);
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    context.drawImage(panel.ground, 0, 0);
    this.penFor(canvas, box, spec, panel.view);
    panel.view.texts = [];
    for (const mark of spec.marks) if (!isStatic(mark)) MARKS[mark.kind](pen, mark);
    if (spec.marks.some(mark => mark.curtain)) curtain(pen, spec.marks.find(mark => mark.curtain));
  }

  // The fixed part of a panel, drawn once for each size and theme.
  groundOf(panel) {
    const { spec, box, canvas } = panel, ground = document.createElement("canvas");
    ground.width = canvas.width;
    ground.height = canvas.height;
    const pen = this.penFor(ground, box, spec, panel.view);
    if (!spec.open) card(pen, box.x, box.y, box.w, box.h);
    for (const mark of spec.marks) if (isStatic(mark)) MARKS[mark.kind](pen, mark);
    drawAxes(pen, spec);
    const fits = !spec.short || widthOf(pen, spec.title, 18, 600) <= box.w;
    const title = panel.brief ? "" : fits ? spec.title : spec.short;  // `brief`: a mark writes it
    const end = write(pen, title, box.x, box.y - 18 * pen.zoom, { size: 18, weight: 600, colour: "ink" });
    if (this.roomy && spec.subtitle && end + 20 + widthOf(pen, spec.subtitle, 14) < box.w)
      write(pen, spec.subtitle, box.x + end + 20, box.y - 17 * pen.zoom, { size: 14 });
    return ground;
  }

  // A long title or sentence gets smaller type; it is never cut or broken into two lines.
  fitWords() {
    for (const line of [this.title, this.sentence]) {
      line.style.fontSize = "";
      const over = line.scrollWidth / line.clientWidth;
      if (over > 1) line.style.fontSize = `${parseFloat(getComputedStyle(line).fontSize) / over - 0.3}px`;
    }
  }
}

function isDark(element) {
  const ground = getComputedStyle(element).getPropertyValue("--jp-layout-color0").trim();
  const probe = document.createElement("canvas").getContext("2d");
  probe.fillStyle = ground || getComputedStyle(document.body).backgroundColor || "#fff";
  probe.fillRect(0, 0, 1, 1);
  const [red, green, blue, seen] = probe.getImageData(0, 0, 1, 1).data;
  return seen > 0 && 0.3 * red + 0.6 * green + 0.1 * blue < 110;
}
