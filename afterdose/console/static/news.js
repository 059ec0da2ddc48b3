// Open pages look again when the server says that something has changed. Without the stream
// (a proxy that holds it back, a laptop that slept) they look every two seconds.
"use strict";
(() => {
  const stream = document.querySelector(".stream");
  let source;
  let waiting = false;

  function look() {
    // Nothing moves under a finger: an open sheet or a half-written text waits.
    if (document.querySelector(":popover-open") || writing()) {
      waiting = true;
      return;
    }
    waiting = false;
    for (const part of document.querySelectorAll('[hx-trigger="news"]')) {
      part.dispatchEvent(new CustomEvent("news"));
    }
  }

  function writing() {
    const field = document.activeElement;
    return field instanceof HTMLTextAreaElement && field.value !== "" && field.closest('[hx-trigger="news"]');
  }

  function tell(connected) {
    if (!stream) return;
    stream.classList.toggle("lost", !connected);
    stream.textContent = connected ? stream.dataset.live : stream.dataset.lost;
  }

  function listen() {
    source = new EventSource("/news");
    source.addEventListener("open", () => tell(true));
    source.addEventListener("news", look);
    source.addEventListener("ended", () => location.reload());
    source.addEventListener("error", () => tell(false));
  }

  // What a sheet asked for is done: it goes away, and its words with it.
  document.addEventListener("submit", (event) => {
    const sheet = event.target.closest("[popover]");
    if (sheet) setTimeout(() => { sheet.hidePopover(); event.target.reset(); });
  });

  listen();
  setInterval(() => {
    if (source.readyState === EventSource.CLOSED) listen();
    if (source.readyState !== EventSource.OPEN || waiting) look();
  }, 2000);
  // Deadlines pass without anything changing.
  setInterval(look, 30000);
})();
