// SPDX-License-Identifier: Apache-2.0
// API keys: made here, shown once, revoked at once.

import { html, nothing } from "lit";
import { call, get, segment } from "./api.js";
import { curl } from "./code.js";
import { count, when } from "./format.js";
import { Dialog, View, ask, loading, problem, show } from "./view.js";
import { t } from "./words.js";

const DAY_SECONDS = 86_400;
const EXPIRIES = [7, 30, 90, 365];
const KEEP = "keep";
const LIMITS = [
  { field: "requests_per_minute", label: t.requestsLimit, word: t.requestsAMinute },
  { field: "tokens_per_minute", label: t.tokensLimit, word: t.tokensAMinute },
  { field: "concurrent_requests", label: t.concurrentLimit, word: t.requestsAtOnce },
  { field: "documents_per_request", label: t.documentsLimit, word: t.documentsARequest },
];

class Keys extends View {
  static properties = { keys: { state: true }, error: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    const answer = await this.attempt(() => get("api/v1/api-keys"));
    this.keys = answer?.api_keys ?? this.keys;
  }

  render() {
    return html`<div class="head"><h1>${t.keys}</h1>
      <button @click=${() => show("rr-key", { onSaved: () => this.load() })}>${t.newKey}</button></div>
      ${problem(this.error)}
      ${this.keys ? this.renderKeys() : this.error ? nothing : loading()}`;
  }

  renderKeys() {
    if (this.keys.length === 0) {
      return html`<article class="empty"><h2>${t.noKeys}</h2><p>${t.noKeysHint}</p></article>`;
    }
    return html`<table class="stack">
      <thead><tr><th scope="col">${t.name}</th><th scope="col">${t.key}</th><th scope="col">${t.may}</th>
        <th scope="col">${t.lastUsed}</th><th scope="col">${t.expires}</th>
        <th scope="col"><span class="quiet">${t.actions}</span></th></tr></thead>
      <tbody>${this.keys.map((key) => html`<tr>
        <td><strong>${key.name}</strong><div class="source">${t.madeBy(key.created_by, when(key.created_at))}</div></td>
        <td data-label=${t.key}><code>${key.masked}</code></td>
        <td data-label=${t.may}>${key.scopes.map((scope) => t.scopes[scope] ?? scope).join(", ")}
          <div class="source">${key.allowed_deployments ? t.onlyModels(key.allowed_deployments) : t.allModels}${limits(key.limits)}</div></td>
        <td data-label=${t.lastUsed}>${key.last_used_at ? when(key.last_used_at) : t.never}</td>
        <td data-label=${t.expires}>${key.expired ? html`<span class="state error">${t.expired}</span>`
          : key.expires_at ? when(key.expires_at) : t.never}</td>
        <td><div class="actions"><button class="small outline secondary" aria-label=${t.editTitle(key.name)}
          @click=${() => show("rr-key", { key, onSaved: () => this.load() })}>${t.edit}</button>
          <button class="small outline danger" aria-label=${t.revokeKey(key.name)}
          @click=${() => this.revoke(key)}>${t.revoke}</button></div></td>
      </tr>`)}</tbody></table>`;
  }

  async revoke(key) {
    if (await ask(t.revokeTitle(key.name), t.revokeText, t.revoke)) {
      await this.attempt(() => call("DELETE", `api/v1/api-keys/${segment(key.id)}`));
      if (!this.error) {
        this.load();
      }
    }
  }
}

function limits(of) {
  return LIMITS.filter(({ field }) => of[field]).map(({ field, word }) => ` · ${word(count(of[field]))}`)
    .concat(of.class === "batch" ? ` · ${t.classes.batch}` : "");
}
customElements.define("rr-keys", Keys);

/** Makes a key, or changes the one that it is given. */
class Key extends Dialog {
  static properties = {
    key: {}, made: { state: true }, models: { state: true }, error: { state: true }, busy: { state: true },
  };

  async connectedCallback() {
    super.connectedCallback();
    const known = (await get("api/v1/deployments").catch(() => ({ deployments: [] }))).deployments.map(({ name }) => name);
    // A key may name what is not deployed now.
    this.models = [...new Set([...known, ...(this.key?.allowed_deployments ?? [])])];
  }

