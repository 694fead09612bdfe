// A button that copies the link of an invitation, where the browser can; without it the field is there to select.
"use strict";

(() => {
  const link = document.getElementById("link");
  if (!link) return;
  link.addEventListener("focus", () => link.select());
  if (!navigator.clipboard) return;
  const copy = document.createElement("button");
  copy.type = "button";
  copy.className = "act";
  copy.textContent = "Copy the link";
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(link.value);
    copy.textContent = "Copied";
  });
  link.after(copy);
})();
