// SPDX-License-Identifier: Apache-2.0
// One deployment: its model, its engines, what they wrote; and what of it can be changed.

import { html, nothing } from "lit";
import { call, get, listen, segment } from "./api.js";
import { bytes, compact, count } from "./format.js";
import { Dialog, View, fact, loading, problem } from "./view.js";
import { t } from "./words.js";

const REFRESH_MILLIS = 2000;
const LINES_MAX = 500;
const MIB = 2 ** 20;

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

  renderModel({ model, queue }) {
    return html`<dl class="facts">
      ${fact(t.queue, queue ? t.queued(queue.requests, queue.pairs) : undefined)}
      ${model ? html`${fact(t.architecture, `${model.architecture}, ${model.file_type}`)}
        ${fact(t.parameters, compact(model.parameters))}
        ${fact(t.context, t.tokens(count(model.context_tokens)))}
        ${fact(t.memory, bytes(model.memory?.total_bytes))}
        ${fact(t.selfTest, model.self_test ? `${t.selfTests[model.self_test.state]}: ${model.self_test.message}` : "")}
        ${fact(t.choice, model.choice)}` : nothing}
    </dl>`;
  }

  renderEngines(engines) {
    if (engines.length === 0) {
      return html`<p class="quiet">${t.noEngines}</p>`;
    }
    return html`<table class="stack">
      <thead><tr><th scope="col">${t.engine}</th><th scope="col">${t.state}</th><th scope="col">${t.device}</th>
        ${[t.lanes, t.capacity, t.process].map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
      <tbody>${engines.map((engine) => html`<tr><td data-label=${t.engine}>${engine.engine}</td>
        <td>${engine.state}${engine.message ? html`<div class="source">${engine.message}</div>` : nothing}</td>
        <td data-label=${t.device}>${engine.device ?? "–"}</td>
        <td class="number" data-label=${t.lanes}>${engine.lanes === undefined ? "–" : t.lanesAtWork(engine.lanes_at_work, engine.lanes)}</td>
        <td class="number" data-label=${t.capacity}>${t.pairsEach(engine.pairs_per_second)}</td>
        <td class="number" data-label=${t.process}>${engine.pid ?? "–"}</td></tr>`)}
      </tbody></table>`;
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
    const { name, source, replicas, aliases, options } = this.deployment;
    return html`<dialog aria-labelledby="edit"><article><form @submit=${this.save}>
      <h2 id="edit">${t.editTitle(name)}</h2>
      <p>${t.editText}</p>
      <label>${t.source}<input name="source" required .defaultValue=${source} aria-describedby="sources"></label>
      <p class="hint" id="sources">${t.sourceHint}</p>
      <div class="row">
        <label>${t.replicas}<input name="replicas" type="number" min="1" max="64" required autofocus
          .defaultValue=${String(replicas)}></label>
        <label>${t.aliases}<input name="aliases" .defaultValue=${aliases.join(" ")}></label>
      </div>
      <div class="row">
        <label>${t.laneCount}<input name="lanes" type="number" min="1" placeholder=${t.asInSettings}
          .defaultValue=${text(options.lanes)}></label>
        <label>${t.device}<input name="device" placeholder=${t.asInSettings} .defaultValue=${text(options.device)}></label>
        <label>${t.unloadAfter}<input name="unload" type="number" min="1" placeholder=${t.never}
          .defaultValue=${text(options.idle_unload_seconds)}></label>
      </div>
      <div class="row">
        <label>${t.cacheSize}<input name="cache" type="number" min="0" placeholder=${t.asInSettings}
          .defaultValue=${text(options.cache_bytes === null ? null : Math.round(options.cache_bytes / MIB))}></label>
        <label>${t.cacheTime}<input name="ttl" type="number" min="0" placeholder=${t.asInSettings}
          .defaultValue=${text(options.cache_ttl_seconds)}></label>
      </div>
      ${problem(this.error)}
      <footer><button type="button" class="secondary outline" @click=${() => this.close()}>${t.cancel}</button>
        <button aria-busy=${this.busy ? "true" : "false"}>${t.save}</button></footer>
    </form></article></dialog>`;
  }

  async save(event) {
    event.preventDefault();
    const { source, replicas, aliases, lanes, device, unload, cache, ttl } = event.target.elements;
    const wish = {
      replicas: Number(replicas.value),
      aliases: aliases.value.split(/[\s,]+/).filter(Boolean),
      options: {
        lanes: number(lanes), device: device.value.trim() || null, idle_unload_seconds: number(unload),
        cache_ttl_seconds: number(ttl),
      },
    };
    if (source.value.trim() !== this.deployment.source) {
      wish.source = source.value.trim();
    }
    if (cache.value !== cache.defaultValue) {
      wish.options.cache_bytes = cache.value === "" ? null : Number(cache.value) * MIB;
    }
    if (await this.attempt(() => call("PATCH", `api/v1/deployments/${segment(this.deployment.name)}`, wish))) {
      this.close();
    }
  }
}

const text = (value) => (value === undefined || value === null ? "" : String(value));

/** Null for as in the settings. */
const number = (input) => (input.value === "" ? null : Number(input.value));
customElements.define("rr-edit", Edit);
