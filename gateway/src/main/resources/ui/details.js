// SPDX-License-Identifier: Apache-2.0
// One deployment: its model, its engines, what they wrote; and what of it can be changed.

import { html, nothing } from "lit";
import { call, get, listen, segment } from "./api.js";
import { bytes, compact, count } from "./format.js";
import { Dialog, View, loading, problem } from "./view.js";
import { t } from "./words.js";

const REFRESH_MILLIS = 2000;
const LINES_MAX = 500;

const fact = (name, value) => (value === undefined || value === null || value === ""
  ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`);

class Details extends View {
  static properties = {
    name: {}, state: {}, details: { state: true }, lines: { state: true }, error: { state: true },
  };

  connectedCallback() {
    super.connectedCallback();
    this.timer = setInterval(() => document.hidden || this.load(), REFRESH_MILLIS);
    this.load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    this.stopListening?.();
  }

  async load() {
    const answer = await this.attempt(() => get(`api/v1/deployments/${segment(this.name)}`));
    if (answer) {
      this.details = answer.details ?? {};
    }
  }

  render() {
    return html`${problem(this.error)}
      ${this.details ? html`${this.renderModel(this.details)}${this.renderEngines(this.details.engines ?? [])}`
        : this.error ? nothing : loading()}
      ${this.lines ? html`<h3>${t.logs}</h3><pre class="log" tabindex="0" aria-label=${t.logsOf(this.name)}>${
        this.lines.length ? this.lines.join("\n") : t.noLines}</pre>`
        : html`<button class="small outline secondary" @click=${this.follow}>${t.showLogs}</button>`}`;
  }

  renderModel({ model, queue, pairs_per_second: rate }) {
    return html`<dl class="facts">
      ${fact(t.pairsPerSecond, rate ? count(rate) : undefined)}
      ${fact(t.queue, queue ? t.queued(queue.requests, queue.pairs) : undefined)}
      ${model ? html`${fact(t.architecture, `${model.architecture}, ${model.file_type}`)}
        ${fact(t.parameters, compact(model.parameters))}
        ${fact(t.context, t.tokens(count(model.context_tokens)))}
        ${fact(t.memory, bytes(model.memory?.total_bytes))}
        ${fact(t.selfTest, [model.self_test?.state, model.self_test?.message].filter(Boolean).join(": "))}
        ${fact(t.choice, model.choice)}` : nothing}
    </dl>`;
  }

  renderEngines(engines) {
    if (engines.length === 0) {
      return html`<p class="quiet">${t.noEngines}</p>`;
    }
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t.engines}><table>
      <thead><tr><th scope="col">${t.engine}</th><th scope="col">${t.state}</th><th scope="col">${t.device}</th>
        <th scope="col" class="number">${t.lanes}</th><th scope="col" class="number">${t.pairsPerSecond}</th>
        <th scope="col" class="number">${t.process}</th></tr></thead>
      <tbody>${engines.map((engine) => html`<tr><td>${engine.engine}</td>
        <td>${engine.state}${engine.message ? html`<div class="source">${engine.message}</div>` : nothing}</td>
        <td>${engine.device ?? "–"}</td>
        <td class="number">${engine.lanes === undefined ? "–" : t.lanesAtWork(engine.lanes_at_work, engine.lanes)}</td>
        <td class="number">${engine.pairs_per_second ? count(engine.pairs_per_second) : "–"}</td><td class="number">${engine.pid ?? "–"}</td></tr>`)}
      </tbody></table></div>`;
  }

  follow() {
    this.lines = [];
    this.stopListening = listen(`api/v1/deployments/${segment(this.name)}/logs?follow=true`, {
      line: ({ line }) => (this.lines = [...this.lines, line].slice(-LINES_MAX)),
    }, (live) => {
      // Whoever listens anew is told the last lines again.
      if (!live) {
        this.lines = [];
      }
    });
  }
}
customElements.define("rr-details", Details);

class Edit extends Dialog {
  static properties = { deployment: {}, error: { state: true }, busy: { state: true } };

  render() {
    const { name, replicas, aliases, options } = this.deployment;
    return html`<dialog aria-labelledby="edit"><article><form @submit=${this.save}>
      <h2 id="edit">${t.editTitle(name)}</h2>
      <p>${t.editText}</p>
      <label>${t.replicas}<input name="replicas" type="number" min="1" max="64" required autofocus
        .defaultValue=${String(replicas)}></label>
      <label>${t.aliases}<input name="aliases" .defaultValue=${aliases.join(" ")}></label>
      <div class="row">
        <label>${t.laneCount}<input name="lanes" type="number" min="1" placeholder=${t.asInSettings}
          .defaultValue=${text(options.lanes)}></label>
        <label>${t.device}<input name="device" placeholder=${t.asInSettings} .defaultValue=${text(options.device)}></label>
        <label>${t.unloadAfter}<input name="unload" type="number" min="1" placeholder=${t.never}
          .defaultValue=${text(options.idle_unload_seconds)}></label>
      </div>
      ${problem(this.error)}
      <footer><button type="button" class="secondary outline" @click=${() => this.close()}>${t.cancel}</button>
        <button aria-busy=${this.busy ? "true" : "false"}>${t.save}</button></footer>
    </form></article></dialog>`;
  }

  async save(event) {
    event.preventDefault();
    const { replicas, aliases, lanes, device, unload } = event.target.elements;
    const wish = {
      replicas: Number(replicas.value),
      aliases: aliases.value.split(/[\s,]+/).filter(Boolean),
      options: { lanes: number(lanes), device: device.value.trim() || null, idle_unload_seconds: number(unload) },
    };
    if (await this.attempt(() => call("PATCH", `api/v1/deployments/${segment(this.deployment.name)}`, wish))) {
      this.close();
    }
  }
}

const text = (value) => (value === undefined || value === null ? "" : String(value));

/** Null for as in the settings. */
const number = (input) => (input.value === "" ? null : Number(input.value));
customElements.define("rr-edit", Edit);
