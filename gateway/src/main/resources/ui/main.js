// SPDX-License-Identifier: Apache-2.0
// The frame: who is here, which page is shown, and how to get to the others.

import { html, nothing } from "lit";
import { call, session } from "./api.js";
import { View, problem } from "./view.js";
import { t } from "./words.js";
import "./login.js";
import "./models.js";
import "./keys.js";
import "./playground.js";
import "./files.js";
import "./usage.js";
import "./users.js";

/** The pages in the order of the navigation; a module that is named is loaded when its page is opened. */
const PAGES = [
  { path: "models", title: t.models, admin: true, view: () => html`<rr-models></rr-models>` },
  { path: "files", title: t.files, admin: true, view: () => html`<rr-files></rr-files>` },
  { path: "keys", title: t.keys, admin: true, view: () => html`<rr-keys></rr-keys>` },
  { path: "playground", title: t.playground, admin: false, view: () => html`<rr-playground></rr-playground>` },
  { path: "dashboard", title: t.dashboard, admin: true, module: "./dashboard.js", view: () => html`<rr-dashboard></rr-dashboard>` },
  { path: "usage", title: t.usage, admin: true, view: () => html`<rr-usage></rr-usage>` },
  { path: "users", title: t.users, admin: true, view: (me) => html`<rr-users .me=${me}></rr-users>` },
  { path: "about", title: t.about, admin: true, module: "./about.js", view: () => html`<rr-about></rr-about>` },
];

const THEME = "ringrank-theme";

class App extends View {
  static properties = {
    user: { state: true }, path: { state: true }, note: { state: true }, error: { state: true },
    known: { state: true },
  };

  connectedCallback() {
    super.connectedCallback();
    this.theme(localStorage.getItem(THEME));
    window.addEventListener("hashchange", () => (this.path = location.hash.slice(2)));
    window.addEventListener("session-over", () => {
      if (this.user) {
        this.user = null;
        this.note = t.sessionOver;
        document.querySelectorAll("body > :not(rr-app):not(noscript)").forEach((dialog) => dialog.remove());
      }
    });
    this.path = location.hash.slice(2);
    this.enter();
  }

  async enter() {
    this.user = await this.attempt(session);
    this.known = !this.error;
  }

  /** @param theme light or dark, or null for what the machine says */
  theme(theme) {
    if (theme === "light" || theme === "dark") {
      document.documentElement.dataset.theme = theme;
      localStorage.setItem(THEME, theme);
      window.dispatchEvent(new CustomEvent("theme"));
    }
  }

  turn() {
    const now = document.documentElement.dataset.theme
      ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    this.theme(now === "dark" ? "light" : "dark");
  }

  render() {
    if (!this.known) {
      return html`<main class="door">${this.error
        ? html`${problem(this.error)}<button @click=${this.enter}>${t.tryAgain}</button>`
        : html`<p aria-busy="true">${t.loading}</p>`}</main>`;
    }
    if (!this.user || this.user.must_change_password) {
      return html`<rr-login .session=${this.user} .note=${this.note} @entered=${(event) => {
        this.user = event.detail;
        this.note = "";
      }}></rr-login>`;
    }
    const pages = PAGES.filter((page) => !page.admin || this.user.role === "admin");
    const page = pages.find((each) => each.path === this.path) ?? pages[0];
    document.title = `${page.title} · Ringrank`;
    if (page.module) {
      import(page.module).catch(() => (this.error = t.unreachable));
    }
    return html`<div class="frame">
      <header>
        <a class="brand" href="#/"><img src=${new URL("icon.svg", import.meta.url).href} alt="" width="24" height="24">
          Ringrank</a>
        <nav aria-label=${t.pages}><ul>${pages.map((each) => html`<li><a href=${`#/${each.path}`}
          aria-current=${each === page ? "page" : nothing}>${each.title}</a></li>`)}</ul></nav>
        <div class="who"><span>${this.user.user}</span>
          <button class="outline secondary small" @click=${this.turn}>${t.theme}</button>
          <button class="outline secondary small" @click=${this.leave}>${t.logOut}</button></div>
      </header>
      <main>${problem(this.error)}${page.view(this.user.user)}</main>
    </div>`;
  }

  async leave() {
    await call("POST", "api/v1/auth/logout").catch(() => {});
    this.user = null;
    this.note = t.loggedOut;
  }
}
customElements.define("rr-app", App);
