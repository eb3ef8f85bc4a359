// SPDX-License-Identifier: Apache-2.0
// About: what runs here, on what, and whether its scores are right.

import { html, nothing } from "lit";
import { get, segment } from "./api.js";
import { bytes, count, millis, when } from "./format.js";
import { View, fact, loading, problem } from "./view.js";
import { t } from "./words.js";

const NANOS_PER_MILLI = 1e6;

class About extends View {
  static properties = { about: { state: true }, deployments: { state: true }, error: { state: true } };

  connectedCallback() {
    super.connectedCallback();
    this.load();
  }

  async load() {
    const about = await this.attempt(async () => {
      const [server, { deployments }] = await Promise.all([get("api/v1/about"), get("api/v1/deployments")]);
      this.deployments = await Promise.all(deployments.map((each) => get(`api/v1/deployments/${segment(each.name)}`)));
      return server;
    });
    this.about = about ?? this.about;
  }

  render() {
    return html`<div class="head"><h1>${t.about}</h1></div>
      ${problem(this.error)}
      ${this.about ? html`${this.renderServer(this.about)}${this.about.natives ? this.renderNatives(this.about.natives) : nothing}
        ${this.renderDeployments()}` : this.error ? nothing : loading()}`;
  }

  renderServer({ ringrank, java, platform, processors, started_at: started }) {
    return html`<dl class="facts">
      ${fact(t.version, ringrank)}${fact(t.since, when(started))}${fact(t.java, java)}${fact(t.platform, platform)}
      ${fact(t.processors, count(processors))}
      <div><dt>${t.api}</dt><dd><a href="docs" target="_blank">${t.apiPage}</a></dd></div></dl>`;
  }

  renderNatives(natives) {
    return html`<h2>${t.natives}</h2>
      <dl class="facts">
        ${fact(t.build, natives.build)}${fact(t.library, natives.name)}${fact(t.choice, natives.note)}
        ${fact(t.processorCode, natives.processor)}${fact(t.folder, natives.path)}</dl>
      <div class="scroll" tabindex="0" role="region" aria-label=${t.devices}><table>
        <thead><tr><th scope="col">${t.device}</th><th scope="col">${t.description}</th><th scope="col">${t.kind}</th>
          <th scope="col" class="number">${t.memory}</th></tr></thead>
        <tbody>${natives.devices.map((device) => html`<tr><td>${device.name}</td><td>${device.description}</td>
          <td>${device.type}</td><td class="number">${device.total_bytes ? bytes(device.total_bytes) : "–"}</td></tr>`)}</tbody>
      </table></div>
      ${natives.system_info ? html`<details><summary>${t.features}</summary><p class="quiet">${natives.system_info}</p></details>` : nothing}`;
  }

  renderDeployments() {
    return html`<h2>${t.learned}</h2><p class="hint">${t.learnedHint}</p>
      <table class="stack">
      <thead><tr><th scope="col">${t.deployment}</th><th scope="col">${t.selfTest}</th><th scope="col">${t.device}</th>
        ${[t.perBatch, t.perThousand, t.batchTokens, t.capacity].map((head) => html`<th scope="col" class="number">${head}</th>`)}</tr></thead>
      <tbody>${this.deployments.map((each) => renderDeployment(each))}</tbody></table>`;
  }
}

function renderDeployment({ name, state, details }) {
  const engine = details?.engines?.find(({ cost }) => cost) ?? details?.engines?.[0];
  const cost = engine?.cost;
  const test = details?.model?.self_test;
  const ms = (head, nanos) => html`<td class="number" data-label=${head}>${millis(nanos === undefined ? undefined : nanos / NANOS_PER_MILLI)}</td>`;
  return html`<tr><td><strong>${name}</strong><div class="source">${t.states[state] ?? state}</div></td>
    <td data-label=${t.selfTest}>${test ? html`${t.selfTests[test.state] ?? test.state}<div class="source">${test.message}</div>` : "–"}</td>
    <td data-label=${t.device}>${engine?.device ?? "–"}</td>
    ${ms(t.perBatch, cost?.ns_per_batch)}${ms(t.perThousand, cost === undefined ? undefined : cost.ns_per_token * 1000)}
    <td class="number" data-label=${t.batchTokens}>${count(engine?.budget_tokens)}</td>
    <td class="number" data-label=${t.capacity}>${t.pairsEach(details?.pairs_per_second)}</td></tr>`;
}
customElements.define("rr-about", About);
