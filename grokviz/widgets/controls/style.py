"""The style sheet of a lab: sizes and places, and JupyterLab's own colours in both themes."""

GONE = "The kernel is gone, so this stands still: run the cell again."
SHEET = """
.grokviz { --gv-ink: var(--jp-ui-font-color1, #222); --gv-soft: var(--jp-ui-font-color2, #666);
  --gv-line: var(--jp-border-color2, #ccc); --gv-wrong: #d5322d; --gv-point: #B5489C;
  overflow: hidden; }
[data-jp-theme-light="false"] .grokviz { --gv-wrong: #ff7b72; --gv-point: #e37fcb; }
.grokviz .widget-html, .grokviz .widget-html-content { margin: 0; line-height: 1.35; height: auto; }
.grokviz p { margin: 0; }

.grokviz-top { align-items: center; min-height: 28px; gap: 10px; }
.grokviz-line { flex: 1 1 auto; min-width: 0; }
.grokviz-line p { font-size: 15px; color: var(--gv-ink); }
.grokviz-line p.grokviz-failed { color: var(--gv-wrong); }
.grokviz-badge span { display: inline-block; min-width: 62px; padding: 1px 8px; text-align: center;
  border-radius: 9px; font-size: 12px; font-weight: 600; border: 1px solid var(--gv-soft);
  color: var(--gv-soft); }
.grokviz-badge span.grokviz-is-live { border-color: #0072B2; background: #0072B2; color: #fff; }
.grokviz-remedy.jupyter-button { width: auto; flex: none; }

.grokviz-transport { align-items: center; min-height: 32px; gap: 4px; flex-wrap: wrap; }
.grokviz-transport .jupyter-button { width: auto; padding: 0 10px; margin: 0; }
.grokviz-transport .grokviz-go { min-width: 88px; font-weight: 600; }
.grokviz-transport .grokviz-go.jupyter-button { background: #0072B2; color: #fff; }
.grokviz-transport .widget-dropdown { width: auto; margin: 0 0 0 6px; }
.grokviz-transport .widget-dropdown > label { width: auto; }
.grokviz-transport .widget-dropdown > select { width: 148px; }
.grokviz-views { gap: 0; margin-right: 12px; }
.grokviz-views .grokviz-view.jupyter-button { background: none; box-shadow: none;
  color: var(--gv-soft); border-bottom: 3px solid transparent; padding: 0 12px; }
.grokviz-views .grokviz-view.jupyter-button.mod-active { color: var(--gv-ink); font-weight: 600;
  border-bottom-color: #D55E00; }
.grokviz-views:has(> :nth-child(6)) { margin-right: 4px; }
.grokviz-views:has(> :nth-child(6)) .grokviz-view.jupyter-button { padding: 0 6px; }
.grokviz-views:has(> :nth-child(8)) .grokviz-view.jupyter-button { padding: 0 4px; }
.grokviz-transport:has(.grokviz-views > :nth-child(8)) > .jupyter-button { padding: 0 7px; }
.grokviz-transport:has(.grokviz-views > :nth-child(8)) .widget-dropdown > select { width: 108px; }
.grokviz-transport:has(.grokviz-views > :nth-child(6)) .widget-dropdown > label {
  position: absolute; clip-path: inset(50%); }
.grokviz .jupyter-button:focus-visible { outline: 2px solid var(--jp-brand-color1, #1976d2);
  outline-offset: 1px; }
.grokviz .grokviz-about { margin-left: auto; color: var(--gv-soft); font-size: 12px;
  font-variant-numeric: tabular-nums; }
.grokviz-about .widget-html-content { white-space: nowrap; font-size: 12px;
  color: var(--gv-soft); }

.grokviz-body { align-items: flex-start; gap: 10px; }
.grokviz-controls { max-height: 506px; overflow: hidden auto; gap: 3px; }
.grokviz-controls .widget-dropdown { width: 100%; margin: 0; }
.grokviz-controls .widget-dropdown > label { width: 62px; text-align: left; flex: none; }
.grokviz-controls .widget-dropdown > select { width: auto; flex: 1 1 auto; min-width: 0; }
.grokviz-compare { gap: 6px; flex: none; }
.grokviz-compare > .widget-dropdown:first-child { flex: 1 1 0; width: auto; min-width: 0; }
.grokviz-compare > .widget-dropdown:last-child { flex: 0 0 76px; }
.grokviz-compare > .widget-dropdown:last-child > label { width: 30px; }
.grokviz-more.jupyter-button { width: 100%; margin: 2px 0; flex: none; text-align: left;
  background: none; box-shadow: none; color: var(--gv-ink); border: none; padding-left: 0; }

.grokviz-row { display: grid; grid-template-columns: minmax(0, 1fr) 62px; column-gap: 8px;
  align-items: center; flex: none; width: 100%; padding-bottom: 2px; }
.grokviz-row .grokviz-text { display: contents; }
.grokviz-row .grokviz-text > label { grid-area: 1 / 1; width: auto; text-align: left;
  height: 20px; line-height: 20px; color: var(--gv-ink); overflow: visible; }
.grokviz-row .grokviz-text > input[type="text"] { grid-area: 2 / 2; width: 62px; height: 22px;
  text-align: right; padding: 2px 5px; font-variant-numeric: tabular-nums; }
.grokviz-row .grokviz-slider { grid-area: 2 / 1; width: 100%; height: 22px; margin: 0;
  min-width: 0; }
.grokviz-row .grokviz-slider .slider-container { margin: 0 8px; }
.grokviz-row .grokviz-note { grid-area: 1 / 2; justify-self: end; }
.grokviz-row .grokviz-note .widget-html-content { font-size: 11px; color: var(--gv-soft);
  line-height: 20px; }
.grokviz-row .grokviz-error { grid-area: 3 / 1 / 4 / 3; }
.grokviz-row .grokviz-error .widget-html-content { font-size: 12px; line-height: 1.3;
  color: var(--gv-wrong); white-space: normal; }
.grokviz-row .grokviz-wrong > input[type="text"] { border-color: var(--gv-wrong);
  color: var(--gv-wrong); }
.grokviz-row:not(:has(.grokviz-slider)) .grokviz-text > input[type="text"] { grid-row: 1; }
.grokviz-row:not(:has(.grokviz-slider)) .grokviz-note { display: none; }

.grokviz-pick { flex: none; width: 100%; flex-flow: row wrap; padding-bottom: 2px; }
.grokviz-pick .grokviz-error .widget-html-content { font-size: 12px; line-height: 1.3;
  color: var(--gv-wrong); white-space: normal; }

.grokviz-pages { flex: 0 0 236px; gap: 3px; }
.grokviz-tabs { flex-wrap: wrap; gap: 0 2px; margin-bottom: 2px; flex: none; }
.grokviz-tabs .grokviz-tab.jupyter-button { background: none; box-shadow: none; width: auto;
  height: 24px; line-height: 22px; padding: 0 6px; margin: 0; font-size: 12px;
  color: var(--gv-soft); border-bottom: 2px solid transparent; }
.grokviz-tabs .grokviz-tab.jupyter-button.mod-active { color: var(--gv-ink); font-weight: 600;
  border-bottom-color: #D55E00; }
.grokviz-panel { max-height: 482px; overflow: hidden auto; gap: 4px; }
.grokviz-panel .widget-html-content { font-size: 13px; white-space: normal; }

.grokviz-guide-count .widget-html-content { color: var(--gv-soft); font-size: 12px;
  letter-spacing: 1px; }
.grokviz-guide-words { display: block; flex: none; overflow: visible; }
.grokviz-guide-words > .widget-html, .grokviz-guide-words .widget-html-content { display: inline;
  font-size: 14px; line-height: 1.45; color: var(--gv-ink); }
.grokviz-guide-words .grokviz-word.jupyter-button { display: inline; width: auto; height: auto;
  padding: 0; margin: 0; background: none; box-shadow: none; border: none; font-size: 14px;
  line-height: 1.45; font-weight: 600; color: var(--jp-content-link-color, #1976d2);
  text-decoration: underline dotted; text-underline-offset: 3px; white-space: normal;
  text-align: left; }
.grokviz-guide-point .widget-html-content { font-weight: 600; color: var(--gv-point); }
.grokviz-guide-rows { gap: 3px; margin: 4px 0; flex: none; }
.grokviz-guide-foot { gap: 4px; flex: none; margin-top: 4px; }
.grokviz-guide-foot .jupyter-button { width: auto; padding: 0 8px; margin: 0; height: 26px;
  line-height: 24px; }
.grokviz-pointed { outline: 3px dashed var(--gv-point); outline-offset: -3px; border-radius: 4px;
  overflow: visible; }
.grokviz-row.grokviz-pointed { outline-offset: -1px; padding: 5px 6px; }
.grokviz-picture.grokviz-pointed::before { content: "☞"; position: absolute; left: 8px; top: 0;
  font-size: 22px; line-height: 28px; color: var(--gv-point); z-index: 2; }

.grokviz-share { width: 236px; }
.grokviz-share .widget-dropdown, .grokviz-share .widget-text { width: 100%; margin: 0; }
.grokviz-share .widget-dropdown > label, .grokviz-share .widget-text > label,
.grokviz-saves > .widget-html { flex: 0 0 64px; width: 64px; text-align: left; }
.grokviz-share .widget-dropdown > select, .grokviz-share input[type="text"] { flex: 1 1 auto;
  width: auto; min-width: 0; }
.grokviz-link textarea { width: 100%; box-sizing: border-box; resize: none; font: 11px monospace;
  word-break: break-all; color: var(--gv-ink); background: var(--jp-layout-color2, #eee);
  border: 1px solid var(--gv-line); }
.grokviz-link .jupyter-button { width: 100%; margin: 2px 0 8px; }
.grokviz-saves { align-items: center; gap: 4px; }
.grokviz-saves .jupyter-button { flex: 1 1 0; width: auto; min-width: 0; margin: 0; padding: 0; }
.grokviz-said p { font-size: 12px; overflow-wrap: anywhere; color: var(--gv-soft); }
.grokviz-said p.grokviz-failed { color: var(--gv-wrong); }
.jp-OutputArea:has(.grokviz) .jp-OutputArea-child:has(.grokviz-still) { display: none; }

.grokviz-right { flex: 1 1 0; min-width: 0; overflow: hidden; }
.grokviz-timebar { align-items: center; gap: 2px; height: 28px; padding: 0 14px 0 46px; }
.grokviz-icon.jupyter-button { font-size: 0; }
.grokviz-icon.jupyter-button i { font-size: 13px; margin: 0; }
.grokviz-timebar .jupyter-button { width: 26px; height: 24px; line-height: 22px; padding: 0;
  margin: 0; background: none; box-shadow: none; }
.grokviz-timebar .grokviz-time { flex: 1 1 auto; width: auto; min-width: 0; height: 22px;
  margin: 0 8px; }
.grokviz-timebar .grokviz-step { width: auto; margin: 0; }
.grokviz-timebar .grokviz-step > label { width: auto; }
.grokviz-timebar .grokviz-step > input[type="text"] { width: 74px; height: 22px;
  text-align: right; padding: 2px 5px; font-variant-numeric: tabular-nums; }
.grokviz-stage { min-width: 0; overflow: hidden; }
.grokviz-pictures { display: grid; width: 100%; gap: 4px; }
.grokviz-columns-1 { grid-template-columns: minmax(280px, 1fr); }
.grokviz-columns-2 { grid-template-columns: repeat(auto-fit, minmax(280px, 1fr)); }
@media (min-width: 900px) { .grokviz-columns-2 {
  grid-template-columns: repeat(2, minmax(280px, 1fr)); } }
.grokviz-picture { overflow: hidden; position: relative; }
.grokviz-picture:has(.grokviz-tall) { grid-row: span 2; }
.grokviz-picture:has(.grokviz-wide) { grid-column: 1 / -1; }
.grokviz-ablation .widget-hslider { width: 100%; margin: 0 14px 0 46px; }
.grokviz-loss-map text, .grokviz-loss-map path.line { pointer-events: none; }
.grokviz-loss-map path.line { filter: drop-shadow(0 0 1px #fff); }
.grokviz-map-tools, .grokviz-colour-key { height: 28px; align-items: center; padding-left: 52px;
  overflow: hidden; }
.grokviz-map-tools .widget-dropdown { width: auto; margin: 0 8px 0 0; }
.grokviz-map-tools .widget-dropdown > label { width: auto; }
.grokviz-map-tools .widget-checkbox { width: auto; margin: 0 8px; }
.grokviz-map-tools .jupyter-button { width: auto; height: 24px; line-height: 22px; margin: 0; }
.grokviz-colour-key .widget-html-content { display: flex; align-items: center; gap: 6px;
  font-size: 12px; color: var(--gv-soft); }
.grokviz-colour-key i { display: inline-block; width: 150px; height: 11px; border-radius: 2px; }
.grokviz-alt { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }

.grokviz-panel .widget-dropdown, .grokviz-panel .widget-text { width: 100%; margin: 0;
  flex: none; }
.grokviz-panel .widget-dropdown > label, .grokviz-panel .widget-text > label { width: 70px;
  text-align: left; flex: none; }
.grokviz-panel .widget-dropdown > select, .grokviz-panel .widget-text > input { min-width: 0; }
.grokviz-panel .widget-checkbox { width: 100%; margin: 0; flex: none; }
.grokviz-panel .jupyter-button { margin: 0; }
.grokviz-panel h4 { margin: 8px 0 2px; font-size: 13px; font-weight: 600; }
.grokviz-panel > * { flex: none; }
.grokviz-panel [role="alert"] { color: var(--gv-wrong); font-size: 12px; }
.grokviz-comparing > .jupyter-button { width: 100%; }
.grokviz-pin { align-items: center; width: 100%; flex: none; }
.grokviz-pin .widget-html { flex: 1 1 0; min-width: 0; }
.grokviz-pin .widget-html-content { white-space: nowrap; overflow: hidden;
  text-overflow: ellipsis; }
.grokviz-pin .jupyter-button { width: 26px; height: 22px; line-height: 20px; padding: 0;
  background: none; box-shadow: none; flex: none; }
.grokviz-take.jupyter-button { width: auto; height: auto; min-height: 22px; line-height: 1.3;
  padding: 2px 6px; text-align: left; white-space: normal; font-size: 12px; background: none;
  box-shadow: none; color: var(--gv-ink); opacity: 1; }
.grokviz-table { overflow-x: auto; }
.grokviz-table table { border-collapse: collapse; font-variant-numeric: tabular-nums;
  font-size: 11.5px; line-height: 1.35; min-width: 100%; }
.grokviz-table caption { position: absolute; width: 1px; height: 1px; overflow: hidden;
  clip-path: inset(50%); }
.grokviz-table th, .grokviz-table td { padding: 1px 4px; text-align: right; white-space: nowrap;
  font-weight: 400; border-bottom: 1px solid var(--gv-line); }
.grokviz-table th:first-child { text-align: left; padding-left: 0; }
.grokviz-table thead th { color: var(--gv-soft); }
.grokviz-bold > * { font-weight: 700 !important; }
.grokviz-branches .widget-html-content { font-size: 12px; color: var(--gv-soft); }
.grokviz-numbers p { margin: 8px 0 2px; }

.grokviz-picture:has(> .grokviz-plane) { flex-direction: row; align-items: flex-start; gap: 10px; }
.grokviz-map { flex: 1 1 0; min-width: 0; }
.grokviz-pixels image { image-rendering: pixelated; }
.grokviz-map image { image-rendering: pixelated; cursor: pointer; }
.grokviz-map text { pointer-events: none; }
.grokviz-plane { flex: 0 0 290px; gap: 4px; padding-top: 30px; }
.grokviz-plane .widget-dropdown { width: 100%; margin: 0; }
.grokviz-plane .widget-dropdown > label { width: 132px; text-align: left; flex: none; }
.grokviz-plane .jupyter-button { width: auto; margin: 2px 0; }
.grokviz-plane p { font-size: 12px; color: var(--gv-soft); margin: 4px 0 10px; }
.grokviz-legend td { padding: 2px 4px; vertical-align: top; font-size: 12px; line-height: 1.3; }
.grokviz-legend td:last-child { font-variant-numeric: tabular-nums; text-align: right; }
.grokviz-legend span { display: inline-block; width: 20px; text-align: center; font-weight: 700; }
.grokviz .bqplot .axislabel, .grokviz .bqplot text.axislabel { font-size: 11px; }
.grokviz-slip { gap: 5px; overflow: hidden; }
.grokviz-slip > * { flex: none; }
.grokviz-slip .grokviz-asked { font-size: 14px; font-weight: 600; color: var(--gv-ink); }
.grokviz-slip .grokviz-small { font-size: 12px; color: var(--gv-soft); }
.grokviz-slip .grokviz-entry { align-items: center; gap: 4px; overflow: hidden; }
.grokviz-slip .grokviz-guess { flex: 1 1 0; min-width: 0; width: auto; }
.grokviz-slip .grokviz-guess > label { width: auto; }
.grokviz-slip .jupyter-button { width: auto; height: 26px; line-height: 24px; padding: 0 8px;
  align-self: flex-start; }
.grokviz-slip .grokviz-choice.jupyter-button { width: 100%; height: auto; white-space: normal;
  line-height: 1.3; padding: 4px 8px; text-align: left; font-size: 12px; flex: none; }
.grokviz-slip .grokviz-is-right.jupyter-button { box-shadow: inset 3px 0 #009E73; }
.grokviz-slip .grokviz-is-wrong.jupyter-button { box-shadow: inset 3px 0 #D55E00; }
.grokviz-slip .widget-vbox { gap: 4px; overflow: hidden; }
.grokviz-slip svg { display: block; }
.grokviz-slip details { font-size: 12px; color: var(--gv-soft); }
.grokviz-slip summary { cursor: pointer; }
.grokviz-slip table { width: 100%; font-size: 11px; border-collapse: collapse;
  font-variant-numeric: tabular-nums; color: var(--gv-ink); }
.grokviz-slip th, .grokviz-slip td { text-align: right; padding: 1px 3px; border: none; }
.grokviz-slip th:first-child, .grokviz-slip td:first-child { text-align: left; }

.grokviz .jupyter-widgets-disconnected::before { display: none !important; }
.grokviz.jupyter-widgets-disconnected::before { color: var(--gv-wrong); font: 600 14px sans-serif;
  content: "%s" !important; }
""".replace("%s", GONE)
