// SPDX-License-Identifier: Apache-2.0
// Deploy a model: find it, see what would run here, take the best, save.

import { html, nothing } from "lit";
import { call, get } from "./api.js";
import { bytes, compact } from "./format.js";
import { Dialog, problem } from "./view.js";
import { t } from "./words.js";

const HUBS = ["hf", "ms"];
const SOURCES = [...HUBS, "path", "builtin"];
const SORTS = ["trending", "downloads", "likes", "updated"];

/** A repository's name without what all of them end with, as the command line does it. */
const nameOf = (source) => source.replace(/^(hf|ms):/, "").replace(/:.*$/, "").split("/").pop()
  .toLowerCase().replace(/[-.]gguf$/, "");

class Deploy extends Dialog {
  static properties = {
    taken: {}, onlyDownload: {}, from: { state: true }, found: { state: true }, repository: { state: true }, offer: { state: true },
    chosen: { state: true }, more: { state: true }, name: { state: true }, error: { state: true }, busy: { state: true },
  };

  constructor() {
    super();
    this.from = "hf";
    this.name = "";
    this.taken = [];
  }

  firstUpdated() {
    super.firstUpdated();
    this.search();
  }

  render() {
    return html`<dialog class="wide" aria-labelledby="deploy"><article>
      <h2 id="deploy">${this.onlyDownload ? t.download : t.deploy}</h2>
      <form @submit=${this.search}>${this.renderSource()}</form>
      ${problem(this.error)}
      ${this.from === "builtin" ? html`<p>${t.builtinText}</p>` : html`<div class=${this.isHub ? "columns" : ""}>
        ${this.isHub ? this.renderFound() : nothing}<div>${this.renderFiles()}</div></div>`}
      <form @submit=${this.save}>${this.onlyDownload ? nothing : this.renderName()}
        <footer><button type="button" class="secondary outline" @click=${() => this.close()}>${t.cancel}</button>
          <button ?disabled=${!this.source}>${this.onlyDownload ? t.download : t.save}</button></footer>
      </form>
    </article></dialog>`;
  }

  get isHub() {
    return HUBS.includes(this.from);
  }

  get source() {
    return this.from === "builtin" ? "builtin" : this.chosen?.source;
  }

  renderSource() {
    return html`<div class="row">
      <label>${t.source}<select name="from" @change=${(event) => this.setSource(event.target.value)}>
        ${(this.onlyDownload ? HUBS : SOURCES).map((each) => html`<option value=${each} ?selected=${each === this.from}>${t.sources[each]}</option>`)}
      </select></label>
      ${this.isHub ? html`
        <label>${t.searchWords}<input name="q" type="search" placeholder=${t.searchExample} autofocus></label>
        <label>${t.sort}<select name="sort">${SORTS.map((each) => html`<option value=${each}>${t.sorts[each]}</option>`)}
        </select></label>
        <label class="check"><input name="gguf" type="checkbox" checked>${t.onlyGguf}</label>
        <button aria-busy=${this.busy ? "true" : "false"}>${t.search}</button>` : nothing}
      ${this.from === "path" ? html`<label>${t.path}<input name="path" placeholder="/models/reranker.gguf" required></label>
        <button aria-busy=${this.busy ? "true" : "false"}>${t.inspect}</button>` : nothing}
    </div>`;
  }

  renderFound() {
    if (!this.found) {
      return html`<div>${this.error ? nothing : html`<p aria-busy="true">${t.searching}</p>`}</div>`;
    }
    return html`<div><h3 id="found">${t.repositories}</h3>
      ${this.found.length === 0 ? html`<p class="quiet">${t.nothingFound}</p>` : html`
      <ul class="choices" aria-labelledby="found">${this.found.map((each) => html`<li><label>
        <input type="radio" name="repository" .checked=${this.repository === each.source}
          @change=${() => this.inspect(each.source)}>
        <span class="what">${each.repository}
          <small>${t.popularity(compact(each.downloads), compact(each.likes))}${each.gated ? ` · ${t.gated}` : ""}</small></span>
      </label></li>`)}</ul>
      ${this.more ? html`<button type="button" class="small outline secondary" aria-busy=${this.busy ? "true" : "false"}
        @click=${this.searchOn}>${t.more}</button>` : nothing}`}</div>`;
  }

