// SPDX-License-Identifier: Apache-2.0
// Playground: a query, documents, and which of them answer it.

import { html, nothing } from "lit";
import { call, get } from "./api.js";
import { LANGUAGES } from "./code.js";
import { count, millis } from "./format.js";
import { View, problem } from "./view.js";
import { t } from "./words.js";

const MODES = ["sigmoid", "raw", "minmax"];

class Playground extends View {
  static properties = {
    models: { state: true }, answer: { state: true }, language: { state: true }, error: { state: true },
    busy: { state: true },
  };

  constructor() {
    super();
    this.language = "";
  }

  async connectedCallback() {
    super.connectedCallback();
    const answer = await this.attempt(() => get("v1/models"));
    this.models = answer?.data?.map((each) => each.id) ?? [];
  }

  render() {
    return html`<div class="head"><h1>${t.playground}</h1></div>
      <div class="play">
        <form @submit=${this.rank} @input=${() => this.language && this.requestUpdate()}>
          <label>${t.query}<input name="query" required .defaultValue=${t.exampleQuery}></label>
          <label>${t.documents}<textarea name="documents" required .defaultValue=${t.exampleDocuments.join("\n")}></textarea></label>
          <label>${t.orFile}<input type="file" accept=".txt,text/plain" @change=${this.readFile}></label>
          <div class="row">
            <label>${t.model}<select name="model">${(this.models ?? []).map((each) => html`<option>${each}</option>`)}</select></label>
            <label>${t.topN}<input name="top" type="number" min="1" placeholder=${t.all}></label>
            <label>${t.scores}<select name="mode">${MODES.map((each) => html`<option value=${each}>${t.modes[each]}</option>`)}</select></label>
          </div>
          <div class="row"><button aria-busy=${this.busy ? "true" : "false"} ?disabled=${!this.models?.length}>${t.rank}</button>
            <button type="button" class="outline" aria-expanded=${this.language !== ""}
              @click=${() => (this.language = this.language ? "" : "curl")}>${t.viewCode}</button></div>
          ${problem(this.error)}
        </form>
        <section aria-label=${t.result} aria-live="polite">${this.answer ? this.renderAnswer(this.answer)
          : html`<p class="quiet">${t.resultHint}</p>`}</section>
      </div>
      ${this.language ? this.renderCode() : nothing}`;
  }

  get request() {
    const fields = this.querySelector("form").elements;
    const request = {
      model: fields.model.value, query: fields.query.value,
      documents: fields.documents.value.split("\n").filter((line) => line.trim() !== ""),
    };
    if (fields.top.value) {
      request.top_n = Number(fields.top.value);
    }
    if (fields.mode.value !== "sigmoid") {
      request.score_mode = fields.mode.value;
    }
    return request;
  }

  renderAnswer({ results, usage, debug }) {
    const scores = results.map((each) => each.relevance_score);
    const least = Math.min(0, ...scores);
    const most = Math.max(...scores.map((score) => score - least), 1e-9);
    return html`<ol class="ranked">${results.map((each, rank) => html`<li>
        <div class="line"><b>${rank + 1}</b>${moved(each.index, rank)}
          <span class="quiet">${t.tokens(count(each.tokens))}${each.truncated ? ` · ${t.truncated}` : ""}</span>
          <span class="score">${each.relevance_score.toFixed(4)}</span></div>
        <progress max="1" .value=${Math.max(0, (each.relevance_score - least) / most)} aria-label=${t.scoreOf(rank + 1)}></progress>
        <p>${text(each)}</p></li>`)}</ol>
      <p class="quiet">${t.took(millis(debug?.total_ms), millis(debug?.wait_ms), millis(debug?.score_ms))}
        ${t.spent(count(usage.total_tokens), count(debug?.cached_pairs ?? 0))}</p>`;
  }

  renderCode() {
    return html`<section aria-label=${t.viewCode}>
      <div role="group">${Object.keys(LANGUAGES).map((each) => html`<button type="button"
        class=${each === this.language ? "small" : "small outline"} aria-pressed=${each === this.language}
        @click=${() => (this.language = each)}>${each}</button>`)}</div>
      <rr-copyable .text=${LANGUAGES[this.language](this.request)} .label=${t.viewCode}></rr-copyable></section>`;
  }

  async readFile(event) {
    const file = event.target.files[0];
    if (file) {
      this.querySelector("textarea").value = await file.text();
    }
  }

  async rank(event) {
    event.preventDefault();
    const answer = await this.attempt(() =>
      call("POST", "v1/rerank", { score_mode: "sigmoid", ...this.request, debug: true, return_documents: true }));
    this.answer = answer ?? this.answer;
  }
}

function moved(index, rank) {
  const change = index - rank;
  const title = t.wasAt(index + 1);
  return change === 0 ? html`<span class="quiet">${title}</span>`
    : html`<span class=${change > 0 ? "up" : "down"}>${change > 0 ? "▲" : "▼"} ${Math.abs(change)}</span>
      <span class="quiet">${title}</span>`;
}

/** Its best window is marked if there is more than one; the server counts characters, not UTF-16. */
function text({ document, window }) {
  if (!window) {
    return document.text;
  }
  const characters = [...document.text];
  const part = (from, to) => characters.slice(from, to).join("");
  return html`${part(0, window.start)}<mark>${part(window.start, window.end)}</mark>${part(window.end)}`;
}
customElements.define("rr-playground", Playground);
