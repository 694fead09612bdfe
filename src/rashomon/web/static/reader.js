// The Reader: one claim in focus, the original in step with it, words selected in the text as exact stretches of it.
// Offsets are code points of the document's text; strings here count in UTF-16 units, so nothing is taken from `length`.
"use strict";

(() => {
  const desk = document.querySelector(".desk");
  const text = document.getElementById("text");
  if (!desk || !text) return;
  const base = `/documents/${desk.dataset.document}`;
  const alone = desk.dataset.kind === "alone";
  const say = (words) => {
    const line = document.createElement("p");
    line.textContent = words;
    document.getElementById("said").append(line);
    setTimeout(() => line.remove(), 8000);
  };

  // Words selected in the text

  const MOST = 10000;
  // Each run is the characters from `data-start` on, one by one; what stands between runs is no text of the document.
  const within = (run, node, at) => {
    const before = document.createRange();
    before.setStart(run, 0);
    before.setEnd(node, at);
    return [...before.toString()].length;
  };
  const stretch = () => {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return null;
    const range = selection.getRangeAt(0);
    if (!range.intersectsNode(text)) return null;
    const characters = [];
    for (const run of text.querySelectorAll("[data-start]")) {
      if (!range.intersectsNode(run)) continue;
      const own = [...run.textContent];
      const from = run.contains(range.startContainer) ? within(run, range.startContainer, range.startOffset) : 0;
      const to = run.contains(range.endContainer) ? within(run, range.endContainer, range.endOffset) : own.length;
      const start = Number(run.dataset.start);
      for (let at = from; at < to; at += 1) characters.push([own[at], start + at]);
      if (characters.length > MOST) return null;
    }
    const blank = ([character]) => /\s/u.test(character);
    while (characters.length && blank(characters.at(-1))) characters.pop();
    while (characters.length && blank(characters[0])) characters.shift();
    if (!characters.length) return null;
    return {
      words: characters.map(([character]) => character).join(""),
      start: characters[0][1],
      end: characters.at(-1)[1] + 1,
    };
  };
  let picked = null;
  const bar = document.getElementById("picked");
  document.addEventListener("selectionchange", () => {
    const found = stretch();
    if (!found && !text.contains(getSelection().anchorNode)) return; // the selection is elsewhere: what was picked stays
    picked = found;
    for (const button of document.querySelectorAll("[data-take]")) button.disabled = !picked;
    if (!bar) return;
    bar.hidden = !picked || !here;
    if (picked) bar.querySelector("q").textContent = picked.words.length > 160 ? `${picked.words.slice(0, 160)}…` : picked.words;
  });
  bar?.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (!picked || !here) return;
    const sent = { field: event.submitter.value, ...picked, seen: Number(bar.elements.seen.value) };
    if (sent.field === "source") sent.kind = bar.elements.kind.value;
    const answer = await fetch(`/api/claims/${here.dataset.claim}/corrections`, {
      method: "POST",
      headers: { "content-type": "application/json", "X-CSRF-Token": document.body.dataset.csrf },
      body: JSON.stringify(sent),
    });
    if (answer.ok) location.reload();
    else say((await answer.json()).detail);
  });

  // The claim in focus

  const anchors = () => [...text.querySelectorAll("a.at")];
  let here = document.getElementById(`at-${desk.dataset.focus}`);
  const box = document.getElementById("focus");
  let loading = null;
  const load = async (anchor) => {
    loading?.abort();
    const mine = (loading = new AbortController());
    try {
      await new Promise((done) => setTimeout(done, 40)); // a key held down asks once
      if (mine.signal.aborted) return;
      const answer = await fetch(`${base}/claims/${anchor.dataset.claim}`, {
        headers: { "HX-Request": "true" },
        signal: mine.signal,
      });
      const part = await answer.text();
      if (mine.signal.aborted) return;
      box.innerHTML = part; // written by our own server, with everything from documents escaped
      htmx.process(box);
    } catch (error) {
      if (error.name !== "AbortError") say("The claim could not be loaded. Is the server still running?");
    }
  };
  const mark = (anchor) => {
    for (const one of text.querySelectorAll(".here")) {
      one.classList.remove("here");
      one.removeAttribute("aria-current");
    }
    for (const one of text.querySelectorAll(`[data-n~="${anchor.dataset.n}"]`)) one.classList.add("here");
    anchor.setAttribute("aria-current", "true");
  };
  const close = () => {
    const panel = document.getElementById("correct");
    if (alone || !panel || panel.hidden) return;
    panel.hidden = true;
    panel.replaceChildren();
  };
  const go = (anchor, { scroll = true } = {}) => {
    if (!anchor) return;
    const again = anchor === here;
    here = anchor;
    mark(anchor);
    const seen = anchor.getBoundingClientRect();
    if (scroll && (seen.top < 80 || seen.bottom > innerHeight * 0.6)) anchor.scrollIntoView({ block: "center" });
    history.replaceState(history.state, "", `?claim=${anchor.dataset.claim}#${anchor.id}`);
    if (again) return;
    close();
    load(anchor);
    look(anchor);
    if (bar && anchor.dataset.kind !== "author") bar.elements.kind.value = anchor.dataset.kind;
    if (bar) bar.hidden = !picked;
  };
  const step = (by) => {
    const all = anchors();
    const next = all[all.indexOf(here) + by];
    if (next) {
      go(next);
      next.focus({ preventScroll: true });
    } else document.querySelector(`.pager a[rel="${by > 0 ? "next" : "prev"}"]`)?.click();
  };
  if (!alone) {
    document.addEventListener("rashomon:step", (event) => {
      event.preventDefault();
      step(event.detail);
    });
    for (const button of document.querySelectorAll("[data-step]")) {
      button.hidden = false;
      button.addEventListener("click", () => step(Number(button.dataset.step)));
    }
    text.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      const anchor = event.target.closest("a.at");
      if (anchor) {
        event.preventDefault();
        return go(anchor, { scroll: false });
      }
      const run = event.target.closest(".run.mark");
      if (!run || !getSelection().isCollapsed) return undefined;
      // The innermost claim first; a second click on the same words goes to the one around it.
      const numbers = run.dataset.n.split(" ");
      const number = numbers[(numbers.indexOf(here?.dataset.n ?? "") + 1) % numbers.length];
      return go(text.querySelector(`a.at[data-n="${number}"]`), { scroll: false });
    });
    document.addEventListener("htmx:after:swap", () => {
      const card = box?.querySelector(".claim-card");
      const anchor = card && document.getElementById(`at-${card.dataset.claim}`);
      if (!anchor) return;
      for (const state of ["accepted", "rejected", "corrected"])
        anchor.classList.toggle(`is-${state}`, card.classList.contains(`is-${state}`));
    });
    const follow = () => {
      if (!location.hash.startsWith("#at-")) return;
      const anchor = document.getElementById(location.hash.slice(1));
      const claim = location.hash.slice(4);
      if (anchor) go(anchor);
      else if (new URLSearchParams(location.search).get("claim") !== claim) location.replace(`${base}?claim=${claim}${location.hash}`);
    };
    addEventListener("hashchange", follow);
    addEventListener("load", follow);
    if (bar && here && here.dataset.kind !== "author") bar.elements.kind.value = here.dataset.kind;
  }
  if (text.querySelector("[data-sought]") && !location.hash) text.querySelector("[data-sought]").scrollIntoView({ block: "center" });

  // The original in step with it

  const picture = document.getElementById("picture");
  const frames = document.getElementById("boxes");
  const web = document.getElementById("web");
  let leaf = Number(desk.dataset.leaf || 1);
  const turn = (to, claim) => {
    if (to !== leaf) {
      leaf = to;
      picture.src = `${base}/leaves/${leaf}/picture`;
      picture.alt = `Page ${leaf} of the original`;
      document.getElementById("leaf").textContent = leaf;
    }
    frames.src = `${base}/leaves/${leaf}/boxes?claim=${claim}`;
  };
  function look(anchor) {
    if (picture) turn(Number(anchor.dataset.leaf) || leaf, anchor.dataset.claim);
    if (web && Number(anchor.dataset.place) >= 0) web.src = `${base}/web#place-${anchor.dataset.place}`;
  }
  if (picture) {
    const failed = async () => {
      const answer = await fetch(`/api/documents/${desk.dataset.document}/leaves/${leaf}`);
      if (!answer.ok) say(`The page cannot be shown: ${(await answer.json()).detail}`);
    };
    picture.addEventListener("error", failed);
    if (picture.complete && !picture.naturalWidth) failed();
    const count = async () => {
      // A drawing in place of the page says why it cannot be shown: then there are no pages to count.
      const shown = await fetch(picture.src);
      if (shown.headers.get("content-type") !== "image/png") return;
      const answer = await fetch(`/api/documents/${desk.dataset.document}/leaves/${leaf}`);
      if (!answer.ok) return;
      const { pages } = await answer.json();
      document.getElementById("leaf-count").textContent = pages;
      document.querySelector(".leaves").hidden = pages === 1;
    };
    if (picture.complete) count();
    else picture.addEventListener("load", count, { once: true });
    for (const link of document.querySelectorAll("[data-turn]"))
      link.addEventListener("click", (event) => {
        event.preventDefault();
        const last = Number(document.getElementById("leaf-count").textContent);
        turn(Math.min(Math.max(leaf + Number(link.dataset.turn), 1), last), here?.dataset.claim ?? "");
      });
  }

  // Corrections beside the text

  const ready = (root) => {
    for (const button of root.querySelectorAll("[data-take]")) {
      button.hidden = false;
      button.disabled = !picked;
    }
  };
  const correct = async () => {
    const panel = document.getElementById("correct");
    const link = box?.querySelector('.claim-card a[href$="/correct"]');
    if (!panel || !link) return;
    const answer = await fetch(link.href, { headers: { "HX-Request": "true" } });
    panel.innerHTML = await answer.text();
    htmx.process(panel);
    panel.hidden = false;
    ready(panel);
    panel.querySelector("summary")?.focus({ preventScroll: true });
    panel.scrollIntoView({ block: "nearest" });
  };
  ready(document);
  document.addEventListener("htmx:after:swap", () => ready(document));
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (!alone && event.target.closest('#focus a[href$="/correct"]')) {
      event.preventDefault();
      correct();
    }
    const take = event.target.closest("[data-take]");
    if (take && picked) {
      take.form.elements.words.value = picked.words;
      take.form.elements.start.value = picked.start;
      take.form.elements.end.value = picked.end;
    }
  });
  // Words that are typed are looked for; a place that was taken with other words no longer counts.
  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-words]")) return;
    event.target.form.elements.start.value = "";
    event.target.form.elements.end.value = "";
  });
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Escape" && !alone) {
      close();
      here?.focus({ preventScroll: true });
    }
    if (event.key !== "c" || alone || event.target.matches("input, textarea, select")) return;
    event.preventDefault();
    correct();
  });
})();
