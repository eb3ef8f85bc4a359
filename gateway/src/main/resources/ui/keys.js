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
      <button @click=${() => show("rr-new-key", { onMade: () => this.load() })}>${t.newKey}</button></div>
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
        <td><div class="actions"><button class="small outline danger" aria-label=${t.revokeKey(key.name)}
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

function limits({ requests_per_minute: requests, tokens_per_minute: tokens }) {
  return [requests ? ` · ${t.requestsAMinute(count(requests))}` : "", tokens ? ` · ${t.tokensAMinute(count(tokens))}` : ""];
}
customElements.define("rr-keys", Keys);

class NewKey extends Dialog {
  static properties = {
    made: { state: true }, models: { state: true }, error: { state: true }, busy: { state: true },
  };

  async connectedCallback() {
    super.connectedCallback();
    this.models = (await get("api/v1/deployments").catch(() => ({ deployments: [] }))).deployments;
  }

  render() {
    return html`<dialog aria-labelledby="new-key"><article>
      ${this.made ? this.renderMade() : this.renderForm()}</article></dialog>`;
  }

  renderMade() {
    const model = (this.made.allowed_deployments ?? this.models?.map((each) => each.name) ?? [])[0] ?? "builtin";
    return html`<h2 id="new-key">${t.keyMade(this.made.name)}</h2>
      <p>${t.shownOnce}</p>
      <rr-copyable .text=${this.made.value} .label=${t.key}></rr-copyable>
      <h3>${t.tryIt}</h3>
      <rr-copyable .text=${curl({ model, query: t.exampleQuery, documents: t.exampleDocuments }, this.made.value)}
        .label=${t.curlLine}></rr-copyable>
      <footer><button @click=${() => this.close()}>${t.done}</button></footer>`;
  }

  renderForm() {
    return html`<form @submit=${this.save}>
      <h2 id="new-key">${t.newKey}</h2>
      <label>${t.name}<input name="name" required maxlength="100" placeholder=${t.keyExample} autofocus></label>
      <label>${t.expires}<select name="expiry"><option value="">${t.never}</option>
        ${EXPIRIES.map((days) => html`<option value=${days}>${t.inDays(days)}</option>`)}</select></label>
      <fieldset class="checks"><legend>${t.may}</legend>
        <label><input type="checkbox" name="scope" value="inference" checked>${t.scopes.inference}</label>
        <label><input type="checkbox" name="scope" value="management">${t.scopes.management}</label></fieldset>
      ${this.models?.length ? html`<fieldset class="checks"><legend>${t.allowedModels}</legend>
        ${this.models.map((each) => html`<label><input type="checkbox" name="model" value=${each.name}>${each.name}</label>`)}
      </fieldset>` : nothing}
      <details><summary>${t.limits}</summary><div class="row">
        <label>${t.requestsLimit}<input name="requests" type="number" min="1"></label>
        <label>${t.tokensLimit}<input name="tokens" type="number" min="1"></label></div></details>
      ${problem(this.error)}
      <footer><button type="button" class="secondary outline" @click=${() => this.close()}>${t.cancel}</button>
        <button aria-busy=${this.busy ? "true" : "false"}>${t.makeKey}</button></footer>
    </form>`;
  }

  async save(event) {
    event.preventDefault();
    const form = new FormData(event.target);
    const models = form.getAll("model");
    const wish = { name: form.get("name"), scopes: form.getAll("scope"), limits: {} };
    if (form.get("expiry")) {
      wish.expires_in = Number(form.get("expiry")) * DAY_SECONDS;
    }
    if (models.length) {
      wish.allowed_deployments = models;
    }
    for (const [field, limit] of [["requests", "requests_per_minute"], ["tokens", "tokens_per_minute"]]) {
      if (form.get(field)) {
        wish.limits[limit] = Number(form.get(field));
      }
    }
    const made = await this.attempt(() => call("POST", "api/v1/api-keys", wish));
    if (made) {
      this.made = made;
      this.onMade();
    }
  }
}
customElements.define("rr-new-key", NewKey);
