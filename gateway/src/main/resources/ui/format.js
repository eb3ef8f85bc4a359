// SPDX-License-Identifier: Apache-2.0
// Sizes, numbers and times for people.

const UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];
const number = new Intl.NumberFormat("en");
const short = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });
const time = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });
const toTheSecond = new Intl.DateTimeFormat("en-GB", { timeStyle: "medium" });

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
export const exactly = (text) => toTheSecond.format(new Date(text));
export const when = (text) => (text ? time.format(new Date(text)) : "–");

const three = (value) => String(Number(value.toPrecision(3)));
const unless = (format) => (value) => (value === undefined || value === null ? "–" : format(value));

/** Up to three digits. */
export const rate = unless((value) => (value >= 1000 ? short.format(value) : three(value)));
export const millis = unless((value) => (value >= 1000 ? `${three(value / 1000)} s` : `${three(value)} ms`));
export const percent = unless((share) => `${Math.round(share * 100)} %`);
