// SPDX-License-Identifier: Apache-2.0
// One plot over time, with its numbers as text beside it.

import { html } from "lit";
import uPlot from "uplot";
import { View } from "./view.js";
import { t } from "./words.js";

const HEIGHT = 150;
const AXIS_WIDTH = 48;
const MINUTE = 60;
const AREA = 0.12;

const clock = new Intl.DateTimeFormat("en-GB", { timeStyle: "short" });

/** Numbers that stand alone make no line. */
function alone(plot, series) {
  const values = plot.data[series];
  return values.flatMap((value, i) =>
    (typeof value === "number" && typeof values[i - 1] !== "number" && typeof values[i + 1] !== "number" ? [i] : []));
}

class Plot extends View {
  static properties = { spec: {}, seconds: {}, times: {}, columns: {}, at: { state: true } };

  /** @type spec {title, series: [{label, bad}], format, most} with the most that can be, if there is one */
  render() {
    const { title, series, format } = this.spec;
    const at = this.at ?? this.times.length - 1;
    const numbers = series.map(({ label }, i) => ({ label, text: format(this.columns[i][at]) }));
    return html`<figure class="plot">
      <figcaption><h2>${title}</h2>
        <ul>${numbers.map(({ label, text }, i) => html`<li><i class=${series[i].bad ? "bad" : `line-${i}`} ?hidden=${!label}></i>${label}
          <b>${text}</b></li>`)}</ul></figcaption>
      <div class="canvas" role="img" aria-label=${t.plotOf(title, numbers)}></div>
    </figure>`;
  }

  firstUpdated() {
    const place = this.querySelector(".canvas");
    this.plot = new uPlot(this.options(place), this.data, place);
    this.observer = new ResizeObserver(() => this.plot.setSize({ width: place.clientWidth, height: HEIGHT }));
    this.observer.observe(place);
    // Canvases know no style sheets.
    this.repaint = () => this.plot.redraw();
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.scheme.addEventListener("change", this.repaint);
    window.addEventListener("theme", this.repaint);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.observer?.disconnect();
    this.scheme?.removeEventListener("change", this.repaint);
    window.removeEventListener("theme", this.repaint);
    this.plot?.destroy();
  }

  updated(changed) {
    if (changed.has("columns")) {
      this.plot.setData(this.data);
    }
  }

  get data() {
    return [this.times, ...this.columns];
  }

  options(place) {
    const color = (element) => getComputedStyle(element).color;
    const axis = {
      stroke: () => color(this.querySelector("figcaption li")), grid: { stroke: () => getComputedStyle(place).borderTopColor, width: 1 },
      ticks: { show: false }, font: "11px system-ui, sans-serif",
    };
    const now = () => this.times.at(-1) ?? Date.now() / 1000;
    const format = this.spec.format;
    return {
      width: place.clientWidth, height: HEIGHT, legend: { show: false }, padding: [8, 8, 0, 0],
      cursor: { y: false, drag: { x: false, y: false }, sync: { key: "dashboard" } },
      hooks: { setCursor: [(plot) => this.point(plot.cursor.idx)] },
      scales: {
        x: { range: () => [now() - this.seconds, now()] },
        y: { range: (plot, min, max) => [0, this.spec.most ?? Math.max(1, (max ?? 0) * 1.1)] },
      },
      axes: [
        { ...axis, size: 24, incrs: [MINUTE, 3 * MINUTE, 5 * MINUTE], space: 56,
          values: (plot, splits) => splits.map((second) => clock.format(second * 1000)) },
        { ...axis, size: AXIS_WIDTH, space: 32, values: (plot, splits) => splits.map(format) },
      ],
      series: [{}, ...this.spec.series.map((each, i) => {
        const own = () => color(this.querySelectorAll("figcaption i")[i]);
        return {
          stroke: own, width: 1.5, points: { filter: (plot, series) => alone(plot, series), size: 4 },
          fill: this.spec.series.length === 1 ? () => own().replace("rgb(", "rgba(").replace(")", `, ${AREA})`) : undefined,
        };
      })],
    };
  }

  point(at) {
    if (this.at !== at) {
      this.at = at;
      this.dispatchEvent(new CustomEvent("pointed", { detail: at }));
    }
  }
}
customElements.define("rr-plot", Plot);
