// One lab on one screen: what it does, one big button, and what it costs while you watch.

import { act, look, Problem, saved } from "./api.js";
import { chf, clock, hourly, language, span, words } from "./words.js";

const el = (id) => document.getElementById(id);
const SOON = 3000, LATER = 15000; // milliseconds until the next look: while something goes on, else
let status = null, seenAt = 0, choice = null, timer = 0, busy = false;

const lit = () => status.phase === "starting" || status.phase === "running";
const asleep = () => status.phase === "stopped" || status.phase === "parked";
const proven = () => status.phase === "stopped" && Object.keys(status.proof).length > 0;
const goesOn = () => status.phase === "starting" || status.phase === "stopping"
  || (status.phase === "running" && status.nodes_ready !== status.nodes_wanted);
const sinceLook = () => (performance.now() - seenAt) / 1000;

function put(id, text) {
  if (el(id).textContent !== text) el(id).textContent = text; // unchanged text is not read out again
}

function rows(id, items) {
  el(id).replaceChildren(...items.map((parts) => {
    const row = document.createElement("li");
    row.append(...parts.map((part) => Object.assign(document.createElement("span"), { textContent: part })));
    return row;
  }));
}

function show() {
  document.body.dataset.phase = proven() ? "off" : status.phase;
  put("phase", words[document.body.dataset.phase]);
  put("sentence", {
    stopped: !proven() ? words.saidStopped : status.bills.length ? words.saidStays : words.saidOff,
    starting: words.saidStarting(status.nodes_ready, status.nodes_wanted),
    running: words.saidRunning(clock(status.end)),
    stopping: words.saidStopping,
    parked: words.saidParked(hourly(Number(status.chf_per_hour))),
  }[status.phase]);
  showButton();
  showFigures();
  rows("holders", lit() ? status.holders.map((lease) => [lease.holder, words.until(clock(lease.until))]) : []);
  rows("bills", status.bills.map((bill) => [bill]));
  rows("proof", proven() ? Object.entries(status.proof) : []);
  for (const [list, section] of [["holders", "held"], ["bills", "billed"], ["proof", "proven"]]) {
    el(section).hidden = el(list).childElementCount === 0;
  }
  put("why", status.why);
  tick();
}

function showButton() {
  el("profiles").hidden = el("for").hidden = !asleep();
  put("verb", busy ? words.wait : asleep() ? words.start : words.stop);
  el("act").disabled = busy || status.phase === "stopping";
  el("act").hidden = status.phase === "stopping";
  put("price", asleep() ? price() : "");
  el("more").hidden = !lit();
}

function price() {
  const found = choice && choice.profiles.find((profile) => profile.name === wished().profile);
  return found && found.chf_per_hour !== null
    ? words.about(chf(Number(found.chf_per_hour) * wished().hours)) : "";
}

function showFigures() {
  el("figures").hidden = status.phase === "stopped";
  el("remains").hidden = !lit();
  put("nodes", lit() ? `${status.nodes_ready} / ${status.nodes_wanted}` : String(status.nodes_ready));
  put("rate", hourly(Number(status.chf_per_hour)));
  el("progress").hidden = !goesOn();
  if (status.phase === "starting" && status.nodes_ready > 0) {
    el("progress").max = status.nodes_wanted;
    el("progress").value = status.nodes_ready;
  } else {
    el("progress").removeAttribute("value");
  }
}

/** Every second: the cost and the time left move, until the next look corrects them. */
function tick() {
  if (!status) return;
  const passed = sinceLook();
  const cost = Number(status.chf) + (Number(status.chf_per_hour) * passed) / 3600;
  put("chf", (status.missing.length ? "≥ " : "") + chf(cost, 4));
  const left = status.end ? (Date.parse(status.end) - Date.parse(status.now)) / 1000 - passed : 0;
  put("left", left > 0 ? span(left) : words.over);
  const age = (Date.parse(status.now) - Date.parse(status.looked_at)) / 1000 + passed;
  put("age", words.looked(span(age)));
}

const wished = () => ({
  profile: new FormData(el("wish")).get("profile"),
  hours: Number(el("hours").value),
});

function offer(found) {
  choice = found;
  el("choices").replaceChildren(...found.profiles.map((profile, index) => {
    const label = document.createElement("label");
    const input = Object.assign(document.createElement("input"), {
      type: "radio", name: "profile", value: profile.name, required: true,
      checked: profile.name === "standard" || index === 0,
    });
    const nodes = Object.values(profile.nodes).reduce((sum, count) => sum + count, 0);
    const name = Object.assign(document.createElement("b"), { textContent: profile.name });
    const size = Object.assign(document.createElement("span"), { textContent: words.node(nodes) });
    label.append(input, name, size);
    return label;
  }));
  const hours = [1, 2, 4, 6, 8, 12].filter((count) => count <= found.hours_limit);
  el("hours").replaceChildren(...hours.map((count) => new Option(words.hours(count), String(count))));
  el("hours").value = String(hours.includes(4) ? 4 : hours[0]);
}

function fail(error) {
  if (error instanceof Problem && error.status === 401) {
    saved.forget();
    gate();
    return tell(words.wrongToken);
  }
  return tell(error instanceof Problem ? error.message : words.unreachable);
}

function tell(text) {
  el("error").textContent = text;
  el("error").hidden = !text;
}

async function refresh() {
  clearTimeout(timer);
  if (!saved.token || document.hidden) return;
  try {
    if (!choice) offer(await look("/profiles"));
    take(await look("/status"));
    if (!busy) tell("");
  } catch (error) {
    fail(error);
  }
  if (saved.token) timer = setTimeout(refresh, status && !goesOn() ? LATER : SOON);
}

function take(found) {
  status = found;
  seenAt = performance.now();
  el("enter").hidden = true;
  el("lab").hidden = el("forget").hidden = false;
  show();
}

async function send(path, body) {
  busy = true;
  tell("");
  showButton();
  try {
    take(await act(path, body));
  } catch (error) {
    fail(error);
  }
  busy = false;
  if (status) showButton();
  clearTimeout(timer);
  timer = setTimeout(refresh, SOON);
}

function stop() {
  const others = status.holders.map((lease) => lease.holder).filter((name) => name !== saved.holder);
  if (!others.length) return send("/stop", {});
  el("ask-text").textContent = words.others(others.join(", "));
  return el("ask").showModal();
}

function gate() {
  status = null;
  el("enter").hidden = false;
  el("lab").hidden = el("forget").hidden = true;
  delete document.body.dataset.phase;
  el("token").focus();
}

function answer(body) {
  el("ask").close();
  if (body) send("/stop", body);
}

el("enter").addEventListener("submit", (event) => {
  event.preventDefault();
  saved.keep(el("token").value.trim(), el("holder").value.trim());
  el("token").value = "";
  tell("");
  refresh();
});
el("wish").addEventListener("submit", (event) => {
  event.preventDefault();
  if (asleep()) send("/start", { ...wished(), holder: saved.holder });
  else stop();
});
el("wish").addEventListener("change", showButton);
el("more").addEventListener("click", () => send("/extend", { hours: 1, holder: saved.holder }));
el("ask-all").addEventListener("click", () => answer({}));
el("ask-mine").addEventListener("click", () => answer({ holder: saved.holder }));
el("ask-none").addEventListener("click", () => answer(null));
el("forget").addEventListener("click", () => { saved.forget(); gate(); });
document.addEventListener("visibilitychange", refresh);

document.documentElement.lang = language;
for (const part of document.querySelectorAll("[data-t]")) part.textContent = words[part.dataset.t];
setInterval(tick, 1000);
if (saved.token) refresh();
else gate();
