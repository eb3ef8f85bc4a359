// SPDX-License-Identifier: Apache-2.0
// The admin API and the data plane, as a browser with a session's cookie calls them.

import { t } from "./words.js";

let csrfToken = "";

/** The URL at which programs rank documents: of this page's host, on the port that the server says. */
let rankUrl = "";

export const urlToRank = () => rankUrl;

/** What the server refused, in its own words, or that it could not be reached. */
export class ApiError extends Error {
  constructor(status, code, message) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

async function send(method, path, body) {
  const headers = {};
  if (method !== "GET") {
    headers["x-csrf-token"] = csrfToken;
  }
  if (body !== undefined) {
    headers["content-type"] = "application/json";
  }
  let response;
  try {
    response = await fetch(path, { method, headers, body: body === undefined ? undefined : JSON.stringify(body) });
  } catch {
    throw new ApiError(0, "unreachable", t.unreachable);
  }
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (!response.ok) {
    const code = answer.error?.code ?? "";
    throw new ApiError(response.status, code, answer.message ?? answer.error?.message ?? t.failed(response.status));
  }
  return answer;
}

/** @param path relative to the page, as "api/v1/users" */
export async function call(method, path, body) {
  try {
    return await send(method, path, body);
  } catch (error) {
    if (error.code === "invalid_session" || error.code === "missing_api_key") {
      window.dispatchEvent(new CustomEvent("session-over"));
    }
    throw error;
  }
}

export const get = (path) => call("GET", path);

function begun(session) {
  csrfToken = session.csrf_token;
  const url = new URL("v1/rerank", document.baseURI);
  if (session.data_port) {
    url.port = session.data_port;
    url.pathname = "/v1/rerank";
  }
  rankUrl = url.href;
  return session;
}

/** Null if there is none. */
export async function session() {
  try {
    return begun(await send("GET", "api/v1/auth/session"));
  } catch (error) {
    if (error.status === 401) {
      return null;
    }
    throw error;
  }
}

export async function logIn(username, password) {
  return begun(await send("POST", "api/v1/auth/login", { username, password, cookie: true }));
}

/** It ends all sessions, so a new one is begun. */
export async function changePassword(user, current, fresh) {
  await send("POST", "api/v1/auth/password", { current_password: current, new_password: fresh });
  return logIn(user, fresh);
}

const RETRY_MILLIS = 2000;

/**
 * Listens to server-sent events until the returned function is called, over any restart of the server.
 *
 * @param handlers by the name of the event, each gets its data
 * @param onLive is told whether the server is there now
 */
export function listen(path, handlers, onLive = () => {}) {
  let source;
  let timer;
  let over = false;
  const open = () => {
    source = new EventSource(path);
    source.onopen = () => onLive(true);
    for (const [name, handler] of Object.entries(handlers)) {
      source.addEventListener(name, (event) => handler(JSON.parse(event.data)));
    }
    source.onerror = () => {
      source.close();
      onLive(false);
      // A session that is over is told by the call, which the browser keeps from event sources.
      timer = setTimeout(() => get("api/v1/auth/session").catch(() => {}).then(() => over || open()), RETRY_MILLIS);
    };
  };
  open();
  return () => {
    over = true;
    clearTimeout(timer);
    source.close();
  };
}

export const segment = encodeURIComponent;
