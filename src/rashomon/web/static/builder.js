// The builder of dossiers: moving parts by hand, and no words lost. Without it every button still works.
"use strict";

(() => {
  const builder = () => document.getElementById("builder");
  const form = () => document.getElementById("build");
  let changed = false;
  let focused = "";

  const mark = (is) => {
    changed = is;
    const line = document.getElementById("unsaved");
    if (line) line.textContent = is ? "not saved yet" : "";
  };
  const begin = () => {
    builder()?.classList.add("scripted");
    for (const handle of document.querySelectorAll(".part .handle")) handle.draggable = true;
    mark(false);
  };
  document.documentElement.addEventListener("input", (event) => {
    if (event.target.form === form() && event.target.type !== "search") mark(true);
  });
  addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });

  // What was typed is saved before something is made of what is saved.
  const saved = async () => {
    if (!changed) return true;
    const body = new URLSearchParams(new FormData(form()));
    body.set("act", "save");
    const answer = await fetch(form().action, { method: "POST", body, headers: { accept: "application/json" } });
    if (!answer.ok) {
      form().requestSubmit(document.getElementById("save"));
      return false;
    }
    const { version } = await answer.json();
    for (const field of document.querySelectorAll('#builder [name="version"]')) field.value = version;
    mark(false);
    return true;
  };
  document.addEventListener("click", async (event) => {
    if (event.target.id === "preview" && form()) {
      event.preventDefault();
      event.stopPropagation();
      if (await saved()) location.assign(`${builder().dataset.address}/preview`);
    }
    if (event.target.id === "export-button" && form() && changed) {
      event.preventDefault();
      if (await saved()) document.getElementById("export-form").submit();
    }
  }, true);

  // Every other button of the form changes it in place; one that is pressed meanwhile has its turn after that, since
  // what it would send is not the newest version any more. The focus stays where it was.
  const waiting = [];
  let busy = false;
  document.addEventListener("submit", (event) => {
    if (event.target.id === "undo-form") mark(false);
    if (event.target !== form()) return;
    const id = event.submitter?.id ?? "save";
    if (busy) {
      event.preventDefault();
      event.stopImmediatePropagation();
      waiting.push(id);
      return;
    }
    busy = true;
    focused = id;
    mark(false);
  }, true);
  document.addEventListener("htmx:after:swap", () => {
    if (!builder() || !focused) return;
    const [what, key] = focused.split("-");
    focused = "";
    begin();
    const all = [...document.querySelectorAll(".part")];
    const turned = { up: `down-${key}`, down: `up-${key}` }[what];
    const same = [`${what}-${key}`, turned, what].map((id) => document.getElementById(id ?? "")).find((it) => it && !it.disabled);
    const written = all[all.findIndex((it) => it.dataset.key === key) + 1]?.querySelector("textarea");
    const next = what === "text" ? written : what === "add" ? document.querySelector(".choices button") : same ?? all[0];
    next?.focus();
  });
  // An answer without a builder in it (refused, logged out, no server) must not take what was typed away.
  document.addEventListener("htmx:before:swap", (event) => {
    const ctx = event.detail?.ctx;
    if (ctx?.sourceElement === form() && !ctx.text?.includes('id="builder"')) event.preventDefault();
  });
  document.addEventListener("htmx:finally:request", () => {
    busy = false;
    if (focused) {
      focused = "";
      waiting.length = 0;
      mark(true);
    }
    document.getElementById(waiting.shift() ?? "")?.click();
  });

  // By hand: the order of the fields is the order of the dossier, so moving one and saving is all there is to it.
  let dragged = null;
  const over = (event) => event.target.closest?.(".part");
  const clear = () => document.querySelectorAll(".part.over").forEach((it) => it.classList.remove("over"));
  document.addEventListener("dragstart", (event) => {
    if (!event.target.classList?.contains("handle")) return;
    dragged = over(event);
    dragged.classList.add("dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", dragged.dataset.key);
    event.dataTransfer.setDragImage(dragged, 10, 10);
  });
  document.addEventListener("dragover", (event) => {
    const part = over(event);
    if (!dragged || !part) return;
    event.preventDefault();
    clear();
    part.classList.add("over");
  });
  document.addEventListener("drop", (event) => {
    const part = over(event);
    if (!dragged || !part || part === dragged) return;
    event.preventDefault();
    const down = dragged.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING;
    part[down ? "after" : "before"](dragged);
    form().requestSubmit(document.getElementById("save"));
  });
  document.addEventListener("dragend", () => {
    dragged?.classList.remove("dragged");
    dragged = null;
    clear();
  });

  begin();
})();
