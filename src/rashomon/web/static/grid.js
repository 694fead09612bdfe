// The grid by keyboard, and the words of a cell beside it. Without it every cell is a link to its account.
"use strict";

(() => {
  const table = document.querySelector("[data-grid]");
  const panel = document.getElementById("words");
  if (!table || !panel) return;

  // One stop of the Tab key for the whole table; the arrow keys move within it.
  const rows = [...table.rows].map((row) => [...row.cells]);
  const stops = (cell) => {
    const links = [...cell.querySelectorAll("a")];
    return links.length ? links : [cell];
  };
  table.querySelectorAll("a").forEach((link) => (link.tabIndex = -1));
  let current = null;
  const take = (stop) => {
    if (current) current.tabIndex = -1;
    current = stop;
    stop.tabIndex = 0;
  };
  const go = (stop) => {
    take(stop);
    stop.focus({ preventScroll: true });
    // The whole cell comes into sight, from under the head and the first column.
    stop.closest("td, th").scrollIntoView({ block: "nearest", inline: "nearest" });
  };
  take(stops(rows[1]?.[1] ?? rows[0][0])[0]);
  table.addEventListener("focusin", (event) => {
    const stop = event.target.closest("a") ?? event.target.closest("td, th");
    if (stop && table.contains(stop)) take(stop);
  });

  const shown = (cell) => cell?.checkVisibility() ?? false;
  const lines = (some) => some.map((row) => row.filter(shown)).filter((row) => row.length);
  const beside = (y, x, dy, dx) => {
    for (;;) {
      y += dy;
      x += dx;
      const cell = rows[y]?.[x];
      if (!cell) return null;
      if (shown(cell)) return cell;
    }
  };
  const places = (event, y, x) => {
    const all = stops(rows[y][x]);
    const at = all.indexOf(current);
    switch (event.key) {
      case "ArrowRight": return stops(beside(y, x, 0, 1) ?? rows[y][x])[0];
      case "ArrowLeft": return stops(beside(y, x, 0, -1) ?? rows[y][x])[0];
      case "ArrowDown": return all[at + 1] ?? stops(beside(y, x, 1, 0) ?? rows[y][x])[0];
      case "ArrowUp": return all[at - 1] ?? stops(beside(y, x, -1, 0) ?? rows[y][x]).at(-1);
      case "Home": return stops(lines(event.ctrlKey ? rows : [rows[y]])[0][0])[0];
      case "End": return stops(lines(event.ctrlKey ? rows : [rows[y]]).at(-1).at(-1))[0];
      default: return null;
    }
  };
  table.addEventListener("keydown", (event) => {
    if (event.altKey || event.metaKey || !current) return;
    const cell = current.closest("td, th");
    const y = cell.parentElement.rowIndex;
    const stop = places(event, y, cell.cellIndex);
    if (!stop) return;
    event.preventDefault();
    go(stop);
  });

  // Words beside the grid.
  let from = null;
  const close = () => {
    panel.hidden = true;
    panel.replaceChildren();
    from?.removeAttribute("aria-current");
    from?.focus();
  };
  table.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-words]");
    if (!link || !window.htmx || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    from?.removeAttribute("aria-current");
    from = link;
    link.setAttribute("aria-current", "true");
    take(link);
    await window.htmx.ajax("GET", link.dataset.words, { target: "#words", swap: "innerHTML" });
    panel.hidden = false;
    panel.scrollTop = 0;
    panel.focus({ preventScroll: true });
  });
  panel.addEventListener("click", (event) => {
    if (event.target.closest("[data-closes]")) close();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && !document.querySelector("dialog[open]")) close();
  });
})();
