// SPDX-License-Identifier: Apache-2.0
// Dashboard: what the server did in the last quarter of an hour, and does now.

import { html, nothing } from "lit";
import { exactly, millis, percent, rate } from "./format.js";
import { LiveView } from "./live.js";
import { loading } from "./view.js";
import { t } from "./words.js";
import "./plot.js";

const SECONDS = 15 * 60;

const PLOTS = [
  { title: t.requestsASecond, format: rate, series: [{ field: "requests_per_second", label: t.allOfThem },
    { field: "errors_per_second", label: t.errors, bad: true }] },
  { title: t.latency, format: millis, series: [{ field: "p50_ms", label: "p50" }, { field: "p95_ms", label: "p95" },
    { field: "p99_ms", label: "p99" }] },
  { title: t.pairsASecond, format: rate, series: [{ field: "pairs_per_second", label: "" }] },
  { title: t.tokensASecond, format: rate, series: [{ field: "tokens_per_second", label: "" }] },
  { title: t.pairsInQueue, format: rate, series: [{ field: "queued_pairs", label: "" }] },
  { title: t.lanesBusy, format: percent, most: 1, series: [{ field: "lanes_busy", label: "" }] },
  { title: t.batchFill, format: percent, most: 1, series: [{ field: "batch_fill", label: "" }] },
  { title: t.cacheHits, format: percent, most: 1, series: [{ field: "cache_hits", label: "" }] },
];

class Dashboard extends LiveView {
  static properties = { samples: { state: true }, at: { state: true } };

  constructor() {
    super();
    this.stream = "api/v1/stats?follow=true";
    this.handlers = {
      history: ({ samples, interval_seconds: seconds }) => {
        this.samplesMax = SECONDS / seconds;
        this.samples = samples;
      },
      sample: (sample) => (this.samples = [...this.samples, sample].slice(-this.samplesMax)),
    };
  }

  render() {
    const shown = this.samples?.[this.at ?? this.samples.length - 1];
    return html`<link rel="stylesheet" href=${new URL("../uplot/uPlot.min.css", import.meta.url).href}>
      <div class="head"><h1>${t.dashboard}</h1>${this.renderLive()}
        <span class="quiet">${shown ? t.until(exactly(shown.at)) : nothing}</span></div>
      ${this.samples ? this.renderPlots() : loading()}`;
  }

  renderPlots() {
    const times = this.samples.map((sample) => Date.parse(sample.at) / 1000);
    const column = (field) => this.samples.map((sample) => sample[field]);
    return html`<div class="plots">${PLOTS.map((spec) => html`<rr-plot .spec=${spec} .seconds=${SECONDS} .times=${times}
      .columns=${spec.series.map(({ field }) => column(field))} @pointed=${(event) => (this.at = event.detail)}></rr-plot>`)}</div>`;
  }
}
customElements.define("rr-dashboard", Dashboard);
