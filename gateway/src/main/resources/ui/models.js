// SPDX-License-Identifier: Apache-2.0
// Models: what is served, how far it is, and what can be done about it.

import { html, nothing } from "lit";
import { call, get, listen, segment } from "./api.js";
import { count } from "./format.js";
import { View, ask, loading, problem, show } from "./view.js";
import { t } from "./words.js";
import "./deploy.js";
import "./details.js";

const STEADY = new Set(["running", "idle", "error", "unreachable", "stopped"]);
const path = (name, rest = "") => `api/v1/deployments/${segment(name)}${rest}`;

class Models extends View {
  static properties = {
    deployments: { state: true }, open: { state: true }, live: { state: true }, error: { state: true },
  };

  constructor() {
    super();
    this.deployments = null;
    this.open = new Set();
    this.live = true;
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
    this.stopListening = listen("api/v1/events", {
      deployment: (each) => this.put(each),
      deployment_deleted: ({ name }) => {
        this.deployments = new Map([...(this.deployments ?? [])].filter(([other]) => other !== name));
      },
    }, (live) => {
      if (live && !this.live) {
        this.load();
      }
      this.live = live;
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopListening();
  }

  async load() {
    const answer = await this.attempt(() => get("api/v1/deployments"));
    if (answer) {
      this.deployments = new Map(answer.deployments.map((each) => [each.name, each]));
    }
  }

  put(deployment) {
    this.deployments = new Map(this.deployments ?? []).set(deployment.name, deployment);
  }

  render() {
    return html`<div class="head"><h1>${t.models}</h1>
        ${this.live ? nothing : html`<span class="state busy" role="status">${t.reconnecting}</span>`}
        <button @click=${() => show("rr-deploy", { taken: [...(this.deployments?.keys() ?? [])] })}>${t.deploy}</button>
      </div>
      ${problem(this.error)}
      ${this.deployments === null ? (this.error ? nothing : loading()) : this.renderTable([...this.deployments.values()])}`;
  }

  renderTable(rows) {
    if (rows.length === 0) {
      return html`<article class="empty"><h2>${t.noModels}</h2><p>${t.noModelsHint}</p></article>`;
    }
    return html`<table class="stack">
      <thead><tr><th scope="col">${t.name}</th><th scope="col">${t.state}</th>
        <th scope="col" class="number">${t.replicas}</th><th scope="col"><span class="quiet">${t.actions}</span></th></tr></thead>
      <tbody>${rows.map((each) => this.renderRow(each))}</tbody></table>`;
  }

  renderRow(each) {
    const open = this.open.has(each.name);
    return html`<tr>
        <td><button class="name" aria-expanded=${open} @click=${() => this.toggle(each.name)}>${each.name}</button>
          <div class="source">${each.source}${each.aliases.length ? html` · ${t.alsoCalled(each.aliases)}` : nothing}</div></td>
        <td>${renderState(each)}</td>
        <td class="number" data-label=${t.replicas}>${count(each.replicas)}</td>
        <td>${each.in_settings ? html`<div class="actions quiet">${t.inSettings}</div>` : this.renderActions(each)}</td>
      </tr>
      ${open ? html`<tr class="more"><td colspan="4"><rr-details .name=${each.name} .state=${each.state}></rr-details></td></tr>` : nothing}`;
  }

  renderActions(each) {
    const stopped = each.state === "stopped";
    return html`<div class="actions">
      ${stopped || each.state === "error" ? html`<button class="small outline" @click=${() =>
        this.change("POST", each.name, "/start")}>${t.start}</button>` : nothing}
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
  return html`<span class="state ${busy ? "busy" : each.state}">${t.states[each.state] ?? each.state}${
    each.replacing ? ` · ${t.replacing}` : ""}</span>
    ${each.download_progress === undefined ? nothing : html`<progress max="100" .value=${each.download_progress}
      aria-label=${t.downloadOf(each.name)}></progress><small>${Math.floor(each.download_progress)} %</small>`}
    ${each.state_message ? html`<div class="source">${each.state_message}</div>` : nothing}`;
}
customElements.define("rr-models", Models);
