"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const words = {
    en: { search: "Search (/)", all: "All doubts", furniture: "furniture", doubts: "Doubts, most doubtful first",
      count: "Furniture", repairs: "Repairs", copy: "Copy correction", copied: "Copied", second: "Alternative",
      margin: "margin", line: "line", switch: "中文", none: "No doubts.", why: "Reasons",
      facts: (l, d) => `${data.source}: ${l} lines, ${d} doubts · j/k next/previous, enter go, / search`,
      unprinted: (n) => `${n} characters of the source are in no edition: `, apart: "beside them ",
      settle: "A person has to say what holds." },
    zh: { search: "搜索（/）", all: "全部存疑", furniture: "版面附属文字", doubts: "存疑之处（由重到轻）",
      count: "版面附属文字", repairs: "修整", copy: "复制更正条目", copied: "已复制", second: "另一种读法",
      margin: "差距", line: "第…行", switch: "English", none: "没有存疑之处。", why: "依据",
      facts: (l, d) => `${data.source}：${l} 行，${d} 处存疑 · j/k 上下移动，回车前往，/ 搜索`,
      unprinted: (n) => `原文有 ${n} 字不入各版：`, apart: "另有",
      settle: "须由人写明。" },
  };
  const term = (word) => (lang === "zh" && data.zh.labels[word]) || word;
  const reasonOf = (cue, reason) => (lang === "zh" ? data.zh.cues[cue] || reason || cue : reason || cue);
  let lang = (navigator.language || "en").startsWith("zh") ? "zh" : "en";
  try { lang = localStorage.getItem("review-lang") || lang; } catch { /* files may have no storage */ }
  const $ = (id) => document.getElementById(id);
  const make = (tag, attributes, ...children) => {
    const e = document.createElement(tag);
    for (const [k, v] of Object.entries(attributes || {})) k in e && k !== "list" ? (e[k] = v) : e.setAttribute(k, v);
    e.append(...children);
    return e;
  };
  const source = $("source"), edition = $("edition"), list = $("doubts");

  // --- the source -----------------------------------------------------------------------------
  const lineOf = new Map(), partsOf = data.ids.map(() => []);
  const doubtful = new Set(data.doubts.map((d) => d.line));
  const all = document.createDocumentFragment();
  for (const [n, label, parts] of data.lines) {
    const span = document.createElement("span");
    let kept = false;
    for (const [text, id = -1, note = "", after = ""] of parts) {
      const e = document.createElement(note ? (id < 0 ? "s" : "q") : "u");
      e.textContent = text;
      if (note) e.title = id < 0 ? note : `${note}: “${text}” → “${after}”`;
      if (id >= 0) { e.dataset.n = id; partsOf[id].push(e); kept = true; }
      span.append(e);
    }
    const line = make("div", { className: "l" + (kept ? "" : " furn") + (doubtful.has(n) ? " doubtful" : "") },
      make("i", {}, String(n)), make("em", {}, label), span);
    line.dataset.line = n;
    line.dataset.label = label;
    lineOf.set(n, line);
    all.append(line);
  }
  source.append(all);
  const elementOf = new Map();
  for (const e of edition.querySelectorAll("[data-id]")) elementOf.set(e.dataset.id, e);

  // --- links both ways ------------------------------------------------------------------------
  let marked = [];
  const light = (elements) => {
    for (const e of marked) e.classList.remove("at");
    marked = elements.filter(Boolean);
    for (const e of marked) e.classList.add("at");
  };
  const number = new Map(data.ids.map((id, n) => [id, n]));
  const partsBelow = (element) => {
    const ids = [element, ...element.querySelectorAll("[data-id]")].map((e) => number.get(e.dataset.id));
    return ids.filter((n) => n !== undefined).flatMap((n) => partsOf[n]);
  };
  const toEdition = (part) => elementOf.get(data.ids[part.dataset.n]);
  const centre = (pane, e) => e && pane.contains(e) && e.scrollIntoView({ block: "center" });
  const fromSource = (event, go) => {
    const part = event.target.closest("u[data-n], q[data-n]");
    const row = event.target.closest(".l");
    const first = part || (row && row.querySelector("[data-n]"));
    if (!first) return;
    const target = toEdition(first);
    light([target, ...partsOf[first.dataset.n]]);
    if (go) centre(edition, target);
  };
  const fromEdition = (event, go) => {
    const element = event.target.closest("[data-id]");
    if (!element) return;
    const parts = partsBelow(element);
    light([element, ...parts]);
    if (go && parts.length) centre(source, parts[0].closest(".l"));
  };
  for (const [name, go] of [["mouseover", false], ["click", true]]) {
    source.addEventListener(name, (event) => fromSource(event, go));
    edition.addEventListener(name, (event) => fromEdition(event, go));
  }
  const goTo = (n) => {
    const line = lineOf.get(n);
    if (!line) return;
    if (line.classList.contains("furn") && source.classList.contains("hide")) { $("furnished").checked = true; source.classList.remove("hide"); }
    centre(source, line);
    const first = line.querySelector("[data-n]");
    const target = first && toEdition(first);
    light([line, target]);
    centre(edition, target);
  };

  // --- doubts ---------------------------------------------------------------------------------
  let shown = [], now = -1, labelled = "en";
  const draw = () => {
    const w = words[lang];
    document.documentElement.lang = lang;
    $("facts").textContent = w.facts(data.lines.length, data.doubts.length);
    $("verdict").textContent = data.verdict ? data.verdict[lang] : "";
    $("search").placeholder = w.search;
    $("language").textContent = w.switch;
    if (labelled !== lang) {
      for (const line of lineOf.values()) line.children[1].textContent = line.dataset.label.split("+").map(term).join("+");
      labelled = lang;
    }
    document.querySelector("[data-word=furniture]").textContent = w.furniture;
    const codes = [...new Set(data.doubts.map((d) => d.code))].sort();
    const chosen = $("kind").value;
    $("kind").replaceChildren(make("option", { value: "" }, w.all), ...codes.map((c) =>
      make("option", { value: c }, `${c} (${data.doubts.filter((d) => d.code === c).length})`)));
    $("kind").value = codes.includes(chosen) ? chosen : "";
    const query = $("search").value.trim();
    list.replaceChildren(make("h2", {}, w.doubts));
    shown = [];
    for (const d of data.doubts) {
      if ($("kind").value && d.code !== $("kind").value) continue;
      if (query && !(d.text[lang] + d.line + d.code).includes(query)) continue;
      const more = make("div", { className: "more" });
      if (d.second) more.append(make("div", {}, `${w.second}: ${term(d.second)} · ${w.margin} ${d.margin}`));
      if (d.why.length) more.append(make("table", { className: "why" }, ...d.why.map(([weight, reading, cue, reason]) =>
        make("tr", {}, make("td", { className: weight < 0 ? "minus" : "plus" }, (weight > 0 ? "+" : "") + weight),
          make("td", {}, term(reading)), make("td", { title: reason }, reasonOf(cue, reason))))));
      if (d.correction) {
        const button = make("button", { type: "button", className: "copy" }, w.copy);
        button.addEventListener("click", (event) => { event.stopPropagation(); copy(d.correction, button); });
        more.append(make("pre", {}, d.correction), button);
      } else more.append(make("div", {}, w.settle));
      const item = make("div", { className: "doubt" }, make("span", { className: "where" }, String(d.line)),
        make("b", {}, Math.round(d.risk * 100) + "%"), d.text[lang], more);
      item.dataset.code = d.code;
      const k = shown.length;
      item.addEventListener("click", (event) => { if (!event.target.closest(".more")) { select(k); goTo(d.line); } });
      shown.push({ d, item });
      list.append(item);
    }
    if (!shown.length) list.append(make("div", { className: "doubt" }, w.none));
    list.append(make("h2", {}, w.count), make("div", { className: "unprinted" }, unprinted(w)), ...data.furniture.map((row) => places(row)),
      make("h2", {}, w.repairs), ...data.repairs.map((row) => places(row)));
    now = -1;
  };
  const unprinted = (w) => {
    const told = ([kind, count]) => `${term(kind)} ${count}`;
    const inked = data.unprinted.filter(([kind]) => kind !== "layout");
    const white = data.unprinted.filter(([kind]) => kind === "layout").map((row) => w.apart + told(row));
    const total = inked.reduce((sum, [, count]) => sum + count, 0);
    return [w.unprinted(total) + (inked.map(told).join(" · ") || "–"), ...white].join("; ");
  };
  const places = ([name, count, found]) => {
    const details = make("details", {}, make("summary", {}, term(name), make("span", {}, String(count))));
    details.addEventListener("toggle", () => {
      if (details.querySelector("ol") || !details.open) return;
      details.append(make("ol", {}, ...found.map(([line, before, after]) => {
        const item = make("li", {}, make("i", {}, String(line)), after === undefined ? before : `“${before}” → “${after}”`);
        item.addEventListener("click", () => goTo(line));
        return item;
      })));
    });
    return details;
  };
  const copy = async (text, button) => {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = make("textarea", { value: text });
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
    button.textContent = words[lang].copied;
  };
  const select = (k) => {
    if (!shown.length) return;
    if (shown[now]) shown[now].item.classList.remove("on");
    now = Math.max(0, Math.min(shown.length - 1, k));
    shown[now].item.classList.add("on");
    shown[now].item.scrollIntoView({ block: "nearest" });
  };

  // --- controls -------------------------------------------------------------------------------
  let wait = 0;
  const find = () => {
    const query = $("search").value.trim();
    let first = null;
    for (const line of lineOf.values()) {
      const hit = query !== "" && line.lastChild.textContent.includes(query);
      line.classList.toggle("found", hit);
      if (hit && !first) first = line;
    }
    draw();
    if (first) centre(source, first);
  };
  $("search").addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(find, 120); });
  $("kind").addEventListener("change", draw);
  $("furnished").addEventListener("change", (e) => source.classList.toggle("hide", !e.target.checked));
  $("language").addEventListener("click", () => {
    lang = lang === "en" ? "zh" : "en";
    try { localStorage.setItem("review-lang", lang); } catch { /* files may have no storage */ }
    draw();
  });
  document.addEventListener("keydown", (event) => {
    const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "checkbox";
    if (event.key === "Escape" && typing) event.target.blur();
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "j" || event.key === "k") select(now + (event.key === "j" ? 1 : -1));
    else if (event.key === "Enter" && shown[now] && event.target.tagName !== "BUTTON") goTo(shown[now].d.line);
    else if (event.key === "/") { event.preventDefault(); $("search").focus(); } else return;
    event.preventDefault();
  });
  draw();
})();
