// SPDX-License-Identifier: Apache-2.0
// Sizes, numbers and times for people.

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const number = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

export function bytes(count) {
  if (count === undefined || count === null) {
    return "–";
  }
  let unit = 0;
  let value = count;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${value >= 100 || unit === 0 ? Math.round(value) : value.toFixed(1)} ${UNITS[unit]}`;
}

export const count = (value) => (value === undefined || value === null ? "–" : number.format(Math.round(value)));
export const compact = (value) => short.format(value ?? 0);
export const when = (text) => (text ? time.format(new Date(text)) : "–");
export const millis = (value) => `${(value ?? 0).toFixed(value < 10 ? 2 : 1)} ms`;
