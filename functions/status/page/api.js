// The lab over HTTP: a token from this browser, and one key a tap, so that a repeat changes nothing.

import { language } from "./words.js";

export const saved = {
  get token() { return localStorage.getItem("veilleur.token") || ""; },
  get holder() { return localStorage.getItem("veilleur.holder") || "phone"; },
  keep(token, holder) {
    localStorage.setItem("veilleur.token", token);
    localStorage.setItem("veilleur.holder", holder);
  },
  forget() { localStorage.removeItem("veilleur.token"); },
};

export class Problem extends Error {
  constructor(status, told) {
    const said = [told.detail || told.title, told.means, told.advice].filter(Boolean);
    super(said.map((part) => part.replace(/\.$/, "")).join(". ") + ".");
    this.status = status;
  }
}

async function call(method, path, body, headers = {}) {
  const response = await fetch(path, {
    method,
    body: body && JSON.stringify(body),
    headers: {
      Authorization: `Bearer ${saved.token}`,
      Accept: "application/json",
      "Accept-Language": language,
      ...headers,
    },
  });
  const told = await response.json();
  if (!response.ok) throw new Problem(response.status, told);
  return told;
}

export const look = (path) => call("GET", path);

export async function act(path, body) {
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0")).join("");
  const once = () => call("POST", path, body, { "Idempotency-Key": key });
  try {
    return await once();
  } catch (error) {
    if (error instanceof Problem) throw error;
    return once(); // the line broke: the same key again cannot do anything twice
  }
}