  render() {
    return html`<dialog aria-labelledby="key-title"><article>
      ${this.made ? this.renderMade() : this.renderForm()}</article></dialog>`;
  }

  renderMade() {
    const model = (this.made.allowed_deployments ?? this.models ?? [])[0] ?? "builtin";
    return html`<h2 id="key-title">${t.keyMade(this.made.name)}</h2>
      <p>${t.shownOnce}</p>
      <rr-copyable .text=${this.made.value} .label=${t.key}></rr-copyable>
      <h3>${t.tryIt}</h3>
      <rr-copyable .text=${curl({ model, query: t.exampleQuery, documents: t.exampleDocuments }, this.made.value)}
        .label=${t.curlLine}></rr-copyable>
      <footer><button @click=${() => this.close()}>${t.done}</button></footer>`;
  }

  renderForm() {
    const scopes = this.key?.scopes ?? ["inference"];
    return html`<form @submit=${this.save}>
      <h2 id="key-title">${this.key ? t.editTitle(this.key.name) : t.newKey}</h2>
      <label>${t.name}<input name="name" required maxlength="100" placeholder=${t.keyExample} autofocus
        .defaultValue=${this.key?.name ?? ""}></label>
      <label>${t.expires}<select name="expiry">
        ${this.key ? html`<option value=${KEEP} selected>${t.asItIs(this.key.expires_at ? when(this.key.expires_at) : t.never)}</option>` : nothing}
        <option value="">${t.never}</option>
        ${EXPIRIES.map((days) => html`<option value=${days}>${t.inDays(days)}</option>`)}</select></label>
      <fieldset class="checks"><legend>${t.may}</legend>${Object.entries(t.scopes).map(([scope, word]) => html`<label>
        <input type="checkbox" name="scope" value=${scope} ?checked=${scopes.includes(scope)}>${word}</label>`)}</fieldset>
      ${this.models?.length ? html`<fieldset class="checks"><legend>${t.allowedModels}</legend>
        ${this.models.map((each) => html`<label><input type="checkbox" name="model" value=${each}
          ?checked=${this.key?.allowed_deployments?.includes(each)}>${each}</label>`)}</fieldset>` : nothing}
      <details ?open=${limited(this.key)}><summary>${t.limits}</summary>
        <div class="row limits">${LIMITS.map(({ field, label }) => html`<label>${label}<input name=${field} type="number" min="1"
          placeholder=${t.none} .defaultValue=${String(this.key?.limits[field] ?? "")}></label>`)}
        <label>${t.className}<select name="class">${Object.entries(t.classes).map(([each, word]) => html`<option value=${each}
          ?selected=${each === this.key?.limits.class}>${word}</option>`)}</select></label></div></details>
      ${problem(this.error)}
      <footer><button type="button" class="secondary outline" @click=${() => this.close()}>${t.cancel}</button>
        <button aria-busy=${this.busy ? "true" : "false"}>${this.key ? t.save : t.makeKey}</button></footer>
    </form>`;
  }

  async save(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const models = form.getAll("model");
    const wish = {
      name: form.get("name"), scopes: form.getAll("scope"), allowed_deployments: models.length ? models : null,
      limits: Object.fromEntries([["class", form.get("class")],
        ...LIMITS.map(({ field }) => [field, form.get(field) ? Number(form.get(field)) : null])]),
    };
    if (form.get("expiry") !== KEEP) {
      wish.expires_in = form.get("expiry") ? Number(form.get("expiry")) * DAY_SECONDS : null;
    }
    const saved = await this.attempt(() => (this.key
      ? call("PATCH", `api/v1/api-keys/${segment(this.key.id)}`, wish) : call("POST", "api/v1/api-keys", wish)));
    if (!saved) {
      return;
    }
    this.onSaved();
    if (this.key) {
      this.close();
    } else {
      this.made = saved;
    }
  }
}

const limited = (key) => key !== undefined && (key.limits.class === "batch" || LIMITS.some(({ field }) => key.limits[field]));
customElements.define("rr-key", Key);
