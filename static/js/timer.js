// Call timer: counts up from data-since. Not announced each second (role="timer" is silent by itself).
(() => {
  "use strict";

  const two = (number) => String(number).padStart(2, "0");

  function words(seconds) {
    const hours = Math.floor(seconds / 3600);
    const minutes = Math.floor((seconds % 3600) / 60);
    return (hours ? `${hours}:${two(minutes)}` : two(minutes)) + `:${two(seconds % 60)}`;
  }

  function tick() {
    for (const place of document.querySelectorAll("[data-since]")) {
      const seconds = Math.floor((Date.now() - Date.parse(place.dataset.since)) / 1000);
      if (Number.isFinite(seconds)) place.textContent = words(Math.max(0, seconds));
    }
  }

  setInterval(tick, 1000);
  document.addEventListener("DOMContentLoaded", tick);
})();
