// SPDX-License-Identifier: Apache-2.0
// Usage: who ranked how much with what, day by day.

import { html, nothing } from "lit";
import { get } from "./api.js";
import { count } from "./format.js";
import { View, loading, problem } from "./view.js";
import { t } from "./words.js";

const DAY_MILLIS = 86_400_000;
const NUMBERS = ["requests", "errors", "pairs", "cached_pairs", "tokens"];
const HEADS = [t.requests, t.errors, t.pairs, t.cached, t.tokensHead];
const day = (millis) => new Date(millis).toISOString().slice(0, 10);

class Usage extends View {
  static properties = { rows: { state: true }, error: { state: true }, busy: { state: true } };

  constructor() {
    super();
    this.from = day(Date.now() - 30 * DAY_MILLIS);
    this.to = day(Date.now());
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  get query() {
    return new URLSearchParams({ from: this.from, to: this.to });
  }

  async load() {
    const [answer, keys] = (await this.attempt(() =>
      Promise.all([get(`api/v1/usage?${this.query}`), get("api/v1/api-keys")]))) ?? [];
    this.rows = answer?.usage ?? this.rows;
    this.names = new Map(keys?.api_keys.map((key) => [key.id, key.name]));
  }

  render() {
    return html`<div class="head"><h1>${t.usage}</h1></div>
      <form class="row" @submit=${this.submit}>
        <label>${t.from}<input type="date" name="from" required .defaultValue=${this.from}></label>
        <label>${t.to}<input type="date" name="to" required .defaultValue=${this.to}></label>
        <button aria-busy=${this.busy ? "true" : "false"}>${t.show}</button>
        <a role="button" class="outline" download href=${`api/v1/usage?format=csv&${this.query}`}>${t.asCsv}</a>
      </form>
      ${problem(this.error)}
      ${this.rows ? this.renderRows() : this.error ? nothing : loading()}`;
  }

  renderRows() {
    if (this.rows.length === 0) {
      return html`<article class="empty"><h2>${t.noUsage}</h2></article>`;
    }
    const sum = (field) => this.rows.reduce((all, row) => all + row[field], 0);
    return html`<div class="scroll" tabindex="0" role="region" aria-label=${t.usage}><table>
      <thead><tr><th scope="col">${t.day}</th><th scope="col">${t.caller}</th><th scope="col">${t.model}</th>
        ${HEADS.map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
      <tbody>${this.rows.map((row) => html`<tr><td class="when">${row.day}</td><td>${this.names.get(row.key) ?? row.key}</td><td>${row.deployment}</td>
        ${NUMBERS.map((field) => html`<td class="number">${count(row[field])}</td>`)}</tr>`)}</tbody>
      <tfoot><tr><th scope="row" colspan="3">${t.sum}</th>
        ${NUMBERS.map((field) => html`<td class="number">${count(sum(field))}</td>`)}</tr></tfoot></table></div>`;
  }

  submit(event) {
    event.preventDefault();
    this.from = event.target.elements.from.value;
    this.to = event.target.elements.to.value;
    this.load();
  }
}
customElements.define("rr-usage", Usage);
