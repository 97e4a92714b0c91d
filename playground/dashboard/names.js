// The names of the graph's enums for people.
import { t } from "../core/words.js";

const names = {
  VIP_DIAMOND: "Diamond", VIP_PLATINUM: "Platinum", VIP_GOLD: "Gold", VIP_SILVER: "Silver", PREMIUM: "Premium", STANDARD: "Standard",
  CHAT: "Chat", PHONE: "Phone", WHATSAPP: "WhatsApp", VIDEO: "Video", EMAIL: "E-mail", SOCIAL: "Social media", IN_PERSON: "In person",
};
// A state has a shape and a word, so that it does not depend on colour.
const states = {
  AVAILABLE: ["○", "free", "good"], HANDLING: ["●", "busy", ""], WRAP_UP: ["◐", "wrap-up", ""], BREAK: ["▲", "break", "quiet"], TRAINING: ["■", "training", "quiet"], OFFLINE: ["–", "offline", "quiet"],
};
const name = (value) => (names[value] ? t(names[value]) : value);

export const tierName = name;
export const channelName = name;
/** An agent's state: its shape, its word and its class. */
export const agentState = (status) => {
  const [shape, word, tone] = states[status] ?? ["?", status, ""];
  return { shape, word: t(word), tone };
};