  renderFiles() {
    if (!this.repository) {
      return this.isHub ? html`<p class="quiet">${t.chooseRepository}</p>` : nothing;
    }
    if (!this.offer) {
      return this.error ? nothing : html`<p aria-busy="true">${t.inspecting}</p>`;
    }
    return html`<h3 id="files">${t.filesThatRun}</h3>
      <p>${this.offer.reason}</p>
      ${this.offer.files.length === 0 ? nothing : html`<ul class="choices" aria-labelledby="files">${this.offer.files.map((file) => html`<li><label>
        <input type="radio" name="file" ?disabled=${file.verdict === "refused"} .checked=${this.chosen === file}
          @change=${() => (this.chosen = file)}>
        <span class="what">${file.file}${file.default ? html` <strong>${t.recommended}</strong>` : nothing}
          <small>${t.sizes(bytes(file.bytes), file.memory_bytes ? bytes(file.memory_bytes) : "")}${
            file.fits === false ? ` · ${t.doesNotFit}` : ""}</small>
          ${(file.reasons ?? []).map((reason) => html`<small>${reason}</small>`)}</span>
        <span class="state ${file.verdict}">${t.verdicts[file.verdict]}</span>
      </label></li>`)}</ul>`}`;
  }

  renderName() {
    return html`<div class="row">
      <label>${t.name}<input name="name" required .value=${this.name}
        @input=${(event) => (this.name = event.target.value)}></label>
      <label>${t.replicas}<input name="replicas" type="number" min="1" max="64" value="1" required></label>
    </div>
    ${this.taken.includes(this.name) ? html`<p class="hint">${t.taken(this.name)}</p>` : nothing}`;
  }

  setSource(from) {
    this.from = from;
    this.query = undefined;
    this.found = undefined;
    this.repository = undefined;
    this.offer = undefined;
    this.chosen = undefined;
    this.error = "";
    this.name = from === "builtin" ? "builtin" : "";
    if (this.isHub) {
      this.updateComplete.then(() => this.search());
    }
  }

  async search(event) {
    event?.preventDefault();
    const fields = this.querySelector("form").elements;
    if (!this.isHub) {
      this.inspect(fields.path.value);
      return;
    }
    this.found = undefined;
    this.repository = undefined;
    this.chosen = undefined;
    this.query = { hub: this.from, sort: fields.sort.value, gguf: fields.gguf.checked };
    if (fields.q.value) {
      this.query.q = fields.q.value;
    }
    await this.find({}, []);
  }

  searchOn() {
    return this.find({ page: this.more }, this.found);
  }

  /** What comes after another search was begun is no answer to it. */
  async find(page, before) {
    const { query } = this;
    const answer = await this.attempt(() => get(`api/v1/hub/search?${new URLSearchParams({ ...query, ...page })}`));
    if (answer && this.query === query) {
      this.found = [...before, ...answer.repositories];
      this.more = answer.next_page;
    }
  }

  async inspect(source) {
    this.repository = source;
    this.offer = undefined;
    this.chosen = undefined;
    this.name = nameOf(source);
    const answer = await this.attempt(() => get(`api/v1/hub/files?${new URLSearchParams({ source })}`));
    if (answer && this.repository === source) {
      this.offer = answer;
      this.chosen = answer.files.find((file) => file.default);
    }
  }

  async save(event) {
    event.preventDefault();
    const { name, replicas } = event.target.elements;
    const done = await this.attempt(() => (this.onlyDownload
      ? call("POST", "api/v1/models", { source: this.source })
      : call("POST", "api/v1/deployments", { name: name.value.trim(), source: this.source, replicas: Number(replicas.value) })));
    if (done) {
      this.close();
    }
  }
}
customElements.define("rr-deploy", Deploy);
