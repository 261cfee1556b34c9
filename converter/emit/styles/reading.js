// Titles break between words and not inside one, where the browser knows the words of Chinese; the
// contents beside the text go along with it and mark what is read; Esc closes them.
(() => {
  const { lang } = document.documentElement;
  const opening = /[\p{Ps}\p{Pi}]$/u;
  const begins = /^[\p{L}\p{N}\p{Ps}\p{Pi}]/u;
  const words = lang.startsWith("zh") && "Segmenter" in Intl
    && new Intl.Segmenter(lang, { granularity: "word" });
  for (const title of words ? document.querySelectorAll("article :is(h2, h3, h4, h5, h6)") : []) {
    title.classList.add("phrased");
    for (const text of [...title.childNodes].filter((node) => node.nodeType === Node.TEXT_NODE)) {
      const parts = [];
      for (const { segment } of words.segment(text.data)) {
        if (parts.length && begins.test(segment) && !opening.test(parts.at(-1))) {
          parts.push(document.createElement("wbr"));
        }
        parts.push(segment);
      }
      text.replaceWith(...parts);
    }
  }

  const toc = document.querySelector(".toc");
  if (!toc) {
    return;
  }
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
