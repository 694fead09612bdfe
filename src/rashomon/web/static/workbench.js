// Keys, live updates and small conveniences. Nothing here is needed for reading: without it every page still works.
"use strict";

(() => {
  const say = (words, kind) => {
    const line = document.createElement("p");
    line.textContent = words;
    if (kind) line.className = kind;
    const box = document.getElementById("said");
    box.append(line);
    setTimeout(() => line.remove(), 8000);
  };

  // A decision of ours must not leave the page on an error: say what happened, and show what is there now.
  document.addEventListener("htmx:after:request", (event) => {
    const answer = event.detail?.ctx?.response;
    const status = answer?.raw?.status ?? answer?.status;
    if (status >= 400) judging = "";
    if (status === 409) say("A colleague decided about this in the meantime. Look at it, then decide again.");
    else if (status === 422) say("That was not recorded; the page says why.");
    else if (status >= 400) say("That was not recorded. Load the page again.");
  });

  // One key an action, on the claim that has the focus (or the first one).
  const cards = () => [...document.querySelectorAll(".claim-card")].filter((card) => card.checkVisibility());
  let current = null;
  let judging = ""; // the card whose decision is on its way
  document.addEventListener("focusin", (event) => {
    current = event.target.closest?.(".claim-card")?.id ?? current;
  });
  const here = () => document.getElementById(current ?? "") ?? cards()[0];
  const step = (by) => {
    // A page with an order of its own (the Reader) goes its own way.
    if (!document.dispatchEvent(new CustomEvent("rashomon:step", { cancelable: true, detail: by }))) return;
    const all = cards();
    if (!all.length) return;
    const at = all.findIndex((card) => card.id === current);
    const next = all[Math.min(Math.max(at + by, 0), all.length - 1)];
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
    current = next.id;
  };
  const undo = async () => {
    const token = document.body.dataset.csrf;
    const found = await (await fetch("/api/judgements?most=50")).json();
    const mine = found.find((one) => one.stands && one.kind !== "undo" && one.actor === document.querySelector(".who")?.textContent);
    if (!mine) return say("There is nothing of yours to take back.");
    const answer = await fetch(`/api/judgements/${mine.id}/undo`, { method: "POST", headers: { "X-CSRF-Token": token } });
    if (!answer.ok) return say((await answer.json()).detail);
    say(`Taken back: ${mine.text} ${mine.about}`);
    document.dispatchEvent(new CustomEvent("rashomon:changed", { detail: mine, cancelable: true }));
  };

  let waiting = "";
  const link = (key) => document.querySelector(`a[data-key="${key}"]`);
  const keys = {
    // A page of one claim has links to the next and the previous one.
    j: () => (link("j") ? link("j").click() : step(1)),
    k: () => (link("k") ? link("k").click() : step(-1)),
    a: () => here()?.querySelector('[data-key="a"]')?.click(),
    x: () => here()?.querySelector('[data-key="x"]')?.click(),
    u: undo,
    "/": () => (document.querySelector("[type=search]") ? document.querySelector("[type=search]").focus() : location.assign("/search")),
    "?": () => document.getElementById("keys").showModal(),
  };
  const places = { o: "/", r: "/review", g: "/grid", s: "/sources", t: "/timeline", d: "/dossier", l: "/log" };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
    if (waiting === "g" && places[event.key]) {
      waiting = "";
      location.assign(places[event.key]);
      return;
    }
    waiting = event.key === "g" ? "g" : "";
    const act = keys[event.key];
    if (act) {
      event.preventDefault();
      act();
    }
  });
  // After accepting or rejecting by key or click, the next claim has the focus.
  document.addEventListener("htmx:after:swap", () => {
    if (!judging || !document.getElementById(judging)) return;
    current = judging;
    judging = "";
    step(1);
  });

  document.addEventListener("click", (event) => {
    judging = event.target.closest?.('[data-key="a"], [data-key="x"]')?.closest(".claim-card")?.id ?? judging;
    const opens = event.target.closest?.("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens)?.showModal();
  });

  // Live: what colleagues decide, and how the comparison goes.
  const board = document.getElementById("board");
  if (board && "EventSource" in window) {
    const source = new EventSource("/api/live");
    const badge = (kind, words) => {
      const span = document.createElement("span");
      span.className = `badge ${kind}`;
      span.textContent = words;
      board.replaceChildren(span);
    };
    source.addEventListener("step", (event) => badge("working", `${JSON.parse(event.data).words} …`));
    source.addEventListener("problem", (event) => badge("failed", JSON.parse(event.data).words));
    source.addEventListener("case", () => badge("working", "comparing again …"));
    source.addEventListener("board", () => {
      board.replaceChildren();
      const again = document.createElement("button");
      again.type = "button";
      again.className = "plain";
      again.textContent = "compared again: show";
      again.addEventListener("click", () => location.reload());
      board.append(again);
    });
    for (const name of ["file", "all"])
      source.addEventListener(name, () => document.dispatchEvent(new CustomEvent("rashomon:file")));
    document.addEventListener("rashomon:changed", (event) => event.defaultPrevented || location.reload());
    addEventListener("pagehide", () => source.close());
  }
})();
