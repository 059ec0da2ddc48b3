// The worklist's clock, its alarm for a new emergency, and its keys.
"use strict";
(() => {
  const live = document.getElementById("live");
  const sound = document.getElementById("sound");
  const announce = document.getElementById("announce");
  const title = document.title;
  const KEPT = "afterdose.sound";
  let known = null;
  let audio;

  function span(seconds) {
    const pad = (number) => String(number).padStart(2, "0");
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    if (hours >= 48) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
    return hours ? `${hours}:${pad(minutes)} h` : `${minutes}:${pad(Math.floor(seconds % 60))}`;
  }

  function tick() {
    const now = Date.now();
    for (const time of document.querySelectorAll("[data-due]")) {
      const left = Math.round((new Date(time.dateTime).getTime() - now) / 1000);
      const words = (left < 0 ? live.dataset.over : live.dataset.left).replace("{}", span(Math.abs(left)));
      if (time.textContent !== words) time.textContent = words;
      time.closest(".due").classList.toggle("over", left < 0);
    }
  }

  function look() {
    const items = [...document.querySelectorAll("[data-escalation]")];
    const waiting = items.filter((item) => item.dataset.level === "emergency" && item.dataset.state === "open");
    const ids = new Set(waiting.map((item) => item.dataset.escalation));
    const fresh = known ? [...ids].filter((id) => !known.has(id)) : [];
    known = ids;
    const count = items.length ? `(${items.length}) ` : "";
    document.title = ids.size ? `⚠ ${count}${live.dataset.emergency} · Afterdose` : `${count}${title}`;
    if (fresh.length) {
      announce.textContent = live.dataset.emergency;
      if (localStorage.getItem(KEPT) === "on") ring();
    } else if (!ids.size) {
      announce.textContent = "";
    }
    tick();
  }

  function ring() {
    audio ??= new AudioContext();
    audio.resume().catch(() => {});
    // Two falling tones, three times: heard in a ward, unlike any phone.
    for (let beat = 0; beat < 6; beat += 1) {
      const start = audio.currentTime + beat * 0.28;
      const tone = audio.createOscillator();
      const gain = audio.createGain();
      tone.frequency.value = beat % 2 ? 660 : 880;
      gain.gain.setValueAtTime(0.0001, start);
      gain.gain.exponentialRampToValueAtTime(0.35, start + 0.02);
      gain.gain.exponentialRampToValueAtTime(0.0001, start + 0.24);
      tone.connect(gain).connect(audio.destination);
      tone.start(start);
      tone.stop(start + 0.26);
    }
    document.documentElement.dataset.rang = String(Number(document.documentElement.dataset.rang ?? 0) + 1);
  }

  function showSound() {
    sound.setAttribute("aria-pressed", String(localStorage.getItem(KEPT) === "on"));
  }

  sound.addEventListener("click", () => {
    const on = localStorage.getItem(KEPT) !== "on";
    localStorage.setItem(KEPT, on ? "on" : "off");
    showSound();
    if (on) ring();
  });

  const items = () => [...document.querySelectorAll(".item")];
  const current = () => document.activeElement?.closest(".item");

  function move(by) {
    const all = items();
    if (!all.length) return;
    const place = all.indexOf(current());
    const next = all[place < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(place + by, 0), all.length - 1)];
    next.querySelector("a").focus();
  }

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || document.querySelector(":popover-open")) return;
    if (event.key === "j" || event.key === "ArrowDown") move(1);
    else if (event.key === "k" || event.key === "ArrowUp") move(-1);
    else if (event.key === "s") sound.click();
    else if (["a", "p", "c"].includes(event.key)) current()?.querySelector(`[data-key="${event.key}"]`)?.click();
    else if (event.key === "?") document.getElementById("keys").showPopover();
    else return;
    event.preventDefault();
  });

  // After each swap the list is another one; its focus is kept by the ids of its links.
  new MutationObserver(look).observe(document.getElementById("worklist").parentElement, {
    childList: true,
    subtree: true,
    attributes: true,
    attributeFilter: ["data-state", "data-level", "data-escalation", "datetime"],
  });
  showSound();
  look();
  setInterval(tick, 1000);
})();
