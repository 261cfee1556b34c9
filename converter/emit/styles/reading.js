// The contents beside the text go along with it and mark what is read; Esc closes them.
(() => {
  const toc = document.querySelector(".toc");
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === `#${toc.id}`) {
      toc.querySelector(".close-toc").click();
    }
  });
  const entries = new Map();
  for (const entry of toc.querySelectorAll("a.entry")) {
    entries.set(decodeURIComponent(entry.hash.slice(1)), entry);
  }
  let here;
  const reading = new IntersectionObserver((seen) => {
    const entry = entries.get(seen.findLast((one) => one.isIntersecting)?.target.id);
    if (!entry || entry === here) {
      return;
    }
    here?.removeAttribute("aria-current");
    entry.setAttribute("aria-current", "true");
    here = entry;
    const beside = entry.getBoundingClientRect().top - toc.getBoundingClientRect().top;
    toc.scrollBy({ top: beside - toc.clientHeight / 2, behavior: "instant" });
  }, { rootMargin: "-20% 0px -79% 0px" });
  for (const id of entries.keys()) {
    const article = document.getElementById(id);
    if (article) {
      reading.observe(article);
    }
  }
})();
