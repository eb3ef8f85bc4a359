// SPDX-License-Identifier: Apache-2.0
// Model files: what lies on the disk, and what is on its way there.

import { html, nothing } from "lit";
import { call, segment } from "./api.js";
import { bytes } from "./format.js";
import { LiveList } from "./live.js";
import { ask, loading, problem, show } from "./view.js";
import { t } from "./words.js";
import "./deploy.js";

/** States of a file that is not here yet. */
const COMING = new Set(["waiting", "downloading"]);

class Files extends LiveList {
  constructor() {
    super("model", "api/v1/models", "models", "id");
  }

  render() {
    return html`<div class="head"><h1>${t.files}</h1>${this.renderLive()}
        <button @click=${() => show("rr-deploy", { onlyDownload: true })}>${t.download}</button></div>
      ${problem(this.error)}
      ${this.items ? this.renderFiles([...this.items.values()]) : this.error ? nothing : loading()}`;
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
        <td><div class="actions">
          ${file.state === "error" ? html`<button class="small outline" aria-label=${t.tryAgainWith(file.file)}
            @click=${() => this.pull(file)}>${t.tryAgain}</button>` : nothing}
          <button class="small outline danger" aria-label=${nameOfDrop(file)}
            @click=${() => this.drop(file)}>${COMING.has(file.state) ? t.stop : t.delete}</button></div></td></tr>`)}</tbody></table>`;
  }

  pull(file) {
    return this.attempt(() => call("POST", "api/v1/models", { source: file.source }));
  }

  async drop(file) {
    const coming = COMING.has(file.state);
    if (await ask(`${nameOfDrop(file)}?`, file.state === "ready" ? t.deleteFileText(bytes(file.bytes)) : t.stopDownloadText,
      coming ? t.stop : t.delete)) {
      await this.attempt(() => call("DELETE", `api/v1/models/${segment(file.id)}`));
    }
  }
}

const nameOfDrop = (file) => (COMING.has(file.state) ? t.stopDownload(file.file) : t.deleteFile(file.file));

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
