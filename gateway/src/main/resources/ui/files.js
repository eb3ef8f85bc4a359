// SPDX-License-Identifier: Apache-2.0
// Model files: what lies on the disk, and what is on its way there.

import { html, nothing } from "lit";
import { call, get, listen, segment } from "./api.js";
import { bytes } from "./format.js";
import { View, ask, loading, problem } from "./view.js";
import { t } from "./words.js";

class Files extends View {
  static properties = { files: { state: true }, live: { state: true }, error: { state: true } };

  constructor() {
    super();
    this.live = true;
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
    this.stopListening = listen("api/v1/events", {
      model: (file) => (this.files = new Map(this.files ?? []).set(file.id, file)),
      model_deleted: ({ id }) => (this.files = new Map([...(this.files ?? [])].filter(([other]) => other !== id))),
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
    const answer = await this.attempt(() => get("api/v1/models"));
    if (answer) {
      this.files = new Map(answer.models.map((file) => [file.id, file]));
    }
  }

  render() {
    return html`<div class="head"><h1>${t.files}</h1>
        ${this.live ? nothing : html`<span class="state busy" role="status">${t.reconnecting}</span>`}</div>
      ${problem(this.error)}
      ${this.files ? this.renderFiles([...this.files.values()]) : this.error ? nothing : loading()}`;
  }

  renderFiles(files) {
    if (files.length === 0) {
      return html`<article class="empty"><h2>${t.noFiles}</h2><p>${t.noFilesHint}</p></article>`;
    }
    return html`<table class="stack"><thead><tr><th scope="col">${t.file}</th><th scope="col">${t.state}</th>
        <th scope="col" class="number">${t.size}</th><th scope="col"><span class="quiet">${t.actions}</span></th></tr></thead>
      <tbody>${files.map((file) => html`<tr>
        <td><strong>${file.file}</strong><div class="source">${file.source}${file.path ? html`<br>${file.path}` : nothing}</div></td>
        <td>${renderState(file)}</td>
        <td class="number" data-label=${t.size}>${bytes(file.bytes)}</td>
        <td><div class="actions"><button class="small outline danger" aria-label=${t.deleteTitle(file.file)}
          @click=${() => this.drop(file)}>${t.delete}</button></div></td></tr>`)}</tbody></table>`;
  }

  async drop(file) {
    if (await ask(t.deleteTitle(file.file), t.deleteFileText(bytes(file.downloaded_bytes ?? file.bytes)), t.delete)) {
      await this.attempt(() => call("DELETE", `api/v1/models/${segment(file.id)}`));
    }
  }
}

function renderState(file) {
  switch (file.state) {
    case "ready":
      return html`<span class="state ready">${t.ready}</span>`;
    case "waiting":
      return html`<span class="state busy">${t.waiting}</span>`;
    case "downloading":
      return html`<span class="state busy">${t.downloading}</span>
        <progress max=${file.bytes} .value=${file.downloaded_bytes} aria-label=${t.downloadOf(file.file)}></progress>
        <small>${t.bytesOf(bytes(file.downloaded_bytes), bytes(file.bytes), file.bytes_per_second ? bytes(file.bytes_per_second) : "")}</small>`;
    default:
      return html`<span class="state error">${t.failedFile}</span><div class="source">${file.message ?? file.state}</div>`;
  }
}
customElements.define("rr-files", Files);
