// The simulator's phones: texts arrive by server-sent events, each as a piece of HTML that
// the server has escaped; one that is there already is replaced (its delivery state changed).
"use strict";
const phones = document.querySelector(".phones");
const live = document.getElementById("live");
const clock = new Intl.DateTimeFormat(document.documentElement.lang, { timeStyle: "medium" });
const began = Date.now();

function show(event) {
  const { phone, seq, html } = JSON.parse(event.data);
  const list = phones.querySelector(`.phone[data-phone="${CSS.escape(phone)}"] .texts`);
  if (!list) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const text = holder.content.firstElementChild;
  const time = text.querySelector("time");
  time.textContent = clock.format(new Date(time.dateTime));
  const old = list.querySelector(`[data-seq="${seq}"]`);
  if (old) {
    old.replaceWith(text);
    return;
  }
  const later = [...list.querySelectorAll("[data-seq]")].find((other) => Number(other.dataset.seq) > seq);
  list.insertBefore(text, later ?? null);
  list.parentElement.scrollTop = list.parentElement.scrollHeight;
  if (new Date(time.dateTime).getTime() > began - 2000) {
    text.classList.add("fresh");
    if (text.classList.contains("theirs")) mark(phone);
  }
}

function mark(phone) {
  document.querySelector(`.jump a[data-phone="${CSS.escape(phone)}"]`)?.classList.add("news");
}

if (phones.dataset.refs) {
  const stream = new EventSource(`/simulator/events?phones=${encodeURIComponent(phones.dataset.refs)}`);
  stream.addEventListener("text", show);
  stream.addEventListener("open", () => state(true));
  stream.addEventListener("error", () => state(false));
}

function state(connected) {
  live.classList.toggle("lost", !connected);
  live.textContent = connected ? live.dataset.live : live.dataset.lost;
}

for (const form of document.querySelectorAll("form.write")) {
  const body = form.elements.body;
  const problem = form.querySelector(".problem");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const picture = form.elements.picture;
    if (!body.value.trim() && !picture?.checked) return;
    const words = body.value;
    const sent = new FormData(form);
    // The text shows up in the list by itself; the next one can be written meanwhile.
    body.value = "";
    if (picture) picture.checked = false;
    problem.textContent = "";
    try {
      const answer = await fetch(form.action, { method: "POST", body: sent });
      if (!answer.ok) throw new Error(String(answer.status));
    } catch {
      problem.textContent = phones.dataset.problem;
      body.value ||= words;
    }
  });
  // Enter sends, as on a phone; Shift+Enter starts a line.
  body.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
}

// A phone that rings: one of its keys answers the call and presses it.
phones.addEventListener("click", async (event) => {
  const button = event.target.closest("button[data-call]");
  if (!button) return;
  for (const key of button.parentElement.querySelectorAll("button")) key.disabled = true;
  const form = button.closest(".phone").querySelector("form.write");
  const pressed = new FormData();
  pressed.set("csrf", form.elements.csrf.value);
  pressed.set("call", button.dataset.call);
  pressed.set("key", button.dataset.key);
  try {
    const answer = await fetch("/simulator/keys", { method: "POST", body: pressed });
    if (!answer.ok && answer.status !== 404) throw new Error(String(answer.status));
  } catch {
    form.querySelector(".problem").textContent = phones.dataset.problem;
  }
});

for (const select of document.querySelectorAll("form.choose select")) {
  select.addEventListener("change", () => select.form.requestSubmit());
}

for (const link of document.querySelectorAll(".jump a")) {
  link.addEventListener("click", () => link.classList.remove("news"));
}

for (const button of document.querySelectorAll("[data-say]")) {
  button.addEventListener("click", () => {
    const body = document.querySelector("#patient textarea");
    body.value = button.dataset.say;
    body.focus();
  });
}
