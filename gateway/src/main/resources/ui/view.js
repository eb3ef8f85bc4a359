// SPDX-License-Identifier: Apache-2.0
// What pages have in common.

import { LitElement, html, nothing } from "lit";
import { t } from "./words.js";

/** An element in the page itself, so that the style sheets reach it. */
export class View extends LitElement {
  createRenderRoot() {
    return this;
  }

  /** Runs what may be refused; what the server says about it is shown by the page. */
  async attempt(action) {
    this.error = "";
    this.busy = true;
    try {
      return await action();
    } catch (error) {
      this.error = error.message;
      return undefined;
    } finally {
      this.busy = false;
    }
  }
}

export const problem = (message) => (message ? html`<p class="problem" role="alert">${message}</p>` : nothing);

export const loading = () => html`<p aria-busy="true">${t.loading}</p>`;

/** One of a list of facts; nothing if it is not known. */
export const fact = (name, value) => (value === undefined || value === null || value === ""
  ? nothing : html`<div><dt>${name}</dt><dd>${value}</dd></div>`);

/** Shown as a dialog as soon as it is in the page; Escape closes it. */
export class Dialog extends View {
  firstUpdated() {
    const dialog = this.querySelector("dialog");
    dialog.addEventListener("close", () => this.remove());
    dialog.showModal();
  }

  close() {
    this.querySelector("dialog")?.close();
  }
}

class Question extends Dialog {
  static properties = { heading: {}, text: {}, action: {} };

  render() {
    return html`<dialog aria-labelledby="question"><article>
      <h2 id="question">${this.heading}</h2>
      <p>${this.text}</p>
      <footer>
        <button class="secondary outline" autofocus @click=${() => this.close()}>${t.cancel}</button>
        <button class="danger" @click=${() => {
          this.sure = true;
          this.close();
        }}>${this.action}</button>
      </footer></article></dialog>`;
  }
}
customElements.define("rr-question", Question);

/** Whether somebody is sure. */
export function ask(heading, text, action) {
  return new Promise((resolve) => {
    const question = Object.assign(document.createElement("rr-question"), { heading, text, action });
    document.body.append(question);
    question.updateComplete.then(() =>
      question.querySelector("dialog").addEventListener("close", () => resolve(question.sure === true)));
  });
}

export function show(name, properties = {}) {
  const element = Object.assign(document.createElement(name), properties);
  document.body.append(element);
  return element;
}

/** Pages that came over plain HTTP from another machine have no clipboard of their own. */
export async function copy(text, near) {
  if (navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  near.append(area);
  area.select();
  document.execCommand("copy");
  area.remove();
}

/** A text with a button that copies it. */
class Copyable extends View {
  static properties = { text: {}, label: {}, copied: { state: true } };

  render() {
    return html`<div class="copyable"><pre tabindex="0" aria-label=${this.label}><code>${this.text}</code></pre>
      <button class="outline small" @click=${this.copyText}>${this.copied ? t.copied : t.copy}</button></div>`;
  }

  async copyText() {
    await copy(this.text, this);
    this.copied = true;
    setTimeout(() => (this.copied = false), 2000);
  }
}
customElements.define("rr-copyable", Copyable);
