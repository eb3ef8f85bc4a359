// SPDX-License-Identifier: Apache-2.0
// Lists that change by themselves.

import { html, nothing } from "lit";
import { get, listen } from "./api.js";
import { View } from "./view.js";
import { t } from "./words.js";

/** A page that listens to the server as long as it is shown, over any restart of it. */
export class LiveView extends View {
  static properties = { live: { state: true }, error: { state: true } };

  constructor() {
    super();
    this.live = true;
  }

  connectedCallback() {
    super.connectedCallback();
    this.stopListening = listen(this.stream, this.handlers, (live) => {
      if (live && !this.live) {
        this.back();
      }
      this.live = live;
    });
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.stopListening();
  }

  /** The server is there again. */
  back() {}

  renderLive() {
    return this.live ? nothing : html`<span class="state busy" role="status">${t.reconnecting}</span>`;
  }
}

/** Things of one kind, by what names them; undefined until they are here. */
export class LiveList extends LiveView {
  static properties = { items: { state: true } };

  /**
   * @param kind as events call it
   * @param path where all of them are
   * @param field of that answer
   * @param id field that names one
   */
  constructor(kind, path, field, id) {
    super();
    this.stream = "api/v1/events";
    this.handlers = {
      [kind]: (item) => (this.items = new Map(this.items ?? []).set(item[id], item)),
      [`${kind}_deleted`]: (gone) => {
        this.items = new Map([...(this.items ?? [])].filter(([other]) => other !== gone[id]));
      },
    };
    this.load = async () => {
      const answer = await this.attempt(() => get(path));
      if (answer) {
        this.items = new Map(answer[field].map((item) => [item[id], item]));
      }
    };
  }

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  /** A stream that broke may have missed a deletion. */
  back() {
    this.load();
  }
}
