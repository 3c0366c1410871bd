"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const { utterances: said, labels, colours } = data;
  const at = id => document.getElementById(id);
  const node = (name, attributes, ...children) => {
    const made = document.createElement(name);
    for (const [k, v] of Object.entries(attributes || {})) k === "class" ? made.className = v : made.setAttribute(k, v);
    for (const c of children) made.append(c);  // strings become text, never markup
    return made;
  };
  const drawn = (name, attributes, text) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [k, v] of Object.entries(attributes)) made.setAttribute(k, v);
    if (text !== undefined) made.textContent = text;
    return made;
  };
  const clock = t => `${t >= 3600 ? Math.floor(t/3600) + ":" : ""}${String(Math.floor(t/60) % 60).padStart(t >= 3600 ? 2 : 1, "0")}:${String(Math.floor(t % 60)).padStart(2, "0")}`;
  const percent = p => `${(100*p).toFixed(p > .0995 || p === 0 ? 0 : 1)} %`;
  const top = guess => guess.p.indexOf(Math.max(...guess.p));
  const swatch = i => { const s = node("span", { class: "swatch" }); s.style.background = colours[i]; return s; };
  const names = { t: "text", a: "audio", v: "visual" };

  let view = "whole", lit = -1, from = 0, width = 0;
  const guess = u => u[view] || u.whole;
  const end = Math.max(data.duration || 0, ...said.map(u => u.end));

  // the recording
  const media = node(data.media.video ? "video" : "audio", { controls: "", preload: "auto", src: data.media.file, playsinline: "" });
  media.id = "media";
  at("player").append(media);
  media.addEventListener("error", () => warn("This browser cannot play the recording; the predictions are complete without it."));
  const warn = text => at("warnings").append(node("li", {}, text));
  at("title").textContent = document.title = data.title;
  at("about").textContent = data.about;
  at("caution").textContent = data.caution;
  data.warnings.forEach(warn);
  if (!said.some(u => u.then)) at("view").hidden = true;

  const seek = t => { media.currentTime = Math.max(0, t); update(); };
  const play = i => { seek(said[i].start + .005); const going = media.play(); if (going) going.catch(() => {}); };
  const step = by => {
    const t = media.currentTime, now = said.findLastIndex(u => u.start <= t + .01);
    const goal = by < 0 && now >= 0 && t - said[now].start > 1.5 ? now : Math.max(now, by < 0 ? 0 : -1) + by;
    seek(said[Math.min(Math.max(goal, 0), said.length - 1)].start + .005);
  };
  const toggle = () => media.paused ? media.play().catch(() => {}) : media.pause();
  at("toggle").onclick = toggle;
  at("back").onclick = () => step(-1);
  at("next").onclick = () => step(1);
  media.onplay = media.onpause = () => { at("toggle").textContent = media.paused ? "\u25b6" : "\u275a\u275a"; };

  // the transcript
  const withMarks = (u, into) => {
    let done = 0;
    for (const [a, b] of u.spans.t || []) {
      into.append(u.text.slice(done, a), node("mark", {}, u.text.slice(a, b)));
      done = b;
    }
    into.append(u.text.slice(done));
    return into;
  };
  const rows = said.map((u, i) => {
    const button = node("button", { class: "at", type: "button", "aria-label": `Play utterance ${i + 1}, ${u.speaker}, at ${clock(u.start)}` }, clock(u.start));
    const row = node("li", {}, button, node("div", {}, node("span", { class: "who" }, u.speaker), withMarks(u, node("span", { class: "text" }))), node("div", { class: "guess" }));
    row.dataset.utterance = i;
    row.onclick = event => { if (event.target === button || !String(getSelection())) play(i); };
    at("list").append(row);
    return row;
  });
  const other = u => u.then && top(u.then) !== top(u.whole) ? (view === "whole" ? `then: ${labels[top(u.then)]}` : `with the whole: ${labels[top(u.whole)]}`) : "";
  const fillRow = (u, row) => {
    const g = guess(u), best = top(g), stack = node("div", { class: "stack", role: "img", "aria-label": labels.map((l, c) => `${l} ${percent(g.p[c])}`).join(", ") });
    labels.forEach((_, c) => { const part = node("span", {}); part.style.width = `${100*g.p[c]}%`; part.style.background = colours[c]; stack.append(part); });
    row.querySelector(".guess").replaceChildren(node("span", { class: "emotion" }, swatch(best), `${labels[best]} ${percent(g.p[best])}`),
      ...(other(u) ? [node("span", { class: "other" }, other(u))] : []), stack);
  };

  // what is said now
  const chart = (rows, first) => {
    const list = node("dl", { class: "chart" });
    for (const [name, value, colour] of rows) {
      const fill = node("div", { class: "fill" });
      fill.style.width = `${100*value}%`; fill.style.background = colour;
      list.append(node("dt", name === first ? { class: "first" } : {}, name), node("dd", {}, node("div", { class: "track" }, fill)), node("dd", { class: "number" }, percent(value)));
    }
    return list;
  };
  const routing = g => {
    const table = node("table", { class: "routing" });
    g.pi.forEach((row, k) => {
      const line = node("tr", {}, node("th", { scope: "row" }, data.pairs[k]));
      row.forEach(w => { const cell = node("td", {}, w.toFixed(2)); cell.style.background = `rgb(0 114 178 / ${Math.round(45*w)}%)`; line.append(cell); });
      table.append(line);
    });
    return node("details", open.routing ? { open: "" } : {}, node("summary", {}, "Routing: which aligner each pair of modalities uses"), table);
  };
  const open = { routing: false };
  const fillNow = () => {
    const u = said[lit];
    if (!u) return at("now").replaceChildren(node("p", { class: "said" }, "Nobody speaks. Click an utterance to hear it."));
    const g = guess(u), order = labels.map((_, c) => c).sort((a, b) => g.p[b] - g.p[a]).slice(0, 9);
    const aside = node("div", { class: "aside" });
    const gates = Object.entries(g.alpha || {});
    if (gates.length) aside.append(node("h3", {}, "Gate: 0 the whole utterance, 100 % its hotspots"), chart(gates.map(([m, a]) => [names[m], a, "#777"])));
    if (other(u)) aside.append(node("p", {}, other(u)));
    if (u.missing.length) aside.append(node("p", {}, `Without ${u.missing.map(m => names[m]).join(" and ")}.`));
    at("now").replaceChildren(withMarks(u, node("p", { class: "said" }, node("b", {}, `${u.speaker}: `))),
      node("div", { class: "what" }, chart(order.map(c => [labels[c], g.p[c], colours[c]]), labels[order[0]]), aside));
    if (g.pi) { const more = routing(g); more.ontoggle = () => { open.routing = more.open; }; at("now").append(more); }
  };

  // the timeline
  const svg = at("timeline"), speakers = [...new Set(said.map(u => u.speaker))], shown = Math.min(speakers.length, 6);
  const hasGate = said.some(u => u.whole.alpha && Object.keys(u.whole.alpha).length);
  const lanes = [];
  let height = 18;
  const lane = (key, tall) => { lanes.push({ key, y: height, tall }); height += tall + 6; };
  lane("who", 24*shown); lane("t", 46);
  for (const m of ["a", "v"]) if (data.curves.includes(m)) lane(m, 58);
  if (hasGate) lane("gate", 44);
  svg.style.height = `${height}px`;
  const titles = { t: "charged words (placed by letters)", a: "voice: how far it stands out", v: "movement: how far it stands out", gate: "gate per modality" };
  const dark = c => { const [r, g, b] = [1, 3, 5].map(k => parseInt(colours[c].slice(k, k + 2), 16)); return .299*r + .587*g + .114*b < 120; };
  let head, boxes = {};
  const draw = () => {
    const pixels = svg.clientWidth || 600, x = t => (t - from)/width*pixels, per = pixels/width, made = [];
    const put = (...a) => made.push(drawn(...a));
    const inside = said.map((u, i) => [u, i]).filter(([u]) => u.end > from && u.start < from + width);
    boxes = {};
    const ticks = [.5, 1, 2, 5, 10, 30, 60, 300, 600, 1800].find(s => s*per > 56) || 3600;
    for (let t = Math.ceil(from/ticks)*ticks; t < from + width; t += ticks) {
      put("line", { x1: x(t), x2: x(t), y1: 13, y2: height, class: "rule" });
      if (x(t) < pixels - 30) put("text", { x: x(t) + 2, y: 10, class: "tick" }, ticks < 1 ? t.toFixed(1) : clock(t));
    }
    for (const { key, y, tall } of lanes) {
      if (key !== "who") { put("line", { x1: 0, x2: pixels, y1: y - 3, y2: y - 3, class: "rule" }); put("text", { x: 4, y: y + 8, class: "lane" }, titles[key]); }
      if (key === "who") inside.forEach(([u, i]) => {
        const best = top(guess(u)), left = x(u.start), wide = Math.max((u.end - u.start)*per, 2), row = y + 24*(speakers.indexOf(u.speaker) % shown);
        boxes[i] = drawn("rect", { x: left, y: row, width: wide, height: 21, rx: 3, fill: colours[best], class: i === lit ? "box lit" : "box" });
        made.push(boxes[i]);
        const name = `${u.speaker}: ${labels[best]}`, short = 6.1*name.length < wide - 6 ? name : 6.1*labels[best].length < wide - 6 ? labels[best] : "";
        if (short) put("text", { x: Math.max(left, 0) + 4, y: row + 15 }, short), made.at(-1).style.fill = dark(best) ? "#fff" : "#000";
      });
      if (key === "t") {
        const free = [-Infinity, -Infinity], label = (text, left, row, kind) => {
          if (left < free[row]) return;
          put("text", { x: left, y: y + 25 + 17*row, class: kind }, text);
          free[row] = left + 7.4*text.length;
        };
        inside.forEach(([u]) => {
          const letter = (u.end - u.start)*per/u.text.length, charged = u.spans.t || [];
          charged.forEach(([a, b, score], k) => {
            const left = x(u.start) + a*letter, row = left < free[0] ? 1 : 0;
            put("rect", { x: left, y: y + 13 + 17*row, width: Math.max((b - a)*letter, 3), height: 16, rx: 2, class: "hot", "fill-opacity": .2 + .45*Math.min(score/data.top.t, 1) });
            label(u.text.slice(a, b), left + 1, row, "word charged");
          });
          if (letter > 7) for (const { 0: word, index } of u.text.matchAll(/\S+/g)) if (!charged.some(([a, b]) => index < b && index + word.length > a)) label(word, x(u.start) + index*letter, 0, "word");
        });
      }
      if (key === "a" || key === "v") {
        const low = data.low[key], high = data.high[key], up = z => y + tall - 2 - (Math.min(Math.max(z, low), high) - low)/(high - low)*(tall - 14);
        put("line", { x1: 0, x2: pixels, y1: up(0), y2: up(0), class: "rule" });
        inside.forEach(([u]) => {
          for (const [a, b, score] of u.spans[key] || []) put("rect", { x: x(u.start + a), y: y + 10, width: Math.max((b - a)*per, 2), height: tall - 10, class: "hot", "fill-opacity": .18 + .4*Math.min(Math.max(score, 0)/data.top[key], 1) });
          const curve = u.curves[key];
          if (!curve) return;
          let path = "", down = false;
          curve.z.forEach((z, k) => { if (z === null) { down = false; return; } path += `${down ? "L" : "M"}${x(u.start + (k + .5)/curve.rate).toFixed(1)} ${up(z).toFixed(1)}`; down = true; });
          if (path) put("path", { d: path, class: "curve" });
        });
      }
      if (key === "gate") ["t", "a", "v"].forEach((m, k) => inside.forEach(([u], j) => {
        const alpha = (guess(u).alpha || {})[m];
        if (alpha === undefined) return;
        const level = y + tall - 2 - alpha*(tall - 14);
        put("line", { x1: x(u.start), x2: x(u.end), y1: level, y2: level, class: "gate", stroke: ["#0072b2", "#d55e00", "#009e73"][k], "stroke-dasharray": ["", "6 3", "2 2"][k] });
        if (j === 0) put("text", { x: pixels - 150 + 52*k, y: y + 8 }, names[m]), made.at(-1).style.fill = ["#0072b2", "#b04a00", "#00664a"][k];
      }));
    }
    head = drawn("line", { y1: 0, y2: height, class: "head" });
    svg.replaceChildren(...made, head);
    svg.setAttribute("viewBox", `0 0 ${pixels} ${height}`);
    at("span").textContent = `${clock(from)} to ${clock(Math.min(from + width, end))} of ${clock(end)}`;
    place();
  };
  const place = () => { const x = (media.currentTime - from)/width*(svg.clientWidth || 600); head.setAttribute("x1", x); head.setAttribute("x2", x); };
  const look = (start, wide) => { width = Math.min(Math.max(wide, 2), Math.max(end, 2)); from = Math.min(Math.max(start, 0), Math.max(end - width, 0)); draw(); };
  const zoom = by => { const t = media.currentTime, inside = t >= from && t <= from + width; look((inside ? t : from + width/2) - width*by/2, width*by); };
  at("in").onclick = () => zoom(.5);
  at("out").onclick = () => zoom(2);
  at("earlier").onclick = () => look(from - width/2, width);
  at("later").onclick = () => look(from + width/2, width);
  svg.onclick = event => {
    const box = svg.getBoundingClientRect(), t = from + (event.clientX - box.left)/box.width*width, y = event.clientY - box.top, who = lanes[0];
    const hit = y < who.y + who.tall ? said.findLastIndex(u => u.start <= t && t < u.end && (shown < speakers.length || speakers.indexOf(u.speaker) === Math.floor((y - who.y)/24))) : -1;
    hit >= 0 ? play(hit) : seek(t);
  };

  // keeping all of it in step
  const current = t => said.findLastIndex(u => u.start <= t && t < u.end);
  const update = () => {
    const t = media.currentTime, now = current(t);
    at("clock").textContent = `${clock(t)} / ${clock(end)}`;
    if (now !== lit) {
      rows[lit]?.classList.remove("lit"); rows[lit]?.removeAttribute("aria-current"); boxes[lit]?.setAttribute("class", "box");
      lit = now;
      boxes[lit]?.setAttribute("class", "box lit");
      if (rows[lit]) {
        rows[lit].classList.add("lit"); rows[lit].setAttribute("aria-current", "true");
        if (!media.paused && at("follow").querySelector("input").checked) rows[lit].scrollIntoView({ block: "nearest" });
      }
      fillNow();
    }
    if (t < from || t > from + width) look(t - width*.05, width); else place();
  };
  const tick = () => { update(); if (!media.paused) requestAnimationFrame(tick); };
  media.addEventListener("play", tick);
  for (const event of ["timeupdate", "seeked", "seeking", "loadedmetadata", "pause"]) media.addEventListener(event, update);
  const show = which => {
    view = which;
    document.querySelector(`#view input[value=${which}]`).checked = true;
    said.forEach((u, i) => fillRow(u, rows[i]));
    fillNow(); draw();
  };
  at("view").onchange = event => show(event.target.value);
  const keys = {
    " ": toggle, k: toggle, ArrowUp: () => step(-1), ArrowDown: () => step(1), ArrowLeft: () => seek(media.currentTime - 2), ArrowRight: () => seek(media.currentTime + 2),
    w: () => at("view").hidden || show(view === "whole" ? "then" : "whole"), "+": () => zoom(.5), "=": () => zoom(.5), "-": () => zoom(2),
  };
  addEventListener("keydown", event => {
    const own = event.target.closest("button, input, summary, audio, video");
    if (event.ctrlKey || event.metaKey || event.altKey || own && (own !== event.target.closest("button") || event.key === " ") ) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (act) { event.preventDefault(); act(); }
  });
  labels.forEach((l, c) => at("legend").append(node("li", {}, swatch(c), l)));
  const fit = () => document.documentElement.style.setProperty("--head", `${document.querySelector("header").offsetHeight}px`);
  width = Math.min(end, innerWidth < 700 ? 8 : 20);
  new ResizeObserver(() => { fit(); draw(); }).observe(svg);
  fit(); look(0, width); show("whole"); update();
})();
