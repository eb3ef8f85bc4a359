// SPDX-License-Identifier: Apache-2.0
// Models: what is served, how far it is, and what can be done about it.

import { html, nothing } from "lit";
import { call, segment } from "./api.js";
import { count } from "./format.js";
import { LiveList } from "./live.js";
import { ask, loading, problem, show } from "./view.js";
import { t } from "./words.js";
import "./deploy.js";
import "./details.js";

const STEADY = new Set(["running", "idle", "error", "unreachable", "stopped"]);
const path = (name, rest = "") => `api/v1/deployments/${segment(name)}${rest}`;

class Models extends LiveList {
  static properties = { open: { state: true } };

  constructor() {
    super("deployment", "api/v1/deployments", "deployments", "name");
    this.open = new Set();
  }

  render() {
    return html`<div class="head"><h1>${t.models}</h1>${this.renderLive()}
        <button @click=${() => show("rr-deploy", { taken: [...(this.items?.keys() ?? [])] })}>${t.deploy}</button>
      </div>
      ${problem(this.error)}
      ${this.items ? this.renderTable([...this.items.values()]) : this.error ? nothing : loading()}`;
  }

  renderTable(rows) {
    if (rows.length === 0) {
      return html`<article class="empty"><h2>${t.noModels}</h2><p>${t.noModelsHint}</p></article>`;
    }
    return html`<table class="stack">
      <thead><tr><th scope="col">${t.name}</th><th scope="col">${t.state}</th>
        <th scope="col" class="number">${t.replicas}</th><th scope="col" class="number">${t.capacity}</th>
        <th scope="col"><span class="quiet">${t.actions}</span></th></tr></thead>
      <tbody>${rows.map((each) => this.renderRow(each))}</tbody></table>`;
  }

  renderRow(each) {
    const open = this.open.has(each.name);
    return html`<tr>
        <td><button class="name" aria-expanded=${open} @click=${() => this.toggle(each.name)}>${each.name}</button>
          <div class="source">${each.source}${each.aliases.length ? html` · ${t.alsoCalled(each.aliases)}` : nothing}</div></td>
        <td>${renderState(each)}</td>
        <td class="number" data-label=${t.replicas}>${count(each.replicas)}</td>
        <td class="number" data-label=${t.capacity}>${t.pairsEach(each.pairs_per_second)}</td>
        <td>${each.in_settings ? this.renderFixed(each) : this.renderActions(each)}</td>
      </tr>
      ${open ? html`<tr class="more"><td colspan="5"><rr-details .name=${each.name} .state=${each.state}></rr-details></td></tr>` : nothing}`;
  }

  renderStart(each) {
    return each.state === "stopped" || each.state === "error" ? html`<button class="small outline" @click=${() =>
      this.change("POST", each.name, "/start")}>${t.start}</button>` : nothing;
  }

  /** What the settings name can't be changed here. */
  renderFixed(each) {
    return html`<div class="actions"><span class="quiet">${t.inSettings}</span>${this.renderStart(each)}</div>`;
  }

  renderActions(each) {
    const stopped = each.state === "stopped";
    return html`<div class="actions">
      ${this.renderStart(each)}
      ${stopped ? nothing : html`<button class="small outline secondary" @click=${() => this.stop(each)}>${t.stop}</button>`}
      <button class="small outline secondary" @click=${() => show("rr-edit", { deployment: each })}>${t.edit}</button>
      <button class="small outline danger" @click=${() => this.drop(each)}>${t.delete}</button>
    </div>`;
  }

  toggle(name) {
    const open = new Set(this.open);
    if (!open.delete(name)) {
      open.add(name);
    }
    this.open = open;
  }

  change(method, name, rest) {
    return this.attempt(() => call(method, path(name, rest)));
  }

  async stop(each) {
    if (await ask(t.stopTitle(each.name), t.stopText, t.stop)) {
      this.change("POST", each.name, "/stop");
    }
  }

  async drop(each) {
    if (await ask(t.deleteTitle(each.name), t.deleteText(each.aliases), t.delete)) {
      this.change("DELETE", each.name, "");
    }
  }
}

function renderState(each) {
  const busy = !STEADY.has(each.state);
  const message = each.state_message || (each.state === "stopped" ? t.stoppedText : "");
  return html`<span class="state ${busy ? "busy" : each.state}">${t.states[each.state] ?? each.state}${
    each.replacing ? ` · ${t.replacing}` : ""}</span>
    ${each.download_progress === undefined ? nothing : html`<progress max="100" .value=${each.download_progress}
      aria-label=${t.downloadOf(each.name)}></progress><small>${Math.floor(each.download_progress)} %</small>`}
    ${message ? html`<div class="source">${message}</div>` : nothing}`;
}
customElements.define("rr-models", Models);
