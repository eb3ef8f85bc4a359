// SPDX-License-Identifier: Apache-2.0
// The way in: name and password, and a password of one's own instead of the first one.

import { html, nothing } from "lit";
import { changePassword, logIn } from "./api.js";
import { View, problem } from "./view.js";
import { t } from "./words.js";

class Login extends View {
  static properties = { session: {}, note: {}, error: { state: true }, busy: { state: true } };

  /** As it was just typed, so that nobody has to type it twice. */
  #password = "";

  render() {
    return html`<main class="door"><article>
      <h1><img src=${new URL("icon.svg", import.meta.url).href} alt="" width="28" height="28"> Ringrank</h1>
      ${this.session ? this.renderChange() : this.renderLogin()}
    </article></main>`;
  }

  /** Browsers heed autofocus only once. */
  updated(changed) {
    if (changed.has("session")) {
      this.querySelector("[autofocus]").focus();
    }
  }

  renderLogin() {
    return html`<form @submit=${this.submitLogin}>
      ${this.note ? html`<p role="status">${this.note}</p>` : nothing}
      <label>${t.userName}<input name="username" autocomplete="username" required autofocus></label>
      <label>${t.password}<input name="password" type="password" autocomplete="current-password" required></label>
      ${problem(this.error)}
      <button aria-busy=${this.busy ? "true" : "false"}>${t.logIn}</button>
      <p class="hint">${t.firstPassword}</p>
    </form>`;
  }

  renderChange() {
    return html`<form @submit=${this.submitChange}>
      <p>${t.changeFirst}</p>
      ${this.#password ? nothing : html`<label>${t.currentPassword}
        <input name="current" type="password" autocomplete="current-password" required></label>`}
      <label>${t.newPassword}<input name="fresh" type="password" autocomplete="new-password" minlength="10"
        required autofocus></label>
      <label>${t.again}<input name="again" type="password" autocomplete="new-password" required></label>
      ${problem(this.error)}
      <button aria-busy=${this.busy ? "true" : "false"}>${t.changePassword}</button>
    </form>`;
  }

  async submitLogin(event) {
    event.preventDefault();
    const { username, password } = event.target.elements;
    const session = await this.attempt(() => logIn(username.value, password.value));
    if (session) {
      this.#password = password.value;
      this.entered(session);
    }
  }

  async submitChange(event) {
    event.preventDefault();
    const { current, fresh, again } = event.target.elements;
    if (fresh.value !== again.value) {
      this.error = t.notAlike;
      return;
    }
    const session = await this.attempt(() =>
      changePassword(this.session.user, this.#password || current.value, fresh.value));
    if (session) {
      this.#password = "";
      this.entered(session);
    }
  }

  entered(session) {
    this.dispatchEvent(new CustomEvent("entered", { detail: session }));
  }
}
customElements.define("rr-login", Login);
