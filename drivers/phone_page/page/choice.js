// Where the phone is worn, and which leg is stood on: chosen here, or fixed by the computer.

import { recall, remember } from "./memory.js";

const NAMES = ["placement", "leg"];
const ON_RAISED_LEG = ["thigh", "shank", "foot"];
const PLACES = {
  lower_back: "Lower back",
  chest: "Chest",
  thigh: "Thigh",
  shank: "Shank",
  foot: "Foot",
};
const LEGS = { left: "Left leg", right: "Right leg" };
const WEAR = {
  lower_back: "In a belt or a waistband, in the middle of the back.",
  chest: "On a strap, screen to the front. The display can be turned.",
  thigh: "In a strap or a tight pocket",
  shank: "In a strap below the knee",
  foot: "In a strap on top of the foot",
};

const radios = (name) => [...document.querySelectorAll(`input[name="${name}"]`)];

export function makeChoice() {
  let fixed = {};

  function chosen(name) {
    if (fixed[name]) return fixed[name];
    const radio = radios(name).find((each) => each.checked);
    return radio ? radio.value : "";
  }

  function wear() {
    const place = chosen("placement");
    if (!ON_RAISED_LEG.includes(place)) return WEAR[place] || "";
    const raised = { left: "right", right: "left" }[chosen("leg")];
    return `${WEAR[place]}, on the raised leg${raised ? `: the ${raised} one` : ""}.`;
  }

  function show() {
    document.getElementById("wear").textContent = wear();
  }

  // A choice that the computer has made is said in place of being asked.
  function showFixed(name, words) {
    const field = radios(name)[0].closest("fieldset");
    field.querySelector(".choices").hidden = Boolean(words);
    let line = field.querySelector(".fixed");
    if (line === null) {
      line = document.createElement("p");
      line.className = "fixed";
      field.append(line);
    }
    line.textContent = words ? `${words} (chosen on the computer)` : "";
    line.hidden = !words;
  }

  for (const name of NAMES) {
    const before = recall(name);
    for (const radio of radios(name)) {
      radio.checked = radio.value === before;
      radio.addEventListener("change", () => {
        remember(name, radio.value);
        show();
      });
    }
  }
  show();

  return {
    placement: () => chosen("placement"),
    leg: () => chosen("leg"),
    allFixed: () => NAMES.every((name) => Boolean(fixed[name])),

    fix(values) {
      fixed = values || {};
      showFixed("placement", PLACES[fixed.placement]);
      showFixed("leg", LEGS[fixed.leg]);
      show();
    },

    // What is still to be chosen, in words; empty where nothing is.
    lacks() {
      if (!chosen("placement")) return "Choose where the phone is worn.";
      if (!chosen("leg")) return "Choose the leg you stand on.";
      return "";
    },
  };
}
