/* The search page. Pagefind's index lies beside it; a word is looked for in both scripts. */
const [traditional, simplified] = [/* pairs */];
const toSimplified = new Map();
const toTraditional = new Map();
const from = [...traditional], into = [...simplified];
from.forEach((letter, n) => {
  toSimplified.set(letter, into[n]);
  if (!toTraditional.has(into[n])) toTraditional.set(into[n], letter);
});
const turned = (text, map) => [...text].map((letter) => map.get(letter) ?? letter).join("");

const form = document.getElementById("search");
const said = document.getElementById("said");
const results = document.getElementById("results");
const more = document.getElementById("more");
const page = 20;
let found = [], shown = 0, asked = 0;

/* Words of Chinese are not parted by spaces; the index has them as words. */
function words(text) {
  if (!("Segmenter" in Intl)) return text;
  const parts = new Intl.Segmenter(document.documentElement.lang, {granularity: "word"});
  return [...parts.segment(text)].filter((p) => p.isWordLike).map((p) => p.segment).join(" ");
}

function add(parent, tag, text, kind) {
  const el = document.createElement(tag);
  if (text) el.textContent = text;
  if (kind) el.className = kind;
  parent.append(el);
  return el;
}

/* Pagefind marks what was found with <mark>, and writes all other text as text. */
function excerpt(parent, text) {
  for (const piece of text.split(/(<mark>.*?<\/mark>)/)) {
    const marked = piece.startsWith("<mark>");
    const words = piece.replace(/<\/?mark>/g, "").replace(/&lt;/g, "<").replace(/&gt;/g, ">")
      .replace(/&quot;/g, '"').replace(/&#39;/g, "'").replace(/&amp;/g, "&");
    if (words) parent.append(marked ? Object.assign(document.createElement("mark"),
      {textContent: words}) : words);
  }
}

async function show() {
  const mine = asked;
  const part = await Promise.all(found.slice(shown, shown + page).map((r) => r.data()));
  if (mine !== asked) return;
  shown += part.length;
  for (const one of part) {
    const item = add(results, "li");
    add(item, "a", one.meta.title, "entry").href = one.url;
    const facts = [one.meta.issue, one.meta.column, one.meta.date].filter(Boolean);
    add(item, "p", facts.join(" · "), "facts");
    excerpt(add(item, "p", "", "excerpt"), one.excerpt);
  }
  more.hidden = shown >= found.length;
}

async function ask(pagefind) {
  const mine = ++asked;
  const typed = form.elements.q.value.trim();
  const filters = {};
  for (const name of ["column", "year"]) {
    if (form.elements[name].value) filters[name] = form.elements[name].value;
  }
  const forms = new Set([typed, turned(typed, toSimplified), turned(typed, toTraditional)]);
  const best = new Map();
  for (const text of typed ? forms : []) {
    for (const one of (await pagefind.search(words(text), {filters})).results) {
      const before = best.get(one.id);
      if (!before || before.score < one.score) best.set(one.id, one);
    }
  }
  if (mine !== asked) return;
  found = [...best.values()].sort((a, b) => b.score - a.score);
  shown = 0;
  results.replaceChildren();
  more.hidden = true;
  said.textContent = !typed ? "" : found.length
    ? said.dataset.found.replace("{}", found.length) : said.dataset.notFound;
  history.replaceState(null, "", typed ? `?q=${encodeURIComponent(typed)}` : location.pathname);
  await show();
}

async function start() {
  if (location.protocol === "file:") {
    said.textContent = said.dataset.needsServer;
    return;
  }
  const pagefind = await import(new URL("pagefind/1/pagefind.js", import.meta.url));
  const baseUrl = new URL(".", import.meta.url).pathname;
  await pagefind.options({baseUrl});
  for (let part = 2; part <= Number(said.dataset.parts); part++) {
    await pagefind.mergeIndex(`${baseUrl}pagefind/${part}/`, {baseUrl});
  }
  const filters = await pagefind.filters();
  for (const name of ["column", "year"]) {
    const values = Object.keys(filters[name] ?? {}).sort();
    for (const value of name === "year" ? values.reverse() : values) {
      add(form.elements[name], "option", value).value = value;
    }
    form.elements[name].parentElement.hidden = values.length < 2;
    form.elements[name].addEventListener("change", () => ask(pagefind));
  }
  form.hidden = false;
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(pagefind); });
  more.addEventListener("click", show);
  form.elements.q.value = new URLSearchParams(location.search).get("q") ?? "";
  if (form.elements.q.value) await ask(pagefind);
  form.elements.q.focus();
}

start();
