// SPDX-License-Identifier: Apache-2.0
// Users, and who did what.

import { html, nothing } from "lit";
import { call, get, segment } from "./api.js";
import { when } from "./format.js";
import { Dialog, View, ask, loading, problem, show } from "./view.js";
import { t } from "./words.js";

const ROWS = 50;

class Users extends View {
  static properties = {
    me: {}, users: { state: true }, rows: { state: true }, more: { state: true }, error: { state: true },
  };

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    const [users, log] = (await this.attempt(() =>
      Promise.all([get("api/v1/users"), get(`api/v1/audit?limit=${ROWS}`)]))) ?? [];
    this.users = users?.users ?? this.users;
    this.rows = log?.audit ?? this.rows;
    this.more = this.rows?.length === ROWS;
  }

  async older() {
    const log = await this.attempt(() => get(`api/v1/audit?limit=${ROWS}&before=${this.rows.at(-1).id}`));
    this.rows = [...this.rows, ...(log?.audit ?? [])];
    this.more = log?.audit.length === ROWS;
  }

  render() {
    return html`<div class="head"><h1>${t.users}</h1>
        <button @click=${() => show("rr-new-user", { onMade: () => this.load() })}>${t.newUser}</button></div>
      ${problem(this.error)}
      ${this.users ? html`${this.renderUsers()}
        <div class="head"><h2>${t.audit}</h2><a href="api/v1/audit?format=csv" download>${t.asCsv}</a></div>
        ${this.renderAudit()}` : this.error ? nothing : loading()}`;
  }

  renderUsers() {
    return html`<h2>${t.usersHead}</h2><table class="stack"><thead><tr><th scope="col">${t.name}</th>
        <th scope="col">${t.role}</th><th scope="col">${t.created}</th>
        <th scope="col"><span class="quiet">${t.actions}</span></th></tr></thead>
      <tbody>${this.users.map((user) => html`<tr>
        <td><strong>${user.name}</strong>${user.must_change_password ? html`<div class="source">${t.firstPasswordYet}</div>` : nothing}</td>
        <td data-label=${t.role}>${t.roles[user.role] ?? user.role}</td>
        <td data-label=${t.created}>${when(user.created_at)}</td>
        <td>${user.name === this.me ? html`<div class="actions quiet">${t.you}</div>` : html`<div class="actions">
          <button class="small outline secondary" @click=${() => this.reset(user)}>${t.resetPassword}</button>
          <button class="small outline danger" @click=${() => this.drop(user)}>${t.delete}</button></div>`}</td>
      </tr>`)}</tbody></table>`;
  }

  renderAudit() {
    if (this.rows.length === 0) {
      return html`<p class="quiet">${t.noAudit}</p>`;
    }
    return html`<table class="stack">
      <thead><tr>${[t.when, t.who, t.what, t.target, t.outcome].map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
      <tbody>${this.rows.map((row) => html`<tr><td class="when">${when(row.at)}</td>
        <td data-label=${t.who}>${row.actor}<div class="source">${row.address}</div></td><td><code>${row.action}</code></td>
        <td data-label=${t.target}>${row.target}<div class="source">${row.detail}</div></td>
        <td data-label=${t.outcome}>${row.outcome}</td></tr>`)}</tbody></table>
      ${this.more ? html`<button class="small outline secondary" @click=${this.older}>${t.older}</button>` : nothing}`;
  }

  async reset(user) {
    if (!await ask(t.resetTitle(user.name), t.resetText, t.resetPassword)) {
      return;
    }
    const answer = await this.attempt(() => call("POST", `api/v1/users/${segment(user.name)}/password`, {}));
    if (answer) {
      show("rr-new-user", { made: { name: user.name, password: answer.password } });
      this.load();
    }
  }

  async drop(user) {
    if (await ask(t.deleteTitle(user.name), t.deleteUserText, t.delete)
        && await this.attempt(() => call("DELETE", `api/v1/users/${segment(user.name)}`))) {
      this.load();
    }
  }
}
customElements.define("rr-users", Users);

class NewUser extends Dialog {
  static properties = { made: {}, error: { state: true }, busy: { state: true } };

  render() {
    return html`<dialog aria-labelledby="new-user"><article>${this.made ? html`
      <h2 id="new-user">${t.passwordOf(this.made.name)}</h2><p>${t.passwordOnce}</p>
      <rr-copyable .text=${this.made.password} .label=${t.password}></rr-copyable>
      <footer><button @click=${() => this.close()}>${t.done}</button></footer>` : html`
      <form @submit=${this.save}><h2 id="new-user">${t.newUser}</h2>
        <label>${t.name}<input name="name" required autofocus autocomplete="off"></label>
        <label>${t.role}<select name="role"><option value="user">${t.roles.user}</option>
          <option value="admin">${t.roles.admin}</option></select></label>
        ${problem(this.error)}
        <footer><button type="button" class="secondary outline" @click=${() => this.close()}>${t.cancel}</button>
          <button aria-busy=${this.busy ? "true" : "false"}>${t.newUser}</button></footer></form>`}
    </article></dialog>`;
  }

  async save(event) {
    event.preventDefault();
    const { name, role } = event.target.elements;
    const made = await this.attempt(() => call("POST", "api/v1/users", { name: name.value, role: role.value }));
    if (made) {
      this.made = made;
      this.onMade();
    }
  }
}
customElements.define("rr-new-user", NewUser);
