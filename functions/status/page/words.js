// What the page says, in the browser's language: French, or else English.

const EN = {
  forget: "Forget the token", token: "Token", tokenHelp: "Entered once; it stays in this browser.",
  holder: "Your name", enter: "Continue", profile: "Profile", for: "For", nodes: "Nodes",
  left: "Time left", cost: "Cost so far", rate: "Per hour", more: "One hour more",
  held: "Held by", billed: "Billed now", proven: "Proof that it is off", why: "Why",
  stopAll: "Stop for everybody", stopMine: "Give back mine only", cancel: "Cancel",
  stopped: "Stopped", off: "Off", starting: "Starting", running: "Running", stopping: "Stopping",
  parked: "Parked",
  start: "Start", stop: "Stop", wait: "One moment",
  saidOff: "Nothing is billed.", saidStays: "No node runs. What stays is listed below.", saidStopped: "Not yet proven that nothing bills.",
  saidStarting: (ready, wanted) => `${ready} of ${wanted} nodes ready.`,
  saidRunning: (end) => `Until ${end}.`,
  saidStopping: "Saving the work, then giving the nodes back.",
  saidParked: (rate) => `Asleep, not off: the platform keeps one node, at ${rate} an hour.`,
  about: (chf) => `about ${chf}`, node: (n) => (n === 1 ? "1 node" : `${n} nodes`),
  hours: (n) => (n === 1 ? "1 hour" : `${n} hours`), until: (time) => `until ${time}`,
  looked: (age) => `Seen ${age} ago.`,
  wrongToken: "That token is not the right one.", unreachable: "The lab cannot be reached. Trying again.",
  others: (names) => `Still needed by ${names}.`, over: "over",
};

const FR = {
  forget: "Oublier le jeton", token: "Jeton", tokenHelp: "Saisi une fois ; il reste dans ce navigateur.",
  holder: "Votre nom", enter: "Continuer", profile: "Profil", for: "Pour", nodes: "Nœuds",
  left: "Temps restant", cost: "Coût jusqu'ici", rate: "Par heure", more: "Une heure de plus",
  held: "Tenu par", billed: "Facturé maintenant", proven: "Preuve qu'il est éteint",
  why: "Pourquoi", stopAll: "Arrêter pour tous", stopMine: "Rendre seulement le mien",
  cancel: "Annuler", stopped: "Arrêté", off: "Éteint", starting: "Démarre", running: "Allumé",
  stopping: "S'arrête", parked: "Garé", start: "Allumer", stop: "Éteindre", wait: "Un instant",
  saidOff: "Rien n'est facturé.", saidStays: "Aucun nœud ne tourne. Ce qui reste est listé plus bas.", saidStopped: "Pas encore prouvé que rien n'est facturé.",
  saidStarting: (ready, wanted) => `${ready} nœud${ready > 1 ? "s" : ""} sur ${wanted} prêt${ready > 1 ? "s" : ""}.`,
  saidRunning: (end) => `Jusqu'à ${end}.`,
  saidStopping: "Le travail est sauvé, puis les nœuds sont rendus.",
  saidParked: (rate) => `Endormi, pas éteint : la plateforme garde un nœud, à ${rate} par heure.`,
  about: (chf) => `environ ${chf}`, node: (n) => (n > 1 ? `${n} nœuds` : `${n} nœud`),
  hours: (n) => (n > 1 ? `${n} heures` : `${n} heure`), until: (time) => `jusqu'à ${time}`,
  looked: (age) => `Vu il y a ${age}.`,
  wrongToken: "Ce n'est pas le bon jeton.", unreachable: "Le labo est injoignable. Nouvel essai.",
  others: (names) => `Encore utilisé par ${names}.`, over: "échu",
};

export const language = navigator.language.toLowerCase().startsWith("fr") ? "fr" : "en";
export const words = language === "fr" ? FR : EN;
const locale = language === "fr" ? "fr-CH" : "en-CH";

export const chf = (amount, digits = 2) => `CHF ${amount.toFixed(digits)}`;

/** An hourly price, to a tenth of a cent where the cents do not tell it. */
export const hourly = (amount) => chf(amount, amount.toFixed(3).endsWith("0") ? 2 : 3);

export const clock = (moment) =>
  new Date(moment).toLocaleTimeString(locale, { hour: "2-digit", minute: "2-digit" });

/** Seconds as "3 h 05", "12 min" or "40 s". */
export function span(seconds) {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}
